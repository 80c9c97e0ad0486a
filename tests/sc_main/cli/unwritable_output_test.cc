// SPDX-License-Identifier: Apache-2.0
//
// Full disks and readers that go away: what each command says, and that no file is left in part.
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/running_program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

using Arguments = std::vector<std::string>;

const std::string kTable = kGuest + "/hpt_end.stream.zst";

/// Commands that print more than a pipe holds, or soon and little.
const std::vector<Arguments> kPrinting{
    {"run", "--trace", kSort},  {"trace", "convert", kSort, "-o", "-"}, {"trace", "info", kSort},
    {"stream", "dump", kTable}, {"presets", "show", "power8"},          {"explore", "enter_walk"}};

/// Exit code of a command of the shell.
int exit_code_of(const std::string& command) {
  const int status = std::system(("bash -c \"" + command + "\"").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string command_line(const Arguments& arguments) {
  return fmt::format("'" HTABSIM_PROGRAM "' '{}'", fmt::join(arguments, "' '"));
}

TEST(UnwritableOutput, FullDiskIsTheInputsFaultInOneLine) {
  for (const Arguments& arguments : kPrinting) {
    const TemporaryFolder folder;
    const std::string err = (folder / "err").string();
    EXPECT_EQ(exit_code_of(command_line(arguments) + " >/dev/full 2>'" + err + "'"), 2);
    EXPECT_EQ(contents_of(err), "htabsim: standard output: cannot write: No space left on device\n")
        << arguments.front();
  }
}

TEST(UnwritableOutput, ReaderThatHasGoneEndsThemAsSigpipeWould) {
  for (const Arguments& arguments : kPrinting) {
    const TemporaryFolder folder;
    const std::string err = (folder / "err").string();
    const std::string command = "exec 5> >(true); wait \\$!; " + command_line(arguments);
    EXPECT_EQ(exit_code_of(command + " >&5 2>'" + err + "'"), 128 + SIGPIPE);
    EXPECT_EQ(contents_of(err), "") << arguments.front();
  }
}

TEST(UnwritableOutput, ClosedStandardOutputIsNamed) {
  for (const Arguments& arguments : kPrinting) {
    const TemporaryFolder folder;
    const std::string err = (folder / "err").string();
    EXPECT_EQ(exit_code_of(command_line(arguments) + " >&- 2>'" + err + "'"), 2);
    EXPECT_EQ(contents_of(err), "htabsim: standard output: cannot write: Bad file descriptor\n")
        << arguments.front();
  }
}

TEST(UnwritableOutput, ClosedStandardErrorChangesNothing) {
  for (const Arguments& arguments : kPrinting) {
    EXPECT_EQ(exit_code_of(command_line(arguments) + " >/dev/null 2>&-"), 0) << arguments.front();
  }
}

/// The names in a folder, if there is one.
std::vector<std::string> names_in_folder(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  if (!std::filesystem::exists(folder)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

/// Runs a command whose files must not become longer than 16 KB.
ProgramResult run_on_small_disk(const Arguments& arguments) {
  return run_program(arguments, "ulimit -f 32;");  // of 512 bytes
}

// The received stream is far larger, and is written before the statistics.
TEST(UnwritableOutput, ResultsOfAMigrationAreAllThereOrNone) {
  const TemporaryFolder folder;
  const std::filesystem::path results = folder / "results";
  const ProgramResult result =
      run_on_small_disk({"migrate", "--table", kTable, "-o", results.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "htabsim: " + (results / "destination.stream").string() +
                            ": cannot write: File too large\n");
  EXPECT_EQ(names_in_folder(results), std::vector<std::string>{});
}

TEST(UnwritableOutput, ConvertedTraceIsWholeOrNotThere) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "sort.lackey";
  const ProgramResult result = run_on_small_disk({"trace", "convert", kSort, "-o", file.string()});
  expect_input_error(result, file.string() + ": cannot write: File too large");
  EXPECT_EQ(names_in_folder(folder.path()), std::vector<std::string>{});
}

// The trace has no end: the place is tried before it is read.
TEST(UnwritableOutput, PlaceOfAConvertedTraceIsTriedFirst) {
  const TemporaryFolder folder;
  const std::string place = folder.path().string();
  expect_input_error(run_program({"trace", "convert", "-", "--from", "lackey", "-o", place},
                                 "yes ' L 1000,8' | timeout 20"),
                     place + ": cannot write: Is a directory");
  EXPECT_EQ(names_in_folder(folder.path()), std::vector<std::string>{});
}

TEST(UnwritableOutput, StateIsWholeOrNotThere) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "state";
  const ProgramResult result =
      run_on_small_disk({"run", "--trace", kSort, "--set", "cpu.warmup_accesses=100000",
                         "--save-state", file.string()});
  expect_input_error(result, file.string() + ": cannot write: File too large");
  EXPECT_EQ(names_in_folder(folder.path()), std::vector<std::string>{});
}

// The pipe stays open and silent, so that the trace has no end.
TEST(UnwritableOutput, SignalAmidAConversionLeavesNoFile) {
  const TemporaryFolder folder;
  const std::filesystem::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int end = ::open(pipe.c_str(), O_RDWR);
  const std::string line = " L 04000000,8\n";
  ASSERT_EQ(::write(end, line.data(), line.size()), static_cast<::ssize_t>(line.size()));
  const TemporaryFolder written;
  RunningProgram program({"trace", "convert", "--from", "lackey", pipe.string(), "-o",
                          (written / "out.lackey").string()});
  ASSERT_TRUE(program.has_begun_to_catch(SIGINT));
  program.send(SIGINT);
  EXPECT_EQ(program.ended_within(std::chrono::seconds(20)), 128 + SIGINT);
  EXPECT_EQ(program.err(), "");
  EXPECT_EQ(names_in_folder(written.path()), std::vector<std::string>{});
  ::close(end);
}

}  // namespace
}  // namespace htabsim
