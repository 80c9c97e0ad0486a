// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

// A guest that resizes its table while it is migrated (R56, I9).

namespace htabsim {
namespace {

/// Two processors change a table of 2^14 entries, which a migration takes some 500 us to move.
Arguments migration(const std::vector<std::string>& settings) {
  return joined({{"migrate"},
                 processors(2, kSort),
                 with({"guest.hpt_order=18", "guest.protect_interval=1000",
                       "guest.age_interval=500", "host_memory.unmap_interval_us=20",
                       "migration.read_bytes=200", "guest.resize_poll_us=20"}),
                 with(settings)});
}

std::vector<std::string> resize(std::uint64_t at_us, std::uint64_t order) {
  return {fmt::format("guest.resize_at_us={}", at_us), fmt::format("guest.resize_order={}", order)};
}

/// Its time and size from a random number.
std::vector<std::string> random_resize(std::uint64_t random) {
  return resize(1 + random % 450, 18 + random / 450 % 3);
}

/// How many attempts were made of a migration that ends with equal tables and all promises kept.
std::size_t attempts_of(const boost::json::object& found) {
  EXPECT_EQ(count(found, {"destination", "different"}), 0u);
  EXPECT_EQ(count(found, {"promises", "violations"}), 0u);
  const auto& attempts = found.at("migration").at("attempts").as_array();
  EXPECT_EQ(attempts.back().at("end"), "completed");
  if (attempts.size() > 1) {
    EXPECT_EQ(attempts.front().at("end"), "table_resized");
  }
  return attempts.size();
}

TEST(ResizedMigration, AtAnyTimeKeepsAllPromisesWhenTheClientBeginsAnewR56) {
  constexpr std::uint64_t kResizings = 30;
  std::uint64_t resized = 0;
  for (std::uint64_t run = 0; run < kResizings; ++run) {
    const auto found = stats(migration(random_resize(split_mix_64(5, run))));
    resized += attempts_of(found) - 1;
  }
  EXPECT_GT(resized, kResizings / 2);
}

TEST(ResizedMigration, IsTheSameStepped) {
  for (const std::uint64_t seed : {6, 7, 8}) {
    const Arguments arguments = migration(random_resize(split_mix_64(seed, 0)));
    EXPECT_EQ(stats_text(joined({arguments, {"--stepped"}})), stats_text(arguments)) << seed;
  }
}

// The exact promise that the kernel cannot keep then (R55, R56).
TEST(ResizedMigration, ClientThatReadsOnMissesWhatIsGoneR56) {
  std::vector<std::string> settings = resize(100, 18);
  settings.emplace_back("migration.on_resize=read_on");
  const ProgramResult& result = kept_run(migration(settings)).program;
  EXPECT_EQ(result.exit_code, 1) << result.err;
  for (const char* line : {"zero_means_none: entry ", "no_lost_update: entry ",
                           "read on a descriptor that was opened before the table was replaced",
                           "The destination DIFFERS from the source in "}) {
    EXPECT_NE(result.out.find(line), std::string::npos) << line << result.out;
  }
}

// Its writes name entries that the destination does not have (R44).
TEST(ResizedMigration, ClientThatReadsOnFailsAtTheEndOfASmallerTable) {
  std::vector<std::string> settings = resize(100, 19);
  settings.emplace_back("migration.on_resize=read_on");
  const ProgramResult& result = kept_run(migration(settings)).program;
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_NE(result.out.find("The migration FAILED: destination_failed"), std::string::npos)
      << result.out;
}

TEST(ResizedMigration, CapturedGuestIsMovedToo) {
  const Arguments arguments = joined(
      {{"migrate", "--guest", kGuest}, with(resize(300, 22)), with({"guest.resize_poll_us=200"})});
  const auto found = stats(arguments);
  EXPECT_EQ(attempts_of(found), 2u);
  EXPECT_EQ(count(found, {"memory", "tables_switched"}), 1u);
}

TEST(ResizedRun, ProgramsGoOnWithTheOtherTable) {
  for (const std::uint64_t order : {18, 19, 20, 21}) {
    const Arguments arguments =
        joined({{"run"},
                processors(3, kSort),
                with({"guest.hpt_order=20"}),
                with(resize(50, order)),
                with({"guest.resize_poll_us=50", "hypervisor.clear_line_cycles=1"})});
    const auto found = stats(arguments);
    EXPECT_EQ(count(found, {"cpu0", "resize", "committed"}), 1u) << order;
    EXPECT_EQ(stats_text(joined({arguments, {"--stepped"}})), stats_text(arguments)) << order;
  }
}

// What differs from the recording is a failure as long as the table is the recorded one.
TEST(ResizedRun, WishThatIsNotFulfilledExcusesNoDifference) {
  const auto exit_code = [](const std::vector<std::string>& settings) {
    return run_program(joined({{"run", "--guest", kSmpGuest, "--inject"},
                               {"hcall_invalidates_locally"},
                               with(settings)}))
        .exit_code;
  };
  EXPECT_EQ(exit_code(resize(10'000'000, 18)), 1);
  EXPECT_EQ(exit_code({}), 1);
}

TEST(ResizedRun, NobodyCanAskWithoutAProcessor) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_program({"migrate", "--trace", kSort, "-o", folder / "o"}).exit_code, 0);
  expect_input_error(run_program(joined({{"migrate", "--table", folder / "o/destination.stream"},
                                         with(resize(10, 18))})),
                     "guest.resize_at_us: the guest has no processor to ask for a table");
}

TEST(ResizedRun, CommitThatLetsOthersRunIsForExplore) {
  expect_input_error(
      run_program({"run", "--trace", kSort, "--inject", "commit_lets_others_run"}),
      "run: --inject commit_lets_others_run is for explore: processors that run while their table "
      "goes crash in time");
}

TEST(ResizedRun, SaysWhatBecameOfTheWish) {
  const auto line = [](const std::vector<std::string>& settings) {
    const std::string& out =
        kept_run(joined({{"run"}, processors(1, kSort), with(settings)})).program.out;
    const std::size_t at = out.find("resizing of the table");
    return at == std::string::npos ? "" : out.substr(at, out.find('\n', at) - at);
  };
  EXPECT_EQ(line({}), "");
  EXPECT_EQ(line(resize(9'000'000, 18)),
            "resizing of the table     the guest ended before its time");
  EXPECT_EQ(line(resize(10, 18)),
            "resizing of the table     the guest ended before it was ready, after 1 call to "
            "prepare it");
  std::vector<std::string> qemu = resize(10, 46);
  qemu.emplace_back("papr.flavour=qemu");
  EXPECT_EQ(line(qemu), "resizing of the table     refused after 1 call to prepare it");
}

}  // namespace
}  // namespace htabsim
