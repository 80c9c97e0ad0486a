// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/isa/hash.h"
#include "sc_main/conform/conformance_simulation.h"
#include "sc_main/conform/vec_functional_machine.h"
#include "sc_main/conform/vec_timed_machine.h"

namespace htabsim {
namespace {

using Kind = TranslationStep::Kind;
using Source = TranslationStep::Source;

constexpr std::uint64_t kEsidWord = 0x8000000;  // ESID 0, V, entry 0
constexpr std::uint64_t kVsidWord = 0x123000;   // 256 MB, VSID 0x123, 4K pages
constexpr std::uint64_t kPages = 6;

/// Each cache holds more pages than the one before it, and none of a size that is a default.
Config config_of_small_caches() {
  Config config;
  config.mmu.ierat_entries = 2;
  config.mmu.derat_entries = 1;
  config.mmu.secondary_derat_entries = 2;
  config.mmu.tlb_entries = 4;
  config.mmu.tlb_ways = 4;
  return config;
}

Access access(AccessKind kind, std::uint64_t page) {
  return {kind, Ea(page << 12), 4, msr::kSf | msr::kIr | msr::kDr};
}

void enter_pages(VecMachine& machine) {
  machine.mmu().slbmte(kVsidWord, kEsidWord);
  const Segment segment = *decode_segment(kVsidWord);
  for (std::uint64_t page = 0; page < kPages; ++page) {
    const VirtualAddress va = virtual_address(segment, Ea(page << 12));
    const PtegIndex pteg =
        machine.image().geometry().pteg(page_hash(va, PageSize::page_4k, HashKind::kPrimary));
    HcallFrame frame;
    frame.token = HcallToken::kEnter;
    frame.args = {hcall_flag::kExact, first_slot(pteg).value(),
                  avpn_field(va, PageSize::page_4k) | hpte_v::kValid,
                  page << 12 | hpte_r::kRc | hpte_r::kMemory | 2};
    ASSERT_EQ(machine.hcall(frame).status, HcallStatus::kSuccess) << page;
  }
}

/// What gives the translation of page 0 once it and `others` more pages have been accessed.
std::string giver(VecMachine& machine, AccessKind kind, std::uint64_t others) {
  machine.mmu().drop_translations();
  for (std::uint64_t page = 0; page <= others; ++page) {
    EXPECT_FALSE(machine.access(access(kind, page)).fault.has_value()) << page;
  }
  const TranslationStep step = machine.mmu().lookup(access(kind, 0));
  if (step.kind != Kind::kTranslated) return "walk";
  if (step.source == Source::kErat) return "ERAT";
  return step.source == Source::kSecondaryErat ? "secondary ERAT" : "TLB";
}

using Givers = std::vector<std::string>;

Givers givers(VecMachine& machine, AccessKind kind) {
  Givers all;
  for (std::uint64_t others = 0; others < kPages - 1; ++others) {
    all.push_back(giver(machine, kind, others));
  }
  return all;
}

// Page 0 is lost by a cache of n entries when n other pages have been accessed. `conform --cached`
// once made the machine without time with no secondary D-ERAT, so that it and `--timed` were two
// machines.
void expect_configured_sizes(VecMachine& machine) {
  enter_pages(machine);
  EXPECT_EQ(givers(machine, AccessKind::kLoad),
            (Givers{"ERAT", "secondary ERAT", "TLB", "TLB", "walk"}));
  EXPECT_EQ(givers(machine, AccessKind::kFetch), (Givers{"ERAT", "ERAT", "TLB", "TLB", "walk"}));
}

TEST(VecMachines, TheOneWithoutTimeHasTheConfiguredSizes) {
  VecFunctionalMachine machine(VecConfig{}, config_of_small_caches().mmu);
  expect_configured_sizes(machine);
}

TEST(VecMachines, TheTimedOneHasTheConfiguredSizes) {
  const Sim sim(config_of_small_caches());
  VecTimedMachine machine("machine", sim, VecConfig{});
  const std::vector<ConformanceCase> cases{[&]() -> std::optional<std::string> {
    expect_configured_sizes(machine);
    return std::nullopt;
  }};
  ConformanceSimulation simulation("simulation", cases);
  simulation.run();
}

}  // namespace
}  // namespace htabsim
