// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sc_main/hostdata/run_stats.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

using testing::HasSubstr;

/// The line of a value in an answer's table: its words.
std::vector<std::string> row_of(const std::string& answer, const std::string& value) {
  std::istringstream lines(answer);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<std::string> row(std::istream_iterator<std::string>(words), {});
    if (!row.empty() && row.front() == "now") row.erase(row.begin());
    if (!row.empty() && row.front() == value) return row;
  }
  return {};
}

/// What a run of its own says with these settings.
boost::json::object stats_of(const TemporaryFolder& folder, std::vector<std::string> command) {
  const std::string output = (folder / "run").string();
  command.insert(command.end(), {"-o", output});
  EXPECT_EQ(run_program(command).exit_code, 0);
  return read_run_stats(output);
}

TEST(AskCommand, ListsTheQuestions) {
  const ProgramResult result = run_program({"ask"});
  EXPECT_EQ(result.exit_code, 0);
  for (const char* name : {"tlb-size", "walkers", "hpt-order", "page-size", "downtime"}) {
    EXPECT_THAT(result.out, HasSubstr(fmt::format("\n{} ", name)));
  }
}

TEST(AskCommand, TellsOfEachValueWhatItsRunTells) {
  const TemporaryFolder folder;
  const ProgramResult result = run_program({"ask", "page-size", "--trace", kSort});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const std::string value : {"page_4k", "page_64k", "page_16m"}) {
    const auto stats =
        stats_of(folder, {"run", "--trace", kSort, "--set", "guest.page_size=" + value});
    const auto row = row_of(result.out, value);
    ASSERT_GE(row.size(), 2u) << result.out;
    EXPECT_EQ(row[1], fmt::format("{:.3f}", *number_at(stats, "cpu0.stopped_at_cycle") /
                                                *number_at(stats, "accesses")));
  }
}

TEST(AskCommand, TellsTheDowntimeOfEachBandwidth) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"ask", "downtime", "--trace", kSort, "--set", "guest.hpt_order=18"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto stats = stats_of(folder, {"migrate", "--trace", kSort, "--set", "guest.hpt_order=18",
                                       "--set", "migration.bandwidth_bytes_per_s=156250000"});
  const auto row = row_of(result.out, "156,250,000");
  ASSERT_GE(row.size(), 2u) << result.out;
  EXPECT_EQ(row[1], fmt::format("{:.1f}", *number_at(stats, "migration.downtime_cycles") *
                                              *number_at(stats, "simulated_ps") /
                                              *number_at(stats, "simulated_cycles") / 1e6));
}

TEST(AskCommand, OfACapturedGuestAnswersWhatItHasNotSettled) {
  const ProgramResult result =
      run_program({"ask", "walkers", "--guest", kGuest, "--set", "mmu.walkers=1"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\nnow "));
  expect_input_error(run_program({"ask", "page-size", "--guest", kGuest}),
                     "ask: guest.page_size is what a captured guest had when it was recorded; ask "
                     "it of a --trace");
}

TEST(AskCommand, KeepsASweepThatGoesOn) {
  const TemporaryFolder folder;
  const std::string kept = (folder / "kept").string();
  const std::vector<std::string> question{"ask", "walkers", "--trace", kSort, "-o", kept};
  const ProgramResult first = run_program(question);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  for (const char* file : {"question.toml", "stats.csv", "report.html", "sweep.json"}) {
    EXPECT_TRUE(std::filesystem::exists(kept + "/" + file)) << file;
  }
  EXPECT_EQ(run_program(question).out, first.out);
  // Walkers 1, 2, 3, 4, 6 and 8.
  EXPECT_THAT(run_program({"sweep", kept + "/question.toml", "-o", kept}).out,
              HasSubstr("6 configurations: 6 there before, 0 run, 0 failed"));
}

TEST(AskCommand, LeavesNothingWithoutAFolder) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"ask", "walkers", "--trace", kSort}, "TMPDIR=" + folder.path().string());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(AskCommand, RefusesWhatIsOfASingleRun) {
  const TemporaryFolder folder;
  const std::string file =
      folder.file("a.toml", "sample = \"1000:10\"\n[[trace]]\nfile = \"" + kSort + "\"\n").string();
  expect_input_error(run_program({"ask", "walkers", file}),
                     "ask: a sample of the traces is of a single run");
}

TEST(AskCommand, OfATraceThatIsNotThereSaysSo) {
  const ProgramResult result = run_program({"ask", "walkers", "--trace", "/no/such/trace"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("/no/such/trace: there is no such file"));
}

}  // namespace
}  // namespace htabsim
