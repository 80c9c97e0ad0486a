// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_timed_machine.h"

#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/config/config_file.h"
#include "sc_main/config/presets.h"
#include "sc_main/conform/conformance_simulation.h"
#include "sc_main/conform/htab_canonical.h"
#include "sc_main/conform/htab_run.h"
#include "tests/model/htab/stream_text.h"
#include "tests/tlm/memory/agents.h"

namespace htabsim::htab_test {
namespace {

constexpr std::uint64_t kHcall = 400;
constexpr std::uint64_t kCall = 1000;
constexpr std::uint64_t kEntry = 4;
constexpr std::uint64_t kCopy = 6;
// As SmallMachine has them.
constexpr std::uint64_t kLine = 100;
constexpr std::uint64_t kLoad = 7;
constexpr std::uint64_t kStore = 5;
constexpr std::uint64_t kAtomic = 20;
constexpr std::uint64_t kBarrier = 30;
constexpr std::uint64_t kPtesync = 60;
constexpr std::uint64_t kBroadcast = 600;
constexpr std::uint64_t kReturn = 500;

constexpr unsigned kOrder = 18;
constexpr std::uint64_t kEntries = 1U << 14;
constexpr HpteIndex kIndex{5};
constexpr HtabFd kFirst{0};
constexpr std::uint64_t kV = 0x4000000000000081;
constexpr std::uint64_t kR = 0x1012;

Config round_config() {
  Config config;
  config.memory = SmallMachine::memory_config();
  config.tlbie = {.issue_cycles = 8, .broadcast_cycles = kBroadcast, .return_cycles = kReturn};
  config.hypervisor.hcall_cycles = kHcall;
  config.htab.call_cycles = kCall;
  config.htab.entry_cycles = kEntry;
  config.htab.copy_cycles = kCopy;
  return config;
}

HcallStatus hcall(HtabMachine& machine, HcallToken token, std::uint64_t flags = 0) {
  HcallFrame frame;
  frame.token = token;
  frame.args = {flags, kIndex.value(), kV, kR};
  return machine.hcall(frame).status;
}
void enter(HtabMachine& machine) {
  EXPECT_EQ(hcall(machine, HcallToken::kEnter, hcall_flag::kExact), HcallStatus::kSuccess);
}
void remove(HtabMachine& machine, HcallStatus status) {
  EXPECT_EQ(hcall(machine, HcallToken::kRemove), status);
}

using Step = std::function<void(HtabMachine& machine)>;

/// The cycles that each step takes, one after the other on one machine.
std::vector<std::uint64_t> cycles_of(const std::vector<Step>& steps) {
  const Sim sim(round_config());
  HtabTimedMachine machine("machine", sim, kOrder);
  std::vector<std::uint64_t> cycles;
  const std::vector<ConformanceCase> cases{[&]() -> std::optional<std::string> {
    for (const Step& step : steps) {
      const Cycles began = sim.clock.now();
      step(machine);
      cycles.push_back((sim.clock.now() - began).value());
    }
    return std::nullopt;
  }};
  ConformanceSimulation simulation("simulation", cases);
  simulation.run();
  return cycles;
}

// Every entry of the empty table is looked at by two loads (reverse-map word, dword 0) and counted;
// before that the run of valid entries ends at the first, after two loads. One header is copied. A
// later pass only looks.
TEST(HtabTimedMachineTest, ReadsOfAnEmptyTableTakeTheirFormulasToTheCycle) {
  std::vector<std::byte> buffer(2048);
  const auto cycles = cycles_of({
      [](HtabMachine& machine) { machine.open(0, 0); },
      [&](HtabMachine& machine) {
        EXPECT_EQ(machine.read(kFirst, buffer), (IoResult{8, {}}));
      },
      [&](HtabMachine& machine) {
        EXPECT_EQ(machine.read(kFirst, buffer), (IoResult{0, {}}));
      },
  });
  EXPECT_EQ(cycles,
            (std::vector{kCall + 1, kCall + 2 * kLoad + kEntries * (2 * kLoad + kEntry) + kCopy,
                         kCall + kEntries * 2 * kLoad}));
}

TEST(HtabTimedMachineTest, AWriteOfOneGroupTakesItsFormulaToTheCycle) {
  std::vector<std::byte> group = stream({{5, {{kV, kR}}, 0}});
  const auto cycles = cycles_of({
      [](HtabMachine& machine) { machine.open(htab_flag::kWrite, 0); },
      [&](HtabMachine& machine) {
        convert_headers(group, HeaderOrder::kBig, machine.header_order());
        EXPECT_EQ(machine.write(kFirst, group), (IoResult{24, {}}));
        EXPECT_EQ(machine.view(kIndex), (Hpte{kV, kR}));
      },
  });
  const std::uint64_t before = kCall + kPtesync + 2 * kCopy;  // MMU not ready, header, entry
  const std::uint64_t is_free = kLoad;
  const std::uint64_t lock = kLoad + kAtomic;
  const std::uint64_t guest_r_and_page_rc = kStore + kLoad;
  const std::uint64_t publish = kStore + kBarrier + kStore + kPtesync;  // facts G1
  EXPECT_EQ(cycles.at(1), before + is_free + lock + guest_r_and_page_rc + publish + kEntry);
}

TEST(HtabTimedMachineTest, TouchIsAFetchOfTheGroupAndAStoreForEachBitToTheCycle) {
  const auto touch = [](std::uint64_t rc, std::uint64_t r) {
    return [=](HtabMachine& machine) {
      machine.touch(kIndex, rc);
      EXPECT_EQ(machine.view(kIndex).r, r);
    };
  };
  const auto cycles = cycles_of({
      touch(hpte_r::kRc, 0),
      enter,
      touch(hpte_r::kReferenced, kR | hpte_r::kReferenced),
      touch(hpte_r::kRc, kR | hpte_r::kRc),
  });
  EXPECT_EQ(cycles[0], kLine);  // no entry, nothing to store
  EXPECT_EQ(cycles[2], kLine + kStore);
  EXPECT_EQ(cycles[3], kLine + 2 * kStore);
}

TEST(HtabTimedMachineTest, HcallsRunInTheHypervisorWithTlbieAndAll) {
  const auto cycles = cycles_of({
      [](HtabMachine& machine) { remove(machine, HcallStatus::kNotFound); },
      enter,
      [](HtabMachine& machine) { remove(machine, HcallStatus::kSuccess); },
  });
  const std::uint64_t lock_and_read = kLoad + kAtomic + kLoad;
  EXPECT_EQ(cycles[0], kHcall + lock_and_read + kBarrier + kStore);
  EXPECT_GT(cycles[2], kHcall + kBroadcast + kReturn);
}

TEST(HtabTimedMachineTest, EveryOperationTakesTime) {
  std::vector<std::byte> buffer(64);
  const std::vector<std::pair<std::string, Step>> steps{
      {"H_ENTER", enter},
      {"touch", [](HtabMachine& machine) { machine.touch(kIndex, hpte_r::kRc); }},
      {"H_PROTECT", [](HtabMachine& machine) { hcall(machine, HcallToken::kProtect, 1); }},
      {"H_CLEAR_REF", [](HtabMachine& machine) { hcall(machine, HcallToken::kClearRef); }},
      {"H_CLEAR_MOD", [](HtabMachine& machine) { hcall(machine, HcallToken::kClearMod); }},
      {"unmap", [](HtabMachine& machine) { machine.unmap(kIndex); }},
      {"H_REMOVE", [](HtabMachine& machine) { remove(machine, HcallStatus::kSuccess); }},
      {"change flag",
       [](HtabMachine& machine) {
         machine.set_change_flag(kIndex, HtabMachine::ChangeFlag::kSet);
       }},
      {"open", [](HtabMachine& machine) { machine.open(0, 0); }},
      {"refused open",
       [](HtabMachine& machine) { EXPECT_EQ(machine.open(4, 0).error, HtabErrno::kInvalid); }},
      {"read", [&](HtabMachine& machine) { machine.read(kFirst, buffer); }},
      {"close", [](HtabMachine& machine) { EXPECT_EQ(machine.close(kFirst), std::nullopt); }},
      {"open for writing", [](HtabMachine& machine) { machine.open(htab_flag::kWrite, 0); }},
      {"write of nothing",
       [](HtabMachine& machine) { EXPECT_EQ(machine.write(kFirst, {}), IoResult{}); }},
  };
  std::vector<Step> actions;
  for (const auto& [name, step] : steps) actions.push_back(step);
  const auto cycles = cycles_of(actions);
  ASSERT_EQ(cycles.size(), steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) EXPECT_GT(cycles[i], 0) << steps[i].first;
}

TEST(HtabTimedMachineTest, EveryVectorPassesAndTakesTime) {
  const Config config = make_config({kDefaultPreset, {"default preset"}}, {});
  const Clock clock(config.clock.period_ps);
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(HTABSIM_SOURCE_DIR) / "tests/conformance/htab")) {
    if (entry.path().extension() == ".htab") files.insert(entry.path());
  }
  std::deque<HtabScript> scripts;
  std::vector<ConformanceCase> cases;
  std::vector<std::uint64_t> cycles;
  for (const auto& file : files) {
    std::ifstream stream(file);
    const HtabScript& script = scripts.emplace_back(parse_htab_script(stream, file.string()));
    cases.push_back(
        make_conformance_case(file, [&, make_machine = HtabTimedMachine::factory(script, config)] {
          const Cycles began = clock.now();
          auto outcome = run_htab_script(script, make_machine);
          cycles.push_back((clock.now() - began).value());
          return outcome;
        }));
  }
  ConformanceSimulation simulation("simulation", cases);
  const auto& failures = simulation.run();
  ASSERT_EQ(failures.size(), 177U);
  for (std::size_t i = 0; i < failures.size(); ++i) {
    EXPECT_EQ(failures[i], std::nullopt) << scripts[i].file;
    // Each makes at least one call on a descriptor.
    EXPECT_GE(cycles[i], config.htab.call_cycles) << scripts[i].file;
  }
}

TEST(HtabTimedMachineTest, ALineThatMakesNoSenseFailsItsFileAloneInTime) {
  const Config config = round_config();
  std::deque<HtabScript> scripts;
  std::vector<ConformanceCase> cases;
  const auto add = [&](const std::string& file, const std::string& text) {
    std::istringstream stream(text);
    const HtabScript& script = scripts.emplace_back(parse_htab_script(stream, file));
    cases.push_back(make_conformance_case(
        file, [&script, make_machine = HtabTimedMachine::factory(script, config)] {
          return run_htab_script(script, make_machine);
        }));
  };
  add("case.htab", "hpt order 18\nopen r 0 0 -> ok\nread w 25 -> 0\n");
  add("other.htab", "hpt order 18\nopen r 0 0 -> ok\n");
  ConformanceSimulation simulation("simulation", cases);
  const auto& failures = simulation.run();
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0], "case.htab:3: descriptor `w` is not open");
  EXPECT_EQ(failures[1], std::nullopt);
}

}  // namespace
}  // namespace htabsim::htab_test
