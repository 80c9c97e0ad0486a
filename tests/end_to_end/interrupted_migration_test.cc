// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/end_to_end/statistics.h"

// Migrations that are cancelled, or whose destination fails, at 30 random times each, and are tried
// again: the guest runs on at the source and nothing is lost.

namespace htabsim {
namespace {

constexpr std::uint64_t kRuns = 30;

/// Two processors change a table of 2^14 entries, which a migration takes some 500 us to move.
Arguments retried(const std::vector<std::string>& settings) {
  return joined(
      {{"migrate"},
       processors(2, kSort),
       with({"guest.hpt_order=18", "guest.protect_interval=1000", "guest.age_interval=500",
             "host_memory.unmap_interval_us=20", "migration.read_bytes=200",
             "migration.retry_after_us=20", "migration.retries=1"}),
       with(settings)});
}

struct Attempts {
  std::size_t made = 0;
  std::string first_end;
  bool stopped_guest = false;  ///< in the first
};

/// Of a run that must end with both tables equal and all promises kept.
Attempts attempts_of(const std::vector<std::string>& settings) {
  const boost::json::object found = stats(retried(settings));
  EXPECT_EQ(count(found, {"destination", "different"}), 0u);
  EXPECT_EQ(count(found, {"promises", "violations"}), 0u);
  const auto& attempts = found.at("migration").at("attempts").as_array();
  EXPECT_EQ(attempts.back().at("end"), "completed");
  return {attempts.size(), std::string(attempts.front().at("end").as_string()),
          attempts.front().at("guest_stopped").as_bool()};
}

/// How many of the runs were interrupted, and how many of those after the guest had been stopped.
struct Interrupted {
  std::uint64_t runs = 0;
  std::uint64_t late = 0;
};

template <class Settings>
Interrupted interrupted(const std::string& end, std::uint64_t seed, Settings settings) {
  Interrupted sum;
  for (std::uint64_t run = 0; run < kRuns; ++run) {
    const Attempts attempts = attempts_of(settings(split_mix_64(seed, run)));
    if (attempts.first_end == "completed") {
      EXPECT_EQ(attempts.made, 1u);
      continue;
    }
    EXPECT_EQ(attempts.first_end, end);
    EXPECT_EQ(attempts.made, 2u);
    ++sum.runs;
    sum.late += attempts.stopped_guest ? 1 : 0;
  }
  return sum;
}

TEST(InterruptedMigration, CancelledAtAnyTimeIsDoneAgain) {
  const Interrupted sum = interrupted("cancelled", 1, [](std::uint64_t random) {
    return std::vector{fmt::format("migration.cancel_at_us={}", 1 + random % 480)};
  });
  EXPECT_GT(sum.runs, kRuns / 2);
  EXPECT_GT(sum.late, 0u);
}

/// In any of the destination's writes. R37, R39, R46.
Interrupted failed(const std::string& how, std::uint64_t seed) {
  return interrupted("destination_failed", seed, [&](std::uint64_t random) {
    return std::vector{fmt::format("migration.fail_at_write={}", 1 + random % 12),
                       "migration.failure=" + how};
  });
}

TEST(InterruptedMigration, DestinationThatGivesEioLosesNothing) {  // R46
  EXPECT_GT(failed("eio", 2).runs, kRuns / 2);
}

TEST(InterruptedMigration, DestinationThatIsBusyLosesNothing) {  // R37
  EXPECT_GT(failed("ebusy", 3).runs, kRuns / 2);
}

TEST(InterruptedMigration, DestinationThatWritesShortLosesNothing) {  // R39
  EXPECT_GT(failed("short_write", 4).runs, kRuns / 2);
}

TEST(InterruptedMigration, IsTheSameStepped) {
  for (const char* setting : {"migration.cancel_at_us=300", "migration.cancel_at_us=500",
                              "migration.fail_at_write=5", "migration.fail_at_write=12"}) {
    EXPECT_EQ(stats_text(joined({retried({setting}), {"--stepped"}})),
              stats_text(retried({setting})))
        << setting;
  }
}

// What the stores of processors that are ahead of simulated time have dirtied counts in its time.
TEST(InterruptedMigration, WithMemoryThatStoresDirtyIsTheSameStepped) {
  const Arguments migration =
      joined({{"migrate"},
              processors(2, kSort),
              with({"memory.data_accesses=true", "migration.ram_bytes=33554432",
                    "migration.ram_dirtying=stores", "migration.bandwidth_bytes_per_s=100000000000",
                    "guest.hpt_order=18", "migration.downtime_limit_us=200"})});
  EXPECT_EQ(stats_text(joined({migration, {"--stepped"}})), stats_text(migration));
  const boost::json::object found = stats(migration);
  const auto& attempts = found.at("migration").at("attempts").as_array();
  EXPECT_GT(attempts.front().at("ram_bytes").to_number<std::uint64_t>(), 33554432u);
}

// The table of 2^14 entries takes fewer writes than that.
TEST(InterruptedMigration, FailureThatIsNotReachedIsSaid) {
  const std::string text =
      run_program(retried({"migration.fail_at_write=1000000", "migration.failure=eio"})).out;
  EXPECT_NE(text.find("writes, migration.fail_at_write is 1,000,000\n"), std::string::npos) << text;
}

TEST(InterruptedMigration, WithoutARetryHasFailedAndLeavesTheGuestRunning) {
  const ProgramResult result =
      run_program(joined({{"migrate", "--trace", kSort}, with({"migration.cancel_at_us=100"})}));
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_NE(result.out.find("The migration FAILED: cancelled; the guest ran on at the source.\n"),
            std::string::npos)
      << result.out;
  // All of the trace's accesses: 200,000, of which 1,580 are a load and a store.
  EXPECT_NE(result.out.find("accesses                  200,000; in time "), std::string::npos)
      << result.out;
}

}  // namespace
}  // namespace htabsim
