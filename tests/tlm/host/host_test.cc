// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/tlm/host/dirty_logger.h"
#include "htabsim/tlm/host/host_pager.h"
#include "tests/tlm/host/guest_platform.h"

namespace htabsim {
namespace {

TEST(HypervisorTest, ReadOfAValidEntryIsTheCallAndThreeLoads) {
  const HpteIndex index = slot_of(six_pages(), 2);
  GuestPlatform machine({{hcall(HcallToken::kRead, 0, index)}}, round_numbers());
  EXPECT_EQ(machine.time(), Cycles(400 + 3 * 7));
}

TEST(HypervisorTest, ReadOfFourInvalidEntriesIsTheCallAndTwoLoadsEach) {
  const HpteIndex index = slot_of(six_pages(), 2) + 4;
  GuestPlatform machine({{hcall(HcallToken::kRead, hcall_flag::kRead4, index)}}, round_numbers());
  EXPECT_EQ(machine.time(), Cycles(400 + 4 * 2 * 7));
}

/// A guest that runs for 10,000 cycles of 250 ps and touches no page of its empty table.
GuestPlatform quiet_guest(const Config& config) {
  const GuestEvent real{MemoryAccess{GuestAccessKind::kLoad, GuestMode::kKernelReal, 4, Ea(0),
                                     Ea(0x1000), std::nullopt}};
  return GuestPlatform({std::vector<GuestEvent>(10'000, real)}, config, HptImage(HptGeometry(18)));
}

/// How many turns an agent of the host has begun.
template <class Agent>
std::uint64_t turns_of(const GuestPlatform& machine) {
  const std::vector<Agent*> agents = parts_of<Agent>(machine.platform->source());
  EXPECT_EQ(agents.size(), 1);
  const PartState state = agents.front()->state();
  EXPECT_EQ(state.front().name, "turns");
  return std::get<std::uint64_t>(state.front().value);
}

TEST(HostPagerTest, ComesEachIntervalWhileTheGuestRuns) {
  Config config = round_numbers();
  config.host_memory.unmap_interval_us = 1;
  GuestPlatform machine = quiet_guest(config);
  EXPECT_EQ(machine.time(), Cycles(10'000));
  EXPECT_EQ(turns_of<HostPager>(machine), 10'000 / 4'000);
}

TEST(HostPagerTest, DoesNotComeToAGuestThatStopsBefore) {
  Config config = round_numbers();
  config.host_memory.unmap_interval_us = 3;
  GuestPlatform machine = quiet_guest(config);
  machine.time();
  EXPECT_EQ(turns_of<HostPager>(machine), 0);
  EXPECT_EQ(machine.platform->clock().now(), Cycles(10'004 + 1)) << "nothing waits for it";
}

// A load of each entry's dword 1, then one of each 4 KB page's record.
constexpr std::uint64_t kLogOfNothing = 7 * ((1 << 14) + (0x2000'0000 >> 12));

TEST(DirtyLoggerTest, LogOfNothingIsALoadOfEachEntryAndOfEachPagesRecord) {
  Config config = round_numbers();
  config.host_memory.dirty_log_interval_us = 1;
  config.cpu.access_cycles = 103;  // the guest stops in the middle of the second part
  GuestPlatform machine = quiet_guest(config);
  machine.time();
  EXPECT_EQ(turns_of<DirtyLogger>(machine), 1);
  EXPECT_EQ(machine.platform->clock().now(), Cycles(4'000 + kLogOfNothing));
}

TEST(DirtyLoggerTest, ItsIntervalIsFromTheEndOfALogToTheNext) {
  Config config = round_numbers();
  config.host_memory.dirty_log_interval_us = 1;
  config.cpu.access_cycles = 150;  // the guest runs for 1,500,000 cycles
  GuestPlatform machine = quiet_guest(config);
  machine.time();
  EXPECT_EQ(turns_of<DirtyLogger>(machine), 2);
  EXPECT_EQ(machine.platform->clock().now(), Cycles(2 * (4'000 + kLogOfNothing)));
}

/// An agent of the host that some configurations want, and one that all do.
template <bool kAlways>
class OwnAgent final : public HostAgent {
 public:
  OwnAgent(const sc_core::sc_module_name& name, const Sim& sim, const HostAgentPlace& place)
      : HostAgent(name, sim, place, "an agent", 1), initiator(place.initiator) {}

  static bool is_wanted(const Config& config) {
    return kAlways || config.host_memory.unmap_pages == 2;
  }
  [[nodiscard]] std::string title() const override { return "agent"; }

  Initiator initiator;

 private:
  std::uint64_t turn(HptPort& port) override {
    port.load(HpteIndex(0), HpteDword::k0);
    return 0;
  }
};

TEST(HostTest, AgentHasTheSameInitiatorWhetherThoseBeforeItAreWantedOrNot) {
  const auto setup = [] { return MachineSetup{HptImage(HptGeometry(18)), Partition{}, {}}; };
  const Sim sim(round_numbers());
  Config wanting = round_numbers();
  wanting.host_memory.unmap_pages = 2;
  const Sim wanting_sim(wanting);
  Host without("without", sim, setup());
  Host with("with", wanting_sim, setup());
  EXPECT_EQ(without.guest().add<OwnAgent<false>>("first"), nullptr);
  const auto* first = with.guest().add<OwnAgent<false>>("first");
  ASSERT_NE(first, nullptr);
  const auto* second = without.guest().add<OwnAgent<true>>("second");
  const auto* second_of_two = with.guest().add<OwnAgent<true>>("second");
  ASSERT_NE(second, nullptr);
  ASSERT_NE(second_of_two, nullptr);
  EXPECT_EQ(second->initiator.id, second_of_two->initiator.id);
  EXPECT_EQ(second->initiator.core, second_of_two->initiator.core);
  EXPECT_LT(second_of_two->initiator.id, first->initiator.id) << "those added later are first";
  EXPECT_STREQ(second->name(), "without.second");
}

TEST(HostTest, AgentOfOnesOwnActsWhileTheGuestRuns) {
  GuestPlatform machine = quiet_guest(round_numbers());
  machine.platform->source().guest().add<OwnAgent<true>>("agent");
  EXPECT_EQ(machine.time(), Cycles(10'000));
  // From the end of one turn to the next it is 1 us of 4,000 cycles; a turn is a load of 7.
  EXPECT_EQ(turns_of<OwnAgent<true>>(machine), 10'000 / (4'000 + 7));
}

}  // namespace
}  // namespace htabsim
