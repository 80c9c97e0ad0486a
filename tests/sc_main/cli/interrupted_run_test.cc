// SPDX-License-Identifier: Apache-2.0
//
// Ctrl-C and SIGTERM while the program simulates: it ends soon, with what there is by then.
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "sc_main/hostdata/run_stats.h"
#include "sc_main/report/described_statistics.h"
#include "tests/model/base/compress.h"
#include "tests/sc_main/cli/running_program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

using testing::HasSubstr;

constexpr std::chrono::milliseconds kSoon{5'000};  // on a busy machine
constexpr int kByInterrupt = 128 + SIGINT;
constexpr int kByTerminate = 128 + SIGTERM;

/// Accesses to one page: `frames` times a million.
std::filesystem::path long_trace(const TemporaryFolder& folder, unsigned frames) {
  std::string lines;
  for (unsigned i = 0; i < 1'000'000; ++i) lines += " L 04000000,8\n";
  const std::string frame = zstd_frame(lines);
  std::string contents;
  for (unsigned i = 0; i < frames; ++i) contents += frame;
  return folder.file("long.lackey.zst", contents);
}

class InterruptedRunTest : public testing::Test {
 protected:
  /// What a run with these arguments and a result folder has written, which `signal` has ended
  /// after it had begun to simulate.
  boost::json::object stats_of(std::vector<std::string> arguments, int signal, int exit_code) {
    arguments.insert(arguments.end(), {"-o", results()});
    RunningProgram program(arguments);
    EXPECT_TRUE(program.has_begun_to_catch(signal)) << program.err();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    program.send(signal);
    EXPECT_EQ(program.ended_within(kSoon), exit_code) << program.err();
    EXPECT_EQ(program.err(), "");
    EXPECT_THAT(program.out(), HasSubstr("\ncut short "));
    return read_run_stats(results());
  }

  [[nodiscard]] std::string results() const { return (folder_ / "results").string(); }

  TemporaryFolder folder_;
};

// The trace takes minutes.
TEST_F(InterruptedRunTest, OfHitsAloneEndsWithWhatThereIs) {
  const auto stats =
      stats_of({"run", "--trace", long_trace(folder_, 2'000).string()}, SIGINT, kByInterrupt);
  EXPECT_GT(number_at(stats, "accesses"), 0);
  EXPECT_LT(number_at(stats, "accesses"), 2'000'000'000);
  EXPECT_EQ(number_at(stats, "cut_short.cycle"), number_at(stats, "simulated_cycles"));
  EXPECT_NE(find_described(described_statistics(), "cut_short.cycle"), nullptr);
}

TEST_F(InterruptedRunTest, BySigtermSaysSoInItsExitCode) {
  const auto stats =
      stats_of({"run", "--trace", long_trace(folder_, 2'000).string()}, SIGTERM, kByTerminate);
  EXPECT_NE(member_at(stats, "cut_short"), nullptr);
}

TEST_F(InterruptedRunTest, InItsWarmUpHasNoTimeAndSavesNoState) {
  const std::string state = (folder_ / "state").string();
  const auto stats = stats_of({"run", "--trace", long_trace(folder_, 2'000).string(), "--set",
                               "cpu.warmup_accesses=2000000000", "--save-state", state},
                              SIGINT, kByInterrupt);
  EXPECT_LE(number_at(stats, "accesses"), 4096);
  EXPECT_FALSE(std::filesystem::exists(state));
}

TEST_F(InterruptedRunTest, OfSamplesEndsBetweenThemToo) {
  stats_of({"run", "--trace", long_trace(folder_, 2'000).string(), "--sample", "1000000000:1000",
            "--warmup", "1000"},
           SIGTERM, kByTerminate);
}

TEST_F(InterruptedRunTest, EndsWhileAPipeHasNothingForIt) {
  const std::filesystem::path pipe = folder_ / "pipe.lackey";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int end = ::open(pipe.c_str(), O_RDWR);  // so that neither side waits for the other
  const std::string line = " L 04000000,8\n";
  ASSERT_EQ(::write(end, line.data(), line.size()), static_cast<::ssize_t>(line.size()));
  stats_of({"run", "--format", "lackey", "--trace", pipe.string()}, SIGTERM, kByTerminate);
  ::close(end);
}

// Each pass looks at 2^26 entries.
TEST_F(InterruptedRunTest, OfAMigrationLeavesItsPassesButNoStream) {
  const auto stats =
      stats_of({"migrate", "--trace", kSort, "--set", "guest.hpt_order=30"}, SIGINT, kByInterrupt);
  EXPECT_EQ(number_at(stats, "destination.different"), std::nullopt);
  EXPECT_TRUE(std::filesystem::exists(results() + "/passes.csv"));
  EXPECT_FALSE(std::filesystem::exists(results() + "/received.stream"));
  EXPECT_FALSE(std::filesystem::exists(results() + "/destination.stream"));
}

TEST_F(InterruptedRunTest, OfACapturedGuestIsNoFailedReplay) {
  RunningProgram program({"run", "--guest", kGuest});
  ASSERT_TRUE(program.has_begun_to_catch(SIGINT));
  program.send(SIGINT);
  EXPECT_EQ(program.ended_within(kSoon), kByInterrupt);
  EXPECT_THAT(program.out(), HasSubstr(": 0 differences"));
}

TEST_F(InterruptedRunTest, ThatIsNotInterruptedIsNotCutShort) {
  RunningProgram program({"run", "--trace", kSort, "-o", results()});
  EXPECT_EQ(program.ended_within(std::chrono::minutes(1)), 0);
  EXPECT_EQ(member_at(read_run_stats(results()), "cut_short"), nullptr);
  EXPECT_THAT(program.out(), testing::Not(HasSubstr("cut short")));
}

}  // namespace
}  // namespace htabsim
