// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "htabsim/model/base/words.h"
#include "sc_main/sweep/child_process.h"
#include "tests/sc_main/sweep/sweep_folder.h"

// The real program, with configurations that take a moment each.

namespace htabsim {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

class SweepCommandTest : public testing::Test {
 protected:
  ProgramResult sweep(const std::string& contents, const std::string& out = "out",
                      std::vector<std::string> more = {"--jobs", "2"}) const {
    more.insert(more.begin(), {"sweep", folder_.sweep(contents), "-o", folder_.out(out)});
    return run_program(more);
  }
  [[nodiscard]] std::string csv(const std::string& out = "out") const {
    return contents_of(folder_.path(out) / "stats.csv");
  }
  /// Of each configuration that is finished, when its folder was made.
  [[nodiscard]] std::map<std::string, std::filesystem::file_time_type> finished() const {
    std::map<std::string, std::filesystem::file_time_type> times;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path("out") / "runs")) {
      times.emplace(entry.path().filename(), entry.last_write_time());
    }
    return times;
  }

  SweepFolder folder_;
};

const std::string kTwoWalkers = "[[axis]]\nkey = \"mmu.walkers\"\nvalues = [1, 2]\n";

TEST_F(SweepCommandTest, HasARowForEachConfigurationInTheGridsOrder) {
  const ProgramResult result = sweep(kTwentyFour);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("24 configurations: 0 there before, 24 run, 0 failed\n"));
  const std::string table = csv();
  EXPECT_THAT(table, StartsWith("mmu.tlb_entries,mmu.walkers,seed,schema,"));
  EXPECT_EQ(std::ranges::count(table, '\n'), 25);
  std::size_t at = 0;
  for (const int entries : {64, 128, 256, 512}) {
    for (const int walkers : {1, 2, 4}) {
      for (const int seed : {1, 2}) {
        const std::string row = fmt::format("\n{},{},{},", entries, walkers, seed);
        at = table.find(row, at);
        ASSERT_NE(at, table.npos) << row;
      }
    }
  }
  EXPECT_THAT(table, HasSubstr("config.mmu.tlb_entries"));
}

TEST_F(SweepCommandTest, AConfigurationsFolderIsThatOfTheRunByItself) {
  ASSERT_EQ(sweep(kTwoWalkers).exit_code, 0);
  const auto folders = finished();
  ASSERT_EQ(folders.size(), 2);
  const auto folder = folder_.path("out") / "runs" / folders.begin()->first;
  const std::string again = folder_.out("again");
  const ProgramResult run = run_program({"run", (folder / "run.toml").string(), "-o", again});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(contents_of(again + "/stats.csv"), contents_of(folder / "stats.csv"));
  EXPECT_EQ(run.out, contents_of(folder / "summary.txt"));
  EXPECT_EQ(count_of_entries(folder_.path("out") / "partial"), 0);
}

TEST_F(SweepCommandTest, WhatIsFinishedIsNotRunAgain) {
  ASSERT_EQ(sweep(kTwoWalkers).exit_code, 0);
  const auto before = finished();
  const ProgramResult again = sweep(kTwoWalkers);
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.out, StartsWith("2 configurations: 2 there before, 0 run, 0 failed\n"));
  EXPECT_EQ(finished(), before);
  const ProgramResult wider = sweep("[[axis]]\nkey = \"mmu.walkers\"\nvalues = [1, 2, 3]\n");
  EXPECT_THAT(wider.out, StartsWith("3 configurations: 2 there before, 1 run, 0 failed\n"));
}

TEST_F(SweepCommandTest, TheTableDoesNotTellHowItWasMade) {
  ASSERT_EQ(sweep(kTwentyFour, "one", {"--jobs", "1"}).exit_code, 0);
  ASSERT_EQ(sweep(kTwentyFour, "three", {"--jobs", "3"}).exit_code, 0);
  EXPECT_EQ(csv("one"), csv("three"));
  EXPECT_FALSE(csv("one").empty());
}

TEST_F(SweepCommandTest, ShardsMakeTheWhole) {
  const ProgramResult second = sweep(kTwentyFour, "out", {"--shard", "2/3"});
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_THAT(second.out, StartsWith("8 configurations: 0 there before, 8 run, 0 failed\n"));
  EXPECT_THAT(second.out, HasSubstr("8 of the sweep's 24 configurations are finished"));
  EXPECT_EQ(csv(), "");
  EXPECT_EQ(sweep(kTwentyFour, "out", {"--shard", "1/3"}).exit_code, 0);
  EXPECT_EQ(sweep(kTwentyFour, "out", {"--shard", "3/3"}).exit_code, 0);
  ASSERT_EQ(sweep(kTwentyFour, "whole").exit_code, 0);
  EXPECT_EQ(csv(), csv("whole"));
}

TEST_F(SweepCommandTest, SeveralAtOnceDoNothingTwice) {
  std::vector<ProgramResult> results(3);
  const std::string file = folder_.sweep(kTwentyFour);
  {
    std::vector<std::jthread> threads;
    for (ProgramResult& result : results) {
      threads.emplace_back([&] {
        result = run_program({"sweep", file, "-o", folder_.out(), "--jobs", "1"});
      });
    }
  }
  std::size_t run = 0;
  for (const ProgramResult& result : results) {
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const std::size_t at = result.out.find("there before, ");
    ASSERT_NE(at, std::string::npos) << result.out;
    run += std::stoul(result.out.substr(at + 14));
  }
  EXPECT_EQ(run, 24);
  ASSERT_EQ(sweep(kTwentyFour, "alone").exit_code, 0);
  EXPECT_EQ(csv(), csv("alone"));
}

/// The processes whose parent is this one.
std::vector<pid_t> children_of(pid_t parent) {
  const std::string file = fmt::format("/proc/{0}/task/{0}/children", parent);
  std::vector<pid_t> children;
  for (const std::string& word : words_of(contents_of(file))) children.push_back(std::stoi(word));
  return children;
}

/// A sweep that goes on beside the test.
class SweepBeside {
 public:
  SweepBeside(const SweepFolder& folder, const std::string& sweep, std::string jobs = "2")
      : process_({HTABSIM_PROGRAM,
                  {"sweep", sweep, "-o", folder.out(), "--jobs", std::move(jobs)},
                  folder.path("beside.out"),
                  folder.path("beside.err")}) {}

  ChildProcess& process() { return process_; }
  /// Its runs, as soon as there are any.
  std::vector<pid_t> runs() const {
    for (;;) {
      for (const pid_t child : children_of(::getpid())) {
        const auto runs = children_of(child);
        if (!runs.empty()) return runs;
      }
      std::this_thread::sleep_for(1ms);
    }
  }
  void kill(int signal) const {
    for (const pid_t child : children_of(::getpid())) ::kill(child, signal);
  }

 private:
  ChildProcess process_;
};

TEST_F(SweepCommandTest, ASweepThatIsKilledLosesNothingAndGoesOn) {
  std::map<std::string, std::filesystem::file_time_type> before;
  std::vector<pid_t> runs;
  {
    SweepBeside beside(folder_, folder_.sweep(kTwentyFour));
    while (!std::filesystem::exists(folder_.path("out") / "runs") || finished().size() < 3) {
      std::this_thread::sleep_for(1ms);
    }
    runs = beside.runs();
    beside.kill(SIGKILL);
    EXPECT_TRUE(beside.process().wait().is_killed());
    before = finished();
  }
  ASSERT_LT(before.size(), 24);
  const ProgramResult status = run_program({"sweep", "status", folder_.out()});
  EXPECT_THAT(status.out, HasSubstr(fmt::format("{} finished, 0 running, 0 failed, {} waiting",
                                                before.size(), 24 - before.size())));
  const ProgramResult result = sweep(kTwentyFour);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out,
              StartsWith(fmt::format("24 configurations: {} there before, {} run, 0 failed\n",
                                     before.size(), 24 - before.size())));
  const auto after = finished();
  EXPECT_EQ(after.size(), 24);
  EXPECT_TRUE(std::ranges::includes(after, before));
  ASSERT_EQ(sweep(kTwentyFour, "whole").exit_code, 0);
  EXPECT_EQ(csv(), csv("whole"));
}

TEST_F(SweepCommandTest, ARunThatIsKilledIsRunAgain) {
  SweepBeside beside(folder_, folder_.sweep(kTwentyFour));
  ::kill(beside.runs().front(), SIGKILL);
  EXPECT_EQ(beside.process().wait().exit_code, 0);
  EXPECT_THAT(contents_of(folder_.path("beside.out")),
              StartsWith("24 configurations: 0 there before, 24 run, 0 failed\n"));
  EXPECT_EQ(finished().size(), 24);
  EXPECT_EQ(count_of_entries(folder_.path("out") / "failed"), 0);
}

TEST_F(SweepCommandTest, WhatAKilledOneWasAtIsTakenOverByAnother) {
  const std::string file = folder_.sweep(kTwentyFour);
  SweepBeside beside(folder_, file);
  std::jthread other([&] {
    const ProgramResult result = run_program({"sweep", file, "-o", folder_.out()});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr(" 0 failed\n"));
  });
  beside.runs();
  beside.kill(SIGKILL);
  other.join();
  EXPECT_EQ(finished().size(), 24);
}

TEST_F(SweepCommandTest, ASignalEndsItBetweenRuns) {
  for (const auto& [signal, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    SweepBeside beside(folder_, folder_.sweep(kTwentyFour), "1");
    beside.runs();
    beside.kill(signal);
    EXPECT_EQ(beside.process().wait().exit_code, code);
    EXPECT_THAT(contents_of(folder_.path("beside.out")), HasSubstr("the same command goes on"));
  }
  EXPECT_LT(finished().size(), 24);
  EXPECT_EQ(count_of_entries(folder_.path("out") / "failed"), 0);
  EXPECT_EQ(sweep(kTwentyFour).exit_code, 0);
}

TEST_F(SweepCommandTest, ASharedWarmStateChangesNoStatistics) {
  const std::string warm = "cpu.warmup_accesses = 1000\n" + kTwentyFour;
  ASSERT_EQ(sweep(warm).exit_code, 0);
  EXPECT_EQ(count_of_entries(folder_.path("out") / "warm"), 0);  // until the sweep is finished
  std::size_t alone = 0;
  for (const auto& [id, time] : finished()) {
    const auto folder = folder_.path("out") / "runs" / id;
    const std::string out = folder_.out("alone" + std::to_string(alone++));
    ASSERT_EQ(run_program({"run", (folder / "run.toml").string(), "-o", out}).exit_code, 0);
    EXPECT_EQ(contents_of(out + "/stats.csv"), contents_of(folder / "stats.csv")) << id;
  }
  EXPECT_EQ(alone, 24);
}

TEST_F(SweepCommandTest, AWarmStateIsMadeOnceAndUsedByTheOthers) {
  const std::string warm =
      "cpu.warmup_accesses = 1000\nmmu.walkers = 1\n[[axis]]\n"
      "key = \"mmu.walk_overhead_cycles\"\nvalues = [1, 2, 3, 4]\n";
  ASSERT_EQ(sweep(warm, "out", {"--shard", "1/2"}).exit_code, 0);
  ASSERT_EQ(count_of_entries(folder_.path("out") / "warm"), 1);
  const std::filesystem::path state =
      std::filesystem::directory_iterator(folder_.path("out") / "warm")->path();
  // Runs that warm up themselves would not mind.
  std::ofstream(state) << "damaged";
  const ProgramResult second = sweep(warm, "out", {"--shard", "2/2"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.out, HasSubstr(state.filename().string() + ": does not begin as zstd data"));
  // The next attempt makes another one.
  EXPECT_EQ(sweep(warm).exit_code, 0);
}

TEST_F(SweepCommandTest, ARunThatFailsIsToldAndTriedAgain) {
  folder_.add_trace("u", 2);
  const std::string traces = "[[axis]]\nkey = \"trace\"\nvalues = [\"t\", \"u\"]\n";
  const std::string whole = contents_of(folder_.path("u"));
  std::ofstream(folder_.path("u")) << whole << " L zz,8\n";
  const ProgramResult result = sweep(traces);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, StartsWith("2 configurations: 0 there before, 1 run, 1 failed\n"));
  EXPECT_THAT(result.out, HasSubstr("failed: trace=u: htabsim: "));
  EXPECT_THAT(result.out, HasSubstr("u:2001: "));
  EXPECT_EQ(count_of_entries(folder_.path("out") / "failed"), 1);
  EXPECT_EQ(count_of_entries(folder_.path("out") / "partial"), 0);
  const ProgramResult status = run_program({"sweep", "status", folder_.out()});
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_THAT(status.out,
              StartsWith("2 configurations: 1 finished, 0 running, 1 failed, 0 waiting\nfailed: "));
  const ProgramResult again = sweep(traces);
  EXPECT_THAT(again.out, StartsWith("2 configurations: 1 there before, 0 run, 1 failed\n"));
}

TEST_F(SweepCommandTest, CollectWritesWhatThereIs) {
  ASSERT_EQ(sweep(kTwentyFour, "out", {"--shard", "1/2"}).exit_code, 0);
  const ProgramResult half = run_program({"sweep", "collect", folder_.out()});
  EXPECT_EQ(half.exit_code, 1);
  EXPECT_EQ(half.out, folder_.out() + "/stats.csv: 12 of 24 configurations\n");
  EXPECT_EQ(std::ranges::count(csv(), '\n'), 13);
  ASSERT_EQ(sweep(kTwentyFour).exit_code, 0);
  const std::string table = csv();
  std::filesystem::remove(folder_.path("out") / "stats.csv");
  EXPECT_EQ(run_program({"sweep", "collect", folder_.out()}).exit_code, 0);
  EXPECT_EQ(csv(), table);
}

TEST_F(SweepCommandTest, AMigrationIsSweptToo) {
  const ProgramResult result = sweep("sweep.command = \"migrate\"\n" + kTwoWalkers);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(csv(), HasSubstr("migration."));
}

TEST_F(SweepCommandTest, TheExampleIsASweepOf24Runs) {
  const ProgramResult result =
      run_program({"sweep", HTABSIM_SOURCE_DIR "/examples/sweep.toml", "-o", folder_.out()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("24 configurations: 0 there before, 24 run, 0 failed\n"));
}

TEST_F(SweepCommandTest, WhatIsNoSweepIsRefused) {
  expect_input_error(run_program({"sweep"}), "sweep: no FILE.toml given");
  expect_input_error(run_program({"sweep", folder_.sweep(kTwoWalkers)}),
                     "sweep: no folder given; give -o DIR");
  expect_input_error(
      sweep("[[axis]]\nkey = \"mmu.walker\"\nvalues = [1]\n"),
      folder_.out("sweep.toml") + ":2: unknown key \"mmu.walker\"; the nearest is \"mmu.walkers\"");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("out")));
  expect_input_error_ending(run_program({"sweep", "status", folder_.out("none")}),
                            "none/sweep.json: no such file");
  expect_input_error(sweep(kTwoWalkers, "out", {"--shard", "3/2"}),
                     "sweep: --shard 3/2: expected K/N with K from 1 to N");
  expect_input_error_ending(sweep(kTwoWalkers, "out", {"--jobs", "0"}), "1 to 4096");
  expect_input_error(sweep(kTwoWalkers, "out", {"--tasks", "2"}),
                     "sweep: --tasks and --sbatch are for --slurm");
  expect_input_error(sweep(kTwoWalkers, "out", {"--slurm", "--shard", "1/2"}),
                     "sweep: --shard is of what this machine runs: not with --slurm and --mpi");
  expect_input_error(sweep(kTwoWalkers, "out", {"--mpi", "--jobs", "2"}),
                     "sweep: --jobs does not go with --mpi: mpirun says how many ranks there are");
}

}  // namespace
}  // namespace htabsim
