// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/algorithm/string.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/htab/defect_table.h"
#include "tests/end_to_end/racing_traces.h"
#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

/// The commands that `--inject list` gives, with what each must break.
TEST(InjectTest, EachDefectIsShownByTheCommandThatTheListGives) {
  const std::string list = run_program({"migrate", "--inject", "list"}).out;
  for (const DefectInfo& info : defect_table()) {
    const std::string name(enumerator_name(info.defect));
    const std::string command = fmt::format("htabsim {} --inject {}\n", info.shown_by, name);
    EXPECT_THAT(list, testing::HasSubstr(command));
    std::vector<std::string> arguments;
    boost::split(arguments, info.shown_by, boost::is_any_of(" "));
    arguments.insert(arguments.end(), {"--inject", name});
    const ProgramResult result = run_program(arguments, "cd '" HTABSIM_SOURCE_DIR "' &&");
    EXPECT_EQ(result.exit_code, 1) << command << result.err;
    const std::string breaks =
        info.promise.empty() ? "expected real address " : fmt::format("{}: entry ", info.promise);
    EXPECT_THAT(result.out, testing::HasSubstr(breaks)) << command;
  }
}

/// Programs that make defects show which take a race, or a kernel that is busy.
enum class Programs : std::uint8_t {
  kSort,       ///< the shipped trace, on two processors
  kColliding,  ///< two that evict each other's pages all the time
  kOneByOne,   ///< the same with many pages, once or twice each
  kCrowding,   ///< eight that together need more entries than the table has
};

/// A defect, the promise that it breaks, and a migration that keeps all of them without it.
struct Race {
  std::string defect;
  std::string promise;
  Programs programs;
  std::vector<std::string> settings;
};

void PrintTo(const Race& race, std::ostream* out) { *out << race.defect; }

std::vector<std::string> make_traces(Programs programs, const TemporaryFolder& folder) {
  const auto colliding = [&](unsigned pages, unsigned rounds) {
    return std::vector{colliding_trace(folder, 0, 2, pages, rounds),
                       colliding_trace(folder, 1, 2, pages, rounds)};
  };
  switch (programs) {
    case Programs::kSort:
      return std::vector<std::string>(2, kSort);
    case Programs::kColliding:
      return colliding(24, 60);
    case Programs::kOneByOne:
      return colliding(400, 2);
    case Programs::kCrowding:
      break;
  }
  return std::vector<std::string>(4, crowding_trace(folder, 5'200, 2));
}

/// Those that were made before, so that runs of them are the same to kept_run().
const std::vector<std::string>& traces(Programs programs) {
  static std::map<Programs, TemporaryFolder> folders;
  static std::map<Programs, std::vector<std::string>> made;
  const auto [place, is_new] = made.try_emplace(programs);
  if (is_new) place->second = make_traces(programs, folders[programs]);
  return place->second;
}

/// R is aged and pages are write-protected all the time.
const std::vector<std::string> kBusyKernel{"guest.age_interval=900", "guest.protect_interval=700"};

const std::vector<Race> kRaces = {
    Race{"modified_kept", "only_changes", Programs::kSort, kBusyKernel},
    Race{"rc_not_noticed", "zero_means_none", Programs::kSort, kBusyKernel},
    Race{"rc_not_harvested", "no_phantom", Programs::kSort, kBusyKernel},
    Race{"host_dword1_reported", "no_phantom", Programs::kSort, kBusyKernel},
    Race{"index_sampled_early", "no_phantom", Programs::kSort, kBusyKernel},
    Race{"scan_gives_up", "zero_means_none", Programs::kSort, kBusyKernel},
    Race{"enter_not_noted", "zero_means_none", Programs::kSort, kBusyKernel},
    Race{
        "bolted_filter_ignored", "bolted_only", Programs::kSort, {"migration.entries=bolted_only"}},
    // Takes no race, but an entry whose R and C nobody sets afterwards.
    Race{"protect_not_noted", "zero_means_none", Programs::kSort, {"guest.protect_interval=300"}},
    // An H_PROTECT in progress when the reader comes by.
    Race{"read_without_lock", "no_phantom", Programs::kColliding, {"guest.protect_interval=3"}},
    // A store to a page that another processor is evicting, by a walk that takes its time.
    Race{"remove_reads_rc_early", "no_lost_update", Programs::kColliding, {"memory.caches=false"}},
    Race{"tlbsync_does_not_wait", "no_lost_update", Programs::kColliding, {"memory.caches=false"}},
    // An H_PROTECT of a page that another processor is evicting unlocks its entry too early.
    // With too many of them no store to such a page ever succeeds again.
    Race{"protect_without_lock",
         "no_lost_update",
         Programs::kOneByOne,
         {"guest.protect_interval=20", "tlbie.broadcast_cycles=1000"}},
    // An entry that was changed, and goes while the reader waits for its lock. It must not
    // change again before the end, so it takes a large table and many locks.
    Race{"modified_cleared_unrecorded",
         "no_lost_update",
         Programs::kCrowding,
         {"tlbie.broadcast_cycles=10000", "migration.start_us=8000",
          "migration.bandwidth_bytes_per_s=100000000"}}};

class RaceDefectTest : public testing::TestWithParam<Race> {
 protected:
  /// On the smallest table, over a link that is too slow for the changes to die down.
  static std::vector<std::string> migration() {
    std::vector<std::string> arguments{"migrate"};
    for (const std::string& trace : traces(GetParam().programs)) {
      arguments.insert(arguments.end(), {"--trace", trace});
    }
    std::vector<std::string> settings{fmt::format("guest.hpt_order={}", kSmallestTable),
                                      "migration.downtime_limit_us=1",
                                      "migration.bandwidth_bytes_per_s=10000000"};
    settings.insert(settings.end(), GetParam().settings.begin(), GetParam().settings.end());
    for (const std::string& setting : settings) {
      arguments.insert(arguments.end(), {"--set", setting});
    }
    return arguments;
  }
};

TEST_P(RaceDefectTest, BreaksItsPromiseWhereWithoutItAllAreKept) {
  std::vector<std::string> arguments = migration();
  const ProgramResult& clean = kept_run(arguments).program;
  EXPECT_EQ(clean.exit_code, 0) << clean.out << clean.err;
  arguments.insert(arguments.end(), {"--inject", GetParam().defect});
  const ProgramResult broken = run_program(arguments);
  EXPECT_EQ(broken.exit_code, 1) << broken.err;
  EXPECT_NE(broken.out.find("BROKEN: "), std::string::npos) << broken.out;
  EXPECT_NE(broken.out.find(GetParam().promise + ": entry "), std::string::npos) << broken.out;
}

INSTANTIATE_TEST_SUITE_P(EachRace, RaceDefectTest, testing::ValuesIn(kRaces),
                         [](const auto& test) { return test.param.defect; });

TEST(InjectTest, ViolationTellsWhatHappenedToItsEntryLast) {
  const ProgramResult& result =
      kept_run({"migrate", "--guest", kGuest, "--inject", "modified_cleared_early"}).program;
  // The reader clears MODIFIED in the reverse map, then locks and unlocks the entry, and does not
  // report it.
  EXPECT_THAT(result.out,
              testing::ContainsRegex("no_lost_update: entry [^\n]*\n"
                                     "( +[0-9,]+  [^\n]*\n)*"
                                     " +[0-9,]+  reverse map stored by the HTAB descriptor\n"
                                     " +[0-9,]+  entry stored by the HTAB descriptor\n"
                                     " +[0-9,]+  entry stored by the HTAB descriptor\n"));
}

TEST(InjectTest, EachDefectIsShownByAMigration) {
  std::set<std::string_view> shown{"none", "modified_cleared_early",
                                   "cursor_saved_short",         // elsewhere, on the captured guest
                                   "hcall_invalidates_locally",  // which breaks no promise
                                   // What H_PROTECT overwrites is in neither table.
                                   "protect_reads_rc_early",
                                   // Of hardware that time does not have.
                                   "erratum_tlbie_left_out", "walk_reads_dword1_first",
                                   // The modelled host shares no pages, and the modelled kernel
                                   // removes one entry at a time.
                                   "protect_ignores_host", "bulk_remove_unlocks_early",
                                   // Only bolted entries survive, which no program stores to.
                                   "commit_lets_others_run"};
  for (const Race& race : kRaces) shown.insert(race.defect);
  for (const std::string_view defect : enumerator_names<Defect>()) {
    EXPECT_TRUE(shown.contains(defect)) << defect;
  }
}

TEST(InjectTest, BoltedOnlyMigrationKeepsThePromisesWithoutADefect) {
  const ProgramResult result =
      run_program({"migrate", "--guest", kGuest, "--set", "migration.entries=bolted_only"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

TEST(InjectTest, ListPrintsALineForEachDefectNameFirst) {
  for (const char* command : {"run", "migrate", "verify", "explore"}) {
    const ProgramResult result = run_program({command, "--inject", "list"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.out.find("\nmodified_kept "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("\ntlbsync_does_not_wait "), std::string::npos);
  }
}

TEST(InjectTest, UnknownDefectNamesTheNearest) {
  expect_input_error(run_program({"migrate", "--guest", kGuest, "--inject", "modified_keep"}),
                     "--inject: there is no defect \"modified_keep\"; the nearest is "
                     "\"modified_kept\"");
  EXPECT_EQ(run_program({"migrate", "--guest", kGuest, "--inject", "none"}).exit_code, 2);
}

}  // namespace
}  // namespace htabsim
