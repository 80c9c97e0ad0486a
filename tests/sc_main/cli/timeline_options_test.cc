// SPDX-License-Identifier: Apache-2.0
//
// Timelines of the real program; tests/tools/timeline_test.py looks into that of the demo.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

std::vector<std::string> sorting(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{
      "run", "--trace", kSort, "--trace", kSort, "--set", "cpu.threads_per_core=2"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::string hash_line(const std::string& out) { return out.substr(out.find("event hash")); }

TEST(TimelineOption, RunIsTheSameWithItAndWhatItWritesIsTheSameStepped) {
  const TemporaryFolder folder;
  const std::string file = (folder / "a").string();
  const std::string stepped = (folder / "b").string();
  const ProgramResult plain = run_program(sorting({}));
  const ProgramResult told = run_program(sorting({"--timeline", file, "--vcd", file + ".vcd"}));
  const ProgramResult in_step =
      run_program(sorting({"--stepped", "--timeline", stepped, "--vcd", stepped + ".vcd"}));
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_EQ(hash_line(told.out), hash_line(plain.out));
  EXPECT_TRUE(contents_of(file) == contents_of(stepped));
  EXPECT_TRUE(contents_of(file + ".vcd") == contents_of(stepped + ".vcd"));
  EXPECT_NE(contents_of(file), "");
  EXPECT_NE(told.out.find("timeline                  " + file + ": "), std::string::npos);
}

TEST(TimelineOption, SignalsHaveNoDateAndTheMeaningsOfTheirNumbers) {
  const TemporaryFolder folder;
  const std::string file = (folder / "signals").string();
  EXPECT_EQ(run_program(sorting({"--vcd", file})).exit_code, 0);
  const std::string vcd = contents_of(file);
  EXPECT_EQ(vcd.find("$date"), std::string::npos);
  EXPECT_NE(vcd.find("$comment\n0: nothing\n1: "), std::string::npos);
  EXPECT_NE(vcd.find(" walkers_0_busy "), std::string::npos);
  EXPECT_TRUE(vcd.ends_with('\n'));
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(TimelineOption, PlaceThatCannotBeWrittenIsOneLine) {
  const TemporaryFolder folder;
  const std::string place = folder.path().string();
  for (const char* option : {"--timeline", "--vcd"}) {
    expect_input_error(run_program(sorting({option, place})),
                       place + ": cannot write: Is a directory");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TimelineOption, FullDiskLeavesNothing) {
  const TemporaryFolder folder;
  const std::string file = (folder / "a").string();
  expect_input_error(run_program(sorting({"--timeline", file}), "ulimit -f 32;"),  // of 512 bytes
                     file + ": cannot write: File too large");
  expect_input_error(run_program(sorting({"--vcd", file}), "ulimit -f 32;"),
                     file + ": cannot write: No space left on device");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TimelineOption, WhatDoesNotGoTogetherIsRefused) {
  expect_input_error(run_program(sorting({"--timeline-window", "1us:2us"})),
                     "--timeline-window is of a timeline: give --timeline FILE");
  expect_input_error(run_program(sorting({"--vcd", "v", "--timeline-limit", "1M"})),
                     "--timeline-limit is of a timeline: give --timeline FILE");
  expect_input_error(run_program(sorting({"--timeline", "t", "--timeline-window", "2us:1us"})),
                     "--timeline-window: 2us:1us ends before anything can happen in it");
  expect_input_error(
      run_program(sorting({"--timeline", "t", "--timeline-window", "1parsec:2us"})),
      "--timeline-window: \"1parsec:2us\" is no A:B, as 100K:200K in cycles or 2ms:3500us in time");
  expect_input_error(run_program(sorting({"--timeline", "t", "--timeline-limit", "1K"})),
                     "run: --timeline-limit: \"1K\" is no size of 64K at least");
  expect_input_error(
      run_program({"run", "--trace", kSort, "--sample", "100K:1K", "--timeline", "t"}),
      "run: --timeline does not go with samples, between which no time passes");
}

}  // namespace
}  // namespace htabsim
