// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/random_run.h"
#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

// Whatever the configuration: processors and agents that run ahead of simulated time give every
// number that step by step gives. HTABSIM_RANDOM_CONFIGURATIONS=200 tries more of them.

namespace htabsim {
namespace {

const std::vector<Choice>& choices() {
  static const std::vector<Choice> all = {
      {"cpu.threads_per_core", {"1", "1", "2", "4"}},
      {"cpu.issue_width", {"1", "2", "4"}},
      {"cpu.outstanding_misses", {"1", "2", "8"}},
      {"mmu.ierat_entries", {"4", "64"}},
      {"mmu.derat_entries", {"4", "48", "64"}},
      {"mmu.secondary_derat_entries", {"0", "144"}},
      {"mmu.tlb_entries", {"16", "256", "2048"}},
      {"mmu.tlb_ways", {"2", "4"}},
      {"mmu.walkers", {"1", "2", "4"}},
      {"mmu.mpss_reach", {"actual", "base"}},
      {"mmu.speculative_r", {"never", "denied"}},
      {"mmu.rc_update", {"byte_store", "checked"}},
      {"mmu.hpte_format", {"isa207", "isa300"}},
      {"memory.caches", {"true", "true", "false"}},
      {"memory.banks", {"1", "8"}},
      {"memory.l1_bytes", {"4096", "32768"}},
      {"tlbie.broadcast_cycles", {"1", "10", "1000"}},
      {"guest.page_size", {"page_4k", "page_64k"}},
      {"guest.age_interval", {"0", "200"}},
      {"guest.protect_interval", {"0", "300"}},
      {"guest.resize_at_us", {"0", "0", "0", "100"}},
      {"guest.resize_order", {"18", "19"}},
      {"guest.resize_poll_us", {"50"}},
      {"host_memory.unmap_interval_us", {"0", "30"}},
      {"host_memory.dirty_log_interval_us", {"0", "50"}},
      {"migration.start_us", {"0", "20"}},
      {"migration.read_bytes", {"200", "2048"}},
      {"migration.link_latency_us", {"0", "20"}},
      {"migration.completion", {"full_scan", "first_zero"}},
  };
  return all;
}

Arguments random_run(const TemporaryFolder& folder, Random& random, std::uint64_t most_processors) {
  Arguments arguments = {"migrate", "--preset", random.one_of({"power7", "power8", "power9"}),
                         "--set", "guest.hpt_order=" + random.one_of({"18", "19", "20"})};
  const auto processors = static_cast<unsigned>(1 + random.below(most_processors));
  for (unsigned i = 0; i < processors; ++i) {
    arguments.push_back("--trace");
    const bool forks = random.below(4) == 0;
    arguments.push_back(forks ? forking_trace(folder, i, random) : random_trace(folder, i, random));
  }
  const Arguments chosen = random_settings(choices(), random);
  return joined({arguments, chosen});
}

/// Both runs must say the same; returns how they end.
int exit_code_also_stepped(const Arguments& arguments) {
  const KeptRun ahead = new_run(arguments);
  const KeptRun stepped = new_run(joined({arguments, {"--stepped"}}));
  const std::string command = fmt::format("{}", fmt::join(arguments, " "));
  EXPECT_EQ(ahead.program.exit_code, stepped.program.exit_code) << command;
  EXPECT_FALSE(ahead.stats.empty()) << command << ahead.program.err;
  EXPECT_EQ(ahead.stats, stepped.stats) << command;
  return ahead.program.exit_code;
}

/// The exit code tells a broken promise from a kept one.
TEST(RandomConfigurations, RunAheadIsTheSameAsStepped) {
  for (std::uint64_t seed = 1; seed <= configurations(20); ++seed) {
    const TemporaryFolder folder;
    Random random(seed);
    EXPECT_LE(exit_code_also_stepped(random_run(folder, random, 4)), 1);
  }
}

/// With a pager, a dirty log and a client that scans all at the end: the promises are kept and the
/// destination is the source's equal, or it would exit with 1.
TEST(RandomConfigurations, StoreQueuesKeepThePromisesAndRunAheadIsTheSameAsStepped) {
  for (std::uint64_t seed = 1001; seed <= 1000 + configurations(10); ++seed) {
    const TemporaryFolder folder;
    Random random(seed);
    const Arguments queues =
        with({"memory.store_queue_entries=" + random.one_of({"1", "2", "8", "32"}),
              "memory.store_drain=" + random.one_of({"as_owned", "as_owned", "in_order"}),
              "host_memory.unmap_interval_us=" + random.one_of({"10", "30"}),
              "host_memory.dirty_log_interval_us=" + random.one_of({"20", "50"}),
              "migration.completion=full_scan"});
    const Arguments arguments = joined({random_run(folder, random, 8), queues});
    EXPECT_EQ(exit_code_also_stepped(arguments), 0) << fmt::format("{}", fmt::join(arguments, " "));
  }
}

}  // namespace
}  // namespace htabsim
