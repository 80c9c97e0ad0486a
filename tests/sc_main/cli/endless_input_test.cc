// SPDX-License-Identifier: Apache-2.0
//
// Files without an end, and streams that speak of a huge table in a few bytes: each command ends
// at once, long before its time is over.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/stream_files.h"

namespace htabsim {
namespace {

/// To be put before a program: it is ended, with 124, if it is still there after so long.
const std::string kTimeLimit = "timeout 20";

/// Like this, the program has endless lines of this text on its standard input.
std::string endless_lines(const std::string& line) { return "yes '" + line + "' | " + kTimeLimit; }

ProgramResult run_briefly(const std::vector<std::string>& arguments) {
  return run_program(arguments, kTimeLimit);
}

class EndlessInput : public testing::Test {
 protected:
  /// A name in the folder for the file that never ends.
  std::string zeros(const std::string& name) const {
    std::filesystem::create_symlink("/dev/zero", folder_ / name);
    return (folder_ / name).string();
  }
  [[nodiscard]] std::string folder() const { return folder_.path().string(); }

  TemporaryFolder folder_;
};

TEST_F(EndlessInput, ConfigurationIsTooLarge) {
  const std::string too_large = ": is too large: more than 64 MB";
  expect_input_error(run_briefly({"run", "/dev/zero"}), "/dev/zero" + too_large);
  expect_input_error(run_program({"migrate", "/dev/stdin"}, endless_lines("# a comment")),
                     "/dev/stdin" + too_large);
}

TEST_F(EndlessInput, PresetIsTooLarge) {
  const std::string preset = zeros("own.toml");
  expect_input_error(
      run_program({"presets", "show", "own"}, "HTABSIM_PRESET_DIR=" + folder() + ' ' + kTimeLimit),
      preset + ": is too large: more than 64 MB");
}

TEST_F(EndlessInput, OfZerosIsInNoFormatOfTraces) {
  for (const char* format : {"native", "drmemtrace", "qtrace", "htm", "lackey", "champsim",
                             "cloudsuite", "csv", "pinatrace"}) {
    const ProgramResult result = run_briefly({"trace", "info", "--format", format, "/dev/zero"});
    EXPECT_EQ(result.exit_code, 2) << format;
    EXPECT_TRUE(result.err.starts_with("htabsim: /dev/zero")) << format << ": " << result.err;
  }
}

TEST_F(EndlessInput, PassesOfAStreamAreTooLarge) {
  const std::string stream = folder_.file("a", big_group(3, {kEntryA})).string();
  for (const char* command : {"info", "dump", "apply"}) {
    expect_input_error(run_briefly({"stream", command, "--passes", "/dev/zero", stream}),
                       "/dev/zero: is too large: more than 64 MB");
  }
}

TEST_F(EndlessInput, ConformanceScriptsFailByName) {
  for (const char* name : {"a.vec", "b.htab"}) {
    const std::string script = zeros(name);
    const ProgramResult result = run_briefly({"conform", script});
    EXPECT_EQ(result.exit_code, 1) << name << result.err;
    EXPECT_NE((result.out + result.err).find(script + ": is too large: more than 64 MB\n"),
              std::string::npos)
        << result.out << result.err;
  }
}

TEST_F(EndlessInput, StatisticsOfARunAreTooLarge) {
  const std::string stats = zeros("stats.json");
  const std::string counts = folder_.file("perf", "1000,,PM_DTLB_MISS\n").string();
  expect_input_error(run_briefly({"validate", folder(), "--perf", counts}),
                     stats + ": is too large: more than 64 MB");
}

TEST_F(EndlessInput, MeasurementsAreTooLarge) {
  const std::string run = folder_.file("stats.json", "{}").parent_path().string();
  expect_input_error(run_program({"validate", run, "--perf", "/dev/stdin"},
                                 endless_lines("1000,,PM_DTLB_MISS_with_a_long_name_of_its_own")),
                     "/dev/stdin: is too large: more than 64 MB");
  expect_input_error(
      run_program({"validate", run, "--passes", "/dev/stdin"},
                  "(echo reads; yes '" + std::string(100, ' ') + "7') | " + kTimeLimit),
      "/dev/stdin: is too large: more than 64 MB");
}

TEST_F(EndlessInput, StraceOfNothingButItsOwnMessagesIsTooLongALine) {
  const std::string run = folder_.file("stats.json", "{}").parent_path().string();
  const std::string beginning(100, 'x');
  // The beginnings are one line together: 656 of them are more than 65536 bytes.
  expect_input_error(run_program({"validate", run, "--strace", "/dev/stdin"},
                                 endless_lines(beginning + "strace: Process 7 attached")),
                     "/dev/stdin:656: the line is too long");
}

// 2^22 reads are kept, of the lines from the second on.
TEST_F(EndlessInput, StraceOfReadsOfTheTableHasTooMany) {
  const std::string run = folder_.file("stats.json", "{}").parent_path().string();
  expect_input_error(
      run_program({"validate", run, "--strace", "/dev/stdin"},
                  "(echo \"1 1700000000.000000 ioctl(9, KVM_PPC_GET_HTAB_FD, 0) = 5\"; yes "
                  "'1 1700000000.100000 read(5, \"\", 64) = 0') | timeout 100"),
      "/dev/stdin:4194306: this is one read more than 4194304");
}

TEST_F(EndlessInput, FilesOfZerosThatAreReadLineByLineHaveTooLongALine) {
  const std::string run = folder_.file("stats.json", "{}").parent_path().string();
  for (const char* option : {"--perf", "--strace", "--passes"}) {
    expect_input_error(run_briefly({"validate", run, option, "/dev/zero"}),
                       "/dev/zero:1: the line is too long");
  }
}

/// A stream of 24 bytes about a table of 2^32 entries: the last entry but 15 is valid.
class TinyStreamOfAHugeTable : public testing::Test {
 protected:
  TinyStreamOfAHugeTable() : one_(folder_.file("one", big_group(0xffff'fff0, {kEntryA}))) {}

  [[nodiscard]] std::string one() const { return one_.string(); }

  TemporaryFolder folder_;

 private:
  std::filesystem::path one_;
};

TEST_F(TinyStreamOfAHugeTable, IsApplied) {
  const ProgramResult result = run_briefly({"stream", "apply", "--big-endian", one()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(has_line(result.out, "table of 2^36 bytes: 1 of 4,294,967,296 entries valid, 0.00 %"))
      << result.out;
  EXPECT_TRUE(has_line(result.out, "                      0  536,870,911")) << result.out;
  EXPECT_TRUE(has_line(result.out, "                      1            1")) << result.out;
}

// The image has a header for 65535 invalid entries each: 2^32 - 16 are 65536 times 65535 and 65520
// more. The group of these has the valid entry behind it in a header of its own, with 15 invalid
// ones: 65536 + 1 + 1 headers of 8 bytes and an entry of 16.
TEST_F(TinyStreamOfAHugeTable, IsWrittenAsAnImageThatMakesTheSameTable) {
  const std::string image = folder_ / "image";
  const ProgramResult result = run_briefly({"stream", "apply", "--big-endian", one(), "-o", image});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.ends_with("\nwritten to " + image + ": 524,320 bytes\n")) << result.out;
  const std::string last = big_group(0xffff'fff0, {kEntryA}, 15);
  EXPECT_TRUE(contents_of(image).ends_with(big_group(0xffff'0000, {}, 65520) + last));
  const ProgramResult diff = run_briefly({"stream", "diff", "--big-endian", one(), image});
  EXPECT_EQ(diff.exit_code, 0) << diff.err;
  EXPECT_EQ(diff.out, "The tables are equal: 4,294,967,296 entries, 1 of them valid.\n");
}

TEST_F(TinyStreamOfAHugeTable, IsComparedAlsoWithAnotherAndWithoutRAndC) {
  const std::string other =
      folder_.file("other", big_group(0xffff'fff0, {{kEntryA.v, kEntryA.r ^ 0x180}})).string();
  const ProgramResult differ = run_briefly({"stream", "diff", "--big-endian", one(), other});
  EXPECT_EQ(differ.exit_code, 1) << differ.err;
  EXPECT_TRUE(has_line(differ.out, "The tables differ in 1 of 4,294,967,296 entries."))
      << differ.out;
  EXPECT_EQ(run_briefly({"stream", "diff", "--big-endian", "--ignore-rc", one(), other}).out,
            "The tables are equal but for R and C: 4,294,967,296 entries, 1 of them valid.\n");
}

TEST_F(TinyStreamOfAHugeTable, IsShown) {
  EXPECT_TRUE(has_line(run_briefly({"stream", "info", "--big-endian", one()}).out,
                       "smallest table        2^36 bytes, 4,294,967,296 entries"));
  EXPECT_TRUE(run_briefly({"stream", "dump", "--big-endian", one()})
                  .out.find("group at byte 0, pass 1: 1 valid from 4294967280 to 4294967280, "
                            "0 invalid\n") != std::string::npos);
}

// 10,000 groups of 65535 invalid entries each in 80,000 bytes; from the 4,097th on all around the
// table again.
TEST_F(TinyStreamOfAHugeTable, RunsOfInvalidEntriesTakeNoTimeWhereThereIsNothing) {
  std::string bytes = big_group(0xffff'fff0, {kEntryA});
  for (std::uint32_t group = 0; group < 10'000; ++group) {
    bytes += big_group(group % 4096 << 20, {}, 65535);
  }
  const std::string runs = folder_.file("runs", bytes).string();
  const ProgramResult result = run_briefly({"stream", "diff", "--big-endian", one(), runs});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "The tables are equal: 4,294,967,296 entries, 1 of them valid.\n");
  EXPECT_EQ(run_briefly({"stream", "info", "--big-endian", runs}).exit_code, 0);
}

}  // namespace
}  // namespace htabsim
