// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

std::string setting(const char* key, std::uint64_t least, std::uint64_t most) {
  return fmt::format("{}={}", key, *rc::gen::inRange<std::uint64_t>(least, most + 1));
}

/// Sizes from the smallest on, and times from the shortest on, of everything that queues, caches or
/// waits.
std::vector<std::string> any_sizes() {
  const auto ways = *rc::gen::inRange<std::uint64_t>(1, 5);
  const auto sets = *rc::gen::inRange<std::uint64_t>(1, 40);
  return {setting("cpu.threads_per_core", 1, 4),
          setting("cpu.issue_width", 1, 4),
          setting("cpu.outstanding_misses", 1, 5),
          setting("cpu.warmup_accesses", 0, 2'000),
          *rc::gen::element<std::string>("memory.data_accesses=true", "memory.data_accesses=false"),
          setting("mmu.walkers", 1, 4),
          setting("mmu.walk_overhead_cycles", 0, 20),
          setting("mmu.ierat_entries", 1, 64),
          setting("mmu.derat_entries", 1, 64),
          setting("mmu.secondary_derat_entries", 0, 64),
          fmt::format("mmu.tlb_ways={}", ways),
          fmt::format("mmu.tlb_entries={}", sets * ways),
          setting("memory.banks", 1, 4),
          setting("memory.l1_bytes", 128, 2'000),
          setting("memory.l2_bytes", 128, 4'000),
          setting("memory.l3_bytes", 128, 8'000),
          setting("memory.line_cycles", 1, 300),
          setting("memory.line_busy_cycles", 1, 50),
          setting("memory.store_cycles", 1, 10),
          setting("tlbie.broadcast_cycles", 1, 600),
          setting("tlbie.return_cycles", 1, 600),
          setting("htab.spin_cycles", 1, 20),
          setting("hypervisor.spin_cycles", 1, 20),
          setting("migration.read_bytes", 25, 2'048),
          setting("migration.start_us", 0, 60),
          setting("guest.age_interval", 500, 5'000),
          setting("guest.protect_interval", 500, 5'000),
          setting("host_memory.unmap_interval_us", 0, 5),
          setting("host_memory.unmap_pages", 1, 32),
          setting("host_memory.dirty_log_interval_us", 0, 5),
          "host_memory.page_bytes=65536",
          "guest.hpt_order=18",
          "guest.memory_bytes=16777216"};
}

RC_GTEST_PROP(LivenessTest, NoSizesMakeAMigrationStuckOrLoseAnUpdate, ()) {
  const auto processors = *rc::gen::inRange<std::size_t>(1, 5);
  std::vector<std::string> arguments{"migrate"};
  for (std::size_t i = 0; i < processors; ++i) {
    arguments.insert(arguments.end(), {"--trace", kSort});
  }
  for (const std::string& size : any_sizes()) {
    arguments.insert(arguments.end(), {"--set", size});
  }
  const ProgramResult result = run_program(arguments);
  RC_LOG(fmt::format("{}\n{}{}", fmt::join(arguments, " "), result.out, result.err));
  RC_ASSERT(result.exit_code == 0);
}

// A walk takes so long that the host withdraws every page again before its R is stored, and
// hardware that checks begins again: the first access never ends.
TEST(LivenessTest, StuckMigrationTellsWhatEachComponentIsAtAndEnds3) {
  std::vector<std::string> arguments{"migrate", "--trace", kSort};
  for (const char* setting :
       {"guest.hpt_order=18", "guest.memory_bytes=8388608", "memory.caches=false",
        "memory.line_cycles=1000000", "mmu.rc_update=checked", "mmu.tlb_entries=4",
        "mmu.derat_entries=1", "mmu.secondary_derat_entries=0", "mmu.ierat_entries=1",
        "host_memory.page_bytes=65536", "host_memory.unmap_interval_us=1",
        "host_memory.unmap_pages=64"}) {
    arguments.insert(arguments.end(), {"--set", setting});
  }
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: the simulation is stuck at cycle ")) << result.err;
  for (const char* component :
       {"source processor 0", "source walkers 0", "source memory", "source fabric",
        "source HTAB descriptor", "source pager", "destination memory", "migration"}) {
    EXPECT_NE(result.err.find(std::string("\n  ") + component + " "), std::string::npos)
        << result.err;
  }
}

}  // namespace
}  // namespace htabsim
