// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

TEST(CommandLine, HelpAndVersionGoToStandardOutput) {
  for (const char* option : {"--help", "--version"}) {
    const ProgramResult result = run_program({option});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_NE(result.out.find("htabsim"), std::string::npos);
  }
}

TEST(CommandLine, EachCommandExplainsItself) {
  for (const char* command : {"run", "migrate", "verify", "stream", "trace", "presets"}) {
    const ProgramResult result = run_program({command, "--help"});
    EXPECT_EQ(result.exit_code, 0) << command;
    EXPECT_NE(result.out.find(std::string("Usage: htabsim ") + command), std::string::npos);
  }
}

TEST(CommandLine, UnknownCommandNamesTheNearest) {
  expect_input_error(run_program({"rum"}), "unknown command \"rum\"; the nearest is \"run\"");
  expect_input_error(run_program({"presets", "shwo", "power8"}),
                     "presets: unknown command \"shwo\"; the nearest is \"show\"");
}

TEST(CommandLine, UnknownOptionNamesTheNearest) {
  expect_input_error(run_program({"--versoin"}),
                     "unknown option \"--versoin\"; the nearest is \"--version\"");
  expect_input_error(run_program({"migrate", "--seeed", "3"}),
                     "migrate: unknown option \"--seeed\"; the nearest is \"--seed\"");
  expect_input_error(run_program({"presets", "show", "power8", "--meaning"}),
                     "presets show: unknown option \"--meaning\"; the nearest is \"--meanings\"");
}

TEST(CommandLine, MissingCommandIsAnError) {
  EXPECT_TRUE(run_program({}).err.starts_with("htabsim: no command given; there are run, migrate"));
  EXPECT_EQ(run_program({}).exit_code, 2);
  EXPECT_TRUE(run_program({"stream"}).err.starts_with("htabsim: stream: no command given"));
}

TEST(CommandLine, ArgumentsTooManyOrTooFewAreErrors) {
  expect_input_error(run_program({"run", "a.toml", "b.toml"}),
                     "run: unexpected argument \"b.toml\"");
  expect_input_error(run_program({"presets", "show"}), "presets show: NAME is required");
  expect_input_error(run_program({"verify"}), "verify: DIR is required");
  expect_input_error(run_program({"run"}), "run: nothing to run; give --guest DIR or --trace FILE");
}

TEST(CommandLine, SeedMustBeANumber) {
  for (const char* seed : {"-1", "abc", "1.5", "18446744073709551616"}) {
    expect_input_error(run_program({"run", "--guest", "t", "--seed", seed}),
                       "run: --seed: \"" + std::string(seed) + "\" is no integer from 0 to 2^64-1");
  }
}

TEST(CommandLine, ConfigurationErrorsNameFileAndLine) {
  const TemporaryFolder folder;
  const auto run = [&](const std::string& contents) {
    return run_program({"run", folder.file("m.toml", contents).string()});
  };
  const std::string name = (folder / "m.toml").string();
  expect_input_error(run("\n[mmu]\ntlb_sets = 4\n"),
                     name + ":3: unknown key \"mmu.tlb_sets\"; the nearest is \"mmu.tlb_ways\"");
  expect_input_error(run("mmu.tlb_ways = 0\n"),
                     name + ":1: mmu.tlb_ways: 0 is out of range; allowed: 1..1,024 ways");
  const ProgramResult syntax = run("[mmu]\ntlb_ways = = 4\n");
  expect_input_error_ending(syntax, "");
  EXPECT_TRUE(syntax.err.starts_with("htabsim: " + name + ":2: ")) << syntax.err;
}

TEST(CommandLine, MissingConfigurationFileIsAnError) {
  const TemporaryFolder folder;
  const std::string name = (folder / "none.toml").string();
  expect_input_error(run_program({"migrate", name}), name + ": no such file");
  expect_input_error(run_program({"migrate", folder.path().string()}),
                     folder.path().string() + ": is a folder, not a file");
}

TEST(CommandLine, SetAndPresetErrorsNameTheOption) {
  expect_input_error(run_program({"run", "--guest", "t", "--set", "memory.bank=3"}),
                     "--set: unknown key \"memory.bank\"; the nearest is \"memory.banks\"");
  expect_input_error(run_program({"run", "--guest", "t", "--set", "memory.banks=0"}),
                     "--set: memory.banks: 0 is out of range; allowed: 1..4,096 banks");
  expect_input_error(run_program({"run", "--guest", "t", "--set", "memory.banks"}),
                     "--set: \"memory.banks\" is not of the form KEY=VALUE");
  expect_input_error(run_program({"run", "--guest", "t", "--preset", "power88"}),
                     "--preset: unknown preset \"power88\"; the nearest is \"power8\"");
}

/// How a run whose standard streams the shell has put elsewhere ends; its results go to `folder`.
struct RedirectedRun {
  int exit_code = -1;
  std::string err;
};

RedirectedRun run_redirected(const TemporaryFolder& folder, const std::string& redirection) {
  const std::string err = (folder / "err").string();
  // Stream 5 is a pipe whose reader has gone.
  const std::string command =
      fmt::format("bash -c \"exec 5> >(true); wait \\$!; '{}' run --trace '{}' -o '{}' 2>'{}' {}\"",
                  HTABSIM_PROGRAM, kSort, (folder / "out").string(), err, redirection);
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents_of(err)};
}

TEST(CommandLine, StandardOutputThatCannotBeWrittenIsAnErrorAfterTheResultsAre) {
  struct Case {
    std::string redirection;
    int exit_code;
    std::string message;
  };
  const std::vector<Case> kCases{
      {">/dev/full", 2, "htabsim: standard output: cannot write: No space left on device\n"},
      {">&-", 2, "htabsim: standard output: cannot write: Bad file descriptor\n"},
      {">&5", 128 + SIGPIPE, ""}};
  for (const auto& [redirection, exit_code, message] : kCases) {
    const TemporaryFolder folder;
    const RedirectedRun run = run_redirected(folder, redirection);
    EXPECT_EQ(run.exit_code, exit_code) << redirection;
    EXPECT_EQ(run.err, message) << redirection;
    EXPECT_TRUE(contents_of(folder / "out" / "stats.json").ends_with("}\n")) << redirection;
  }
}

TEST(CommandLine, StandardErrorThatCannotBeWrittenChangesNoExitCode) {
  for (const std::string redirection : {"2>/dev/full", "2>&-", "2>&5"}) {
    const std::string command =
        fmt::format("bash -c \"exec 5> >(true); wait \\$!; '{}' run --trace absent {}\"",
                    HTABSIM_PROGRAM, redirection);
    EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 2) << redirection;
  }
}

TEST(CommandLine, ClosedStreamsDoNotBecomeTheFilesThatAreWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(run_redirected(folder, "<&- >&- 2>&-").exit_code, 2);
  const std::string text = contents_of(folder / "out" / "stats.json");
  EXPECT_TRUE(text.starts_with("{\n")) << text.substr(0, 100);
  EXPECT_TRUE(text.ends_with("}\n"));
}

TEST(CommandLine, ResultFolderIsTriedBeforeTheSimulation) {
  const TemporaryFolder folder;
  const auto file = folder.file("file", "");
  // An endless trace: it is refused all the same.
  const ProgramResult result = run_program(
      {"run", "--trace", "/dev/stdin", "-o", (file / "below").string()}, "yes ' L 1000,8' |");
  expect_input_error(result,
                     (file / "below" / "stats.json").string() + ": cannot write: Not a directory");
}

TEST(CommandLine, ResultsOfAnEarlierRunDoNotStayBesideNewOnes) {
  const TemporaryFolder folder;
  const std::string out = (folder / "out").string();
  EXPECT_EQ(run_program({"migrate", "--trace", kSort, "-o", out}).exit_code, 0);
  EXPECT_NE(contents_of(folder / "out" / "passes.csv"), "");
  folder.file("out/mine.txt", "mine");
  EXPECT_EQ(run_program({"run", "--trace", kSort, "-o", out}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "out" / "passes.csv"));
  EXPECT_EQ(contents_of(folder / "out" / "mine.txt"), "mine") << "not a result";
  EXPECT_EQ(run_program({"run", "--trace", "absent", "-o", out}).exit_code, 2);
  EXPECT_NE(contents_of(folder / "out" / "stats.json"), "") << "nothing was run";
}

TEST(CommandLine, StatisticsAreARowOfCsvToo) {
  const TemporaryFolder folder;
  EXPECT_EQ(run_program({"run", "--trace", kSort, "--seed", "7", "-o", (folder / "out").string()})
                .exit_code,
            0);
  const std::string csv = contents_of(folder / "out" / "stats.csv");
  EXPECT_EQ(std::ranges::count(csv, '\n'), 2);
  EXPECT_TRUE(csv.starts_with("schema,job,")) << csv.substr(0, 100);
  const std::string keys = csv.substr(0, csv.find('\n'));
  EXPECT_NE(keys.find(",seed,simulated_cycles,"), keys.npos);
  EXPECT_EQ(keys.find("host.seconds"), keys.npos) << "depends on the machine";
}

}  // namespace
}  // namespace htabsim
