// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/guest/replay_report.h"
#include "htabsim/tlm/host/host.h"
#include "tests/tlm/host/guest_platform.h"

// A guest's table is replaced in time (facts I9). The times are those of round_numbers().

namespace htabsim {
namespace {

constexpr std::uint64_t kHcall = 400;
constexpr std::uint64_t kLine = 100;
constexpr std::uint64_t kPtegsOf18 = (1 << 18) / 128;
/// Who holds others says so within one cycle, and within another one that the table is replaced.
constexpr std::uint64_t kHold = 2;
/// Those that stood still go on within two cycles; then the next may hold.
constexpr std::uint64_t kRelease = 2 + 1;

GuestEvent prepare(unsigned order) {
  return hcall(HcallToken::kResizeHptPrepare, 0, HpteIndex(order));
}
GuestEvent commit(unsigned order) {
  return hcall(HcallToken::kResizeHptCommit, 0, HpteIndex(order));
}
GuestEvent returns(HcallStatus status) { return HcallReturn{static_cast<std::uint64_t>(status)}; }
std::vector<GuestEvent> joined(std::vector<GuestEvent> first, const std::vector<GuestEvent>& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

Config config(std::uint64_t clear_line_cycles = 0) {
  Config config = round_numbers();
  config.hypervisor.clear_line_cycles = clear_line_cycles;
  config.hypervisor.move_entry_cycles = 50;
  return config;
}

const PendingTable& pending(GuestPlatform& machine) {
  return *machine.platform->source().guest().partition().pending_table;
}

TEST(ResizeTest, TableIsReadyWhenItAndItsReverseMapAreClearedI9) {
  GuestPlatform machine({{prepare(20)}}, config(3), HptImage(HptGeometry(18)));
  EXPECT_EQ(machine.time(), Cycles(kHcall + 1));
  // 2^20 bytes and 8 for each of 2^16 entries, in lines of 128.
  constexpr std::uint64_t kLines = ((1 << 20) + 8 * (1 << 16)) / 128;
  EXPECT_EQ(pending(machine).ready_at, Cycles(kSlbWrite + kHcall + 3 * kLines));
}

class ReadyTest : public testing::TestWithParam<bool> {};

// The first call takes note at 404, so the table is ready at 404 + 3072; the commit, which holds
// others first, looks a cycle before, or then.
TEST_P(ReadyTest, GuestRunsMeanwhileAndFindsTheTableReadyOnTimeI9) {
  constexpr std::uint64_t kReady = kSlbWrite + kHcall + ((1 << 18) + 8 * (1 << 14)) / 128;
  const bool in_time = GetParam();
  const std::uint64_t idles =
      kReady - (kSlbWrite + kHcall + 1 + kHcall + kHold) - (in_time ? 0 : 1);
  const GuestEvent answer = returns(in_time ? HcallStatus::kSuccess : HcallStatus::kBusy);
  const auto first = joined({prepare(18), returns(HcallStatus::kLongBusy100Ms)}, idle(idles));
  GuestPlatform machine({joined(first, {commit(18), answer})}, config(1),
                        HptImage(HptGeometry(18)));
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  const auto* report = machine.platform->source().guest().cpus().front().work().report();
  EXPECT_EQ(report->counters.hcalls_checked, 2u);
  EXPECT_EQ(report->counters.differences(), 0u);
  EXPECT_EQ(machine.platform->source().memory().counters().tables_switched, in_time ? 1u : 0u);
}

INSTANTIATE_TEST_SUITE_P(EarlyOrInTime, ReadyTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "in_time" : "early"; });

/// Orders of the old and the new table.
class CommitTest : public testing::TestWithParam<std::pair<unsigned, unsigned>> {};

// It looks at each PTEG of the old table, whatever the new one's size.
TEST_P(CommitTest, OfAnEmptyTableIsALineForEachOfItsPtegsI9) {
  const auto [order, new_order] = GetParam();
  GuestPlatform machine({{prepare(new_order), commit(new_order)}}, config(),
                        HptImage(HptGeometry(order)));
  const std::uint64_t ptegs = (std::uint64_t{1} << order) / 128;
  EXPECT_EQ(machine.time(), Cycles((kHcall + 1) + kHcall + kHold + ptegs * kLine + kRelease));
  EXPECT_EQ(machine.platform->source().guest().image().geometry().order(), new_order);
  EXPECT_EQ(machine.platform->source().memory().counters().tables_switched, 1u);
}

INSTANTIATE_TEST_SUITE_P(Orders, CommitTest,
                         testing::Values(std::pair(18, 18), std::pair(18, 21), std::pair(19, 18),
                                         std::pair(20, 18), std::pair(20, 21), std::pair(22, 18)),
                         [](const auto& test) {
                           return fmt::format("{}_to_{}", test.param.first, test.param.second);
                         });

/// A bolted entry of page `number`, which the host has withdrawn, so that no translation ends.
void place_absent(HptImage& image, std::uint64_t number) {
  const HpteIndex index = slot_of(image, number);
  const std::uint64_t v = avpn_field(page(number), PageSize::page_4k) | hpte_v::kBolted;
  image.store(index, HpteDword::k0, v | hpte_v::kAbsent);
  image.set_guest_r(index, number << 12 | hpte_r::kRc | 2);
}

class CommitOfEntriesTest : public testing::TestWithParam<std::uint64_t> {};

// Lock: a load, a conditional store, a load; unlock: a barrier and a store; then the guest's
// dword 1 and both dwords are read, and the new entry is written.
TEST_P(CommitOfEntriesTest, TakesTheOperationsOfEachI9) {
  constexpr std::uint64_t kEntry = (7 + 20 + 7) + (20 + 5) + 3 * 7 + 50;
  const std::uint64_t entries = GetParam();
  HptImage image(HptGeometry(18));
  for (std::uint64_t number = 2; number < 2 + entries; ++number) place_absent(image, number);
  GuestPlatform machine({{prepare(19), commit(19)}}, config(), std::move(image));
  EXPECT_EQ(machine.time(),
            Cycles(kHcall + 1 + kHcall + kHold + kPtegsOf18 * kLine + entries * kEntry + kRelease));
  const HptImage& table = machine.platform->source().guest().image();
  for (std::uint64_t number = 2; number < 2 + entries; ++number) {
    EXPECT_TRUE(any(table.read(slot_of(table, number)).v, hpte_v::kAbsent)) << number;
  }
}

INSTANTIATE_TEST_SUITE_P(Some, CommitOfEntriesTest, testing::Values(1, 2, 6));

// The other processor stops before its first event that begins when the request has reached it,
// and goes on a cycle after it is released.
TEST(ResizeTest, OtherProcessorsAreHeldMeanwhileI9) {
  constexpr std::uint64_t kIdles = 10'000;
  constexpr std::uint64_t kBroadcast = 600;
  GuestPlatform machine({{prepare(18), commit(18)}, idle(kIdles)}, config(),
                        HptImage(HptGeometry(18)));
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  constexpr std::uint64_t kAsked = kSlbWrite + kHcall + 1 + kHcall + 1;
  constexpr std::uint64_t kStopped = kAsked + kBroadcast;
  constexpr std::uint64_t kReleased = kStopped + 1 + 1 + kPtegsOf18 * kLine;
  const auto& cpus = machine.platform->source().guest().cpus();
  EXPECT_EQ(cpus[0].stopped_at(), Cycles(kReleased + kRelease));
  EXPECT_EQ(cpus[1].run_cycles(), Cycles(kSlbWrite + kIdles));
  EXPECT_EQ(cpus[1].stopped_at() - cpus[1].run_cycles(), Cycles(kReleased + 1 - kStopped));
}

// The second waits until the first has moved the guest; then there is no table for it.
TEST(ResizeTest, OfTwoCommitsInOneCycleTheFirstProcessorsIsDoneI9) {
  const auto asks = [](HcallStatus first_answer, HcallStatus then) {
    return std::vector<GuestEvent>{prepare(19), returns(first_answer), commit(19), returns(then)};
  };
  GuestPlatform machine({asks(HcallStatus::kLongBusy100Ms, HcallStatus::kSuccess),
                         asks(HcallStatus::kSuccess, HcallStatus::kClosed)},
                        config(), HptImage(HptGeometry(18)));
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  EXPECT_EQ(machine.platform->source().memory().counters().tables_switched, 1u);
  for (const GuestCpu& cpu : machine.platform->source().guest().cpus()) {
    EXPECT_EQ(cpu.work().report()->counters.differences(), 0u) << cpu.number();
  }
}

// It sleeps until the table that it was told of is there, and stops at once all the same. The other
// commits what is not there, so the host gives that table up and begins anew.
TEST(ResizeTest, ProcessorThatWaitsForItsTableCanBeHeldI9) {
  constexpr std::uint64_t kIdles = 10'000;
  constexpr std::uint64_t kBroadcast = 600;
  GuestPlatform machine({joined(idle(kIdles), {commit(19), returns(HcallStatus::kClosed)}),
                         {prepare(20), returns(HcallStatus::kSuccess)}},
                        config(1000), HptImage(HptGeometry(18)));
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  const auto& cpus = machine.platform->source().guest().cpus();
  constexpr std::uint64_t kStopped = kSlbWrite + kIdles + kHcall + 1 + kBroadcast;
  EXPECT_EQ(cpus[0].stopped_at(), Cycles(kStopped + 1 + 1 + kRelease));
  for (const GuestCpu& cpu : cpus) {
    EXPECT_EQ(cpu.work().report()->counters.hcalls_checked, 1u) << cpu.number();
    EXPECT_EQ(cpu.work().report()->counters.differences(), 0u) << cpu.number();
  }
}

// Each gives the other's table up: nobody is ready, and that is said.
TEST(ResizeTest, TwoThatWantOtherTablesDoNotWaitForEver) {
  const auto asks = [](unsigned order) {
    return std::vector<GuestEvent>{prepare(order), returns(HcallStatus::kSuccess)};
  };
  GuestPlatform machine({asks(19), asks(20)}, config(1000), HptImage(HptGeometry(18)));
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  for (const GuestCpu& cpu : machine.platform->source().guest().cpus()) {
    EXPECT_EQ(cpu.work().report()->counters.hcalls_differ, 1u) << cpu.number();
    EXPECT_EQ(cpu.work().report()->differences().front(),
              "line 3: H_RESIZE_HPT_PREPARE: expected H_SUCCESS, got H_LONG_BUSY_ORDER_100_MSEC");
  }
}

/// An agent of the host that would come each microsecond, of 4,000 cycles.
class FrequentAgent final : public HostAgent {
 public:
  FrequentAgent(const sc_core::sc_module_name& name, const Sim& sim, const HostAgentPlace& place)
      : HostAgent(name, sim, place, "an agent", 1) {}

  static bool is_wanted(const Config&) { return true; }
  [[nodiscard]] std::string title() const override { return "agent"; }

  std::vector<Cycles> turns;

 private:
  std::uint64_t turn(HptPort&) override {
    turns.push_back(clock().now());
    return 0;
  }
};

TEST(ResizeTest, HostsAgentsDoNotActMeanwhile) {
  GuestPlatform machine({joined({prepare(18), commit(18)}, idle(5000))}, config(),
                        HptImage(HptGeometry(18)));
  const auto* agent = machine.platform->source().guest().add<FrequentAgent>("agent");
  machine.time();
  constexpr std::uint64_t kReleased = kSlbWrite + kHcall + 1 + kHcall + kHold + kPtegsOf18 * kLine;
  EXPECT_EQ(agent->turns, (std::vector{Cycles(kReleased), Cycles(kReleased + 4'000)}));
}

}  // namespace
}  // namespace htabsim
