// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sc_main/report/described_statistics.h"
#include "sc_main/report/statistics_row.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

/// The keys that describe what a run has; a failure for each key that nothing describes.
void note_described(const std::vector<std::string>& arguments,
                    const std::vector<DescribedStatistic>& all, std::set<std::string>& seen) {
  const TemporaryFolder folder;
  std::vector<std::string> command = arguments;
  command.insert(command.end(), {"-o", (folder / "out").string()});
  ASSERT_LE(run_program(command).exit_code, 1) << fmt::format("{}", fmt::join(arguments, " "));
  boost::json::object stats =
      boost::json::parse(contents_of(folder / "out" / "stats.json")).as_object();
  // statistics_row() leaves `host` out.
  const boost::json::object machine{{"machine", stats.at("host")}};
  StatisticsRow row = statistics_row(stats);
  for (Statistic& statistic : statistics_row(machine)) {
    statistic.key.replace(0, std::string("machine").size(), "host");
    row.push_back(std::move(statistic));
  }
  for (const Statistic& statistic : row) {
    const DescribedStatistic* found = find_described(all, statistic.key);
    EXPECT_NE(found, nullptr) << statistic.key << " of "
                              << fmt::format("{}", fmt::join(arguments, " "));
    if (found != nullptr) seen.insert(found->key);
  }
}

/// A parameter stands in each run's `config`; which differ from the preset is up to the run. Notes
/// are of recordings of drmemtrace, which recorded_schedule_test.cc makes; interrupted_run_test.cc
/// cuts runs short.
bool is_of_other_runs(const std::string& key) {
  return key.starts_with("preset.differs.") || key == "host.notes.*" || key == "cut_short.cycle";
}

TEST(StatsCommand, EachKeyOfAnyRunIsDescribedAndNothingElse) {
  const std::vector<DescribedStatistic> all = described_statistics();
  const std::vector<std::vector<std::string>> runs = {
      {"migrate", kGuest + "/demo.toml", "--guest", kGuest},
      {"migrate", "--guest", kGuest, "--inject", "enter_not_noted"},
      {"run", "--trace", kSort, "--sample", "20000:1000", "--warmup", "500"},
      {"run", "--trace", kSort, "--trace", kSort, "--set", "guest.processors=1"},
      {"run", "--trace", kSort, "--on", "other", "--trace", kSort},
      {"run", "--trace", kSort, "--set", "guest.resize_at_us=20", "--set", "guest.resize_order=20"},
  };
  std::set<std::string> seen;
  for (const std::vector<std::string>& run : runs) note_described(run, all, seen);
  for (const DescribedStatistic& statistic : all) {
    EXPECT_TRUE(seen.contains(statistic.key) || is_of_other_runs(statistic.key))
        << statistic.key << " is described, but no run has it";
  }
}

TEST(StatsCommand, NoKeyIsDescribedTwiceAndEachHasAMeaning) {
  std::set<std::string> keys;
  for (const DescribedStatistic& statistic : described_statistics()) {
    EXPECT_TRUE(keys.insert(statistic.key).second) << statistic.key;
    EXPECT_NE(statistic.meaning, "") << statistic.key;
  }
}

TEST(StatsCommand, DescribesTheKeysThatAreAskedFor) {
  const ProgramResult result = run_program({"stats", "--describe", "cpu3.tlb", "seed"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with("key ")) << result.out;
  EXPECT_EQ(std::ranges::count(result.out, '\n'), 1 + 4 + 1) << result.out;
  EXPECT_NE(result.out.find("\ncpu*.tlb.misses "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\nseed "), std::string::npos) << result.out;
}

TEST(StatsCommand, PartsOfSeveralGuestsAndOfTheDestinationAreThoseOfTheOnlyOne) {
  for (const char* key : {"guest1.cpu0.tlb.misses", "destination.htab_fd.writes",
                          "destination.guest0.htab_fd.writes"}) {
    EXPECT_EQ(run_program({"stats", "--describe", key}).exit_code, 0) << key;
  }
  EXPECT_EQ(find_described(described_statistics(), "cpux.tlb.misses"), nullptr);
  EXPECT_EQ(find_described(described_statistics(), "cpu0.tlb"), nullptr) << "a part of a key";
}

TEST(StatsCommand, UnknownKeysAreRefusedWithTheNearestOne) {
  expect_input_error(run_program({"stats", "--describe", "migration.downtime_cycle"}),
                     "stats: unknown key \"migration.downtime_cycle\"; the nearest is "
                     "\"migration.downtime_cycles\"");
}

TEST(StatsCommand, JsonHasUnitAndDescriptionOfEachKey) {
  const ProgramResult result = run_program({"stats", "--describe", "--json"});
  EXPECT_EQ(result.exit_code, 0);
  const boost::json::value json = boost::json::parse(result.out);
  EXPECT_EQ(json.at("properties").as_object().size(), described_statistics().size());
  EXPECT_EQ(json.at_pointer("/properties/simulated_ps/unit").as_string(), "ps");
  EXPECT_EQ(json.at("prefixes").as_object().size(), 2);
}

}  // namespace
}  // namespace htabsim
