// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"

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

TEST(CommandLine, StandardOutputThatCannotBeWrittenIsAnError) {
  const TemporaryFolder folder;
  const std::string err = (folder / "err").string();
  const int status =
      std::system(("'" HTABSIM_PROGRAM "' presets >/dev/full 2>'" + err + "'").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_EQ(contents_of(err), "htabsim: standard output: cannot write\n");
}

}  // namespace
}  // namespace htabsim
