// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"
#include "tests/sc_main/cli/stream_files.h"

namespace htabsim {
namespace {

TEST(StreamDiffCommand, StreamsThatMakeTheSameTableAreEqual) {
  const TemporaryFolder folder;
  // The other header order, other groups, an entry that is replaced, and KVM's lock bit (R29).
  const std::string a =
      folder.file("a", big_group(3, {kEntryA, kEntryB}, 9) + big_group(400, {kEntryA})).string();
  const std::string b =
      folder
          .file("b", little_group(400, {{kEntryA.v | 0x40, kEntryA.r}}) +
                         little_group(3, {kEntryA, kEntryA}) + little_group(4, {kEntryB}))
          .string();
  const ProgramResult result = run_program({"stream", "diff", a, b});
  EXPECT_EQ(result.exit_code, 0) << result.err << result.out;
  EXPECT_EQ(result.out, "The tables are equal: 16,384 entries, 3 of them valid.\n");
}

TEST(StreamDiffCommand, DifferencesAreShownByFieldAndCounted) {
  const TemporaryFolder folder;
  const TestEntry changed{kEntryA.v ^ 0x10, kEntryA.r ^ 0x180};  // bolted; R and C
  const std::string a =
      folder.file("a", big_group(3, {kEntryA}) + big_group(9, {kEntryA, kEntryA})).string();
  const std::string b =
      folder.file("b", big_group(3, {changed, kEntryB}) + big_group(9, {kEntryA})).string();
  const ProgramResult result = run_program({"stream", "diff", a, b});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_EQ(
      result.out,
      "       index    PTEG/slot  B               AVPN  kabsLHV  PP  1  key           RPN  RC  "
      "WIMG  N  page/base\n"
      "A          3          0/3  1T    00000000000001  --b---V   0  -    0  000000000001  R-  "
      "--M-  -  4K/4K\n"
      "B          3          0/3  1T    00000000000001  ------V   0  -    0  000000000001  -C  "
      "--M-  -  4K/4K\n"
      "  differ: bolted 1 | 0, R 1 | 0, C 0 | 1\n"
      "A          4  invalid\n"
      "B          4          0/4  256M  00000000000002  ----LHV   6  -   31  000000000021  -C  "
      "-I--  N  64K/64K\n"
      "A         10          1/2  1T    00000000000001  --b---V   0  -    0  000000000001  R-  "
      "--M-  -  4K/4K\n"
      "B         10  invalid\n"
      "\n"
      "entries                   count\n"
      "valid in A                    3\n"
      "valid in B                    3\n"
      "valid in A only               1\n"
      "valid in B only               1\n"
      "valid in both, different      1\n"
      "  in bolted                   1\n"
      "  in R                        1\n"
      "  in C                        1\n"
      "\n"
      "The tables differ in 3 of 16,384 entries.\n");
}

TEST(StreamDiffCommand, RAndCCanBeIgnored) {
  const TemporaryFolder folder;
  const std::string a = folder.file("a", big_group(3, {kEntryA})).string();
  const std::string b = folder.file("b", big_group(3, {{kEntryA.v, kEntryA.r ^ 0x180}})).string();
  EXPECT_EQ(run_program({"stream", "diff", a, b}).exit_code, 1);
  const ProgramResult ignored = run_program({"stream", "diff", "--ignore-rc", a, b});
  EXPECT_EQ(ignored.exit_code, 0);
  EXPECT_EQ(ignored.out,
            "The tables are equal but for R and C: 16,384 entries, 1 of them valid.\n");
}

TEST(StreamDiffCommand, OnlyTheFirstTenDifferencesAreShown) {
  const TemporaryFolder folder;
  const std::string a =
      folder.file("a", big_group(0, std::vector<TestEntry>(12, kEntryA))).string();
  const std::string b = folder.file("b", big_group(0, {}, 12)).string();
  const ProgramResult result = run_program({"stream", "diff", "--big-endian", a, b});
  EXPECT_NE(result.out.find("B          9  invalid\nand 2 more\n"), std::string::npos)
      << result.out;
}

TEST(StreamDiffCommand, TablesOfDifferentSizeDiffer) {
  const TemporaryFolder folder;
  const std::string a = folder.file("a", big_group(3, {kEntryA})).string();
  const std::string b =
      folder.file("b", big_group(3, {kEntryA}) + big_group(16384, {}, 1)).string();
  const ProgramResult result = run_program({"stream", "diff", a, b});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out,
            "The tables differ in size: A has 2^18 bytes, B has 2^19. With --htab-shift N both are "
            "taken to have 2^N.\n");
  EXPECT_EQ(run_program({"stream", "diff", "--htab-shift", "19", a, b}).out,
            "The tables are equal: 32,768 entries, 1 of them valid.\n");
}

TEST(StreamDiffCommand, TakesExactlyTwoStreams) {
  const TemporaryFolder folder;
  const std::string a = folder.file("a", big_group(3, {kEntryA})).string();
  expect_input_error_ending(run_program({"stream", "diff", a}), "");
  expect_input_error_ending(run_program({"stream", "diff", a, a, a}), "");
}

TEST(StreamDiffCommand, AFaultyStreamIsAnErrorNotADifference) {
  const TemporaryFolder folder;
  const std::string a = folder.file("a", big_group(3, {kEntryA})).string();
  const std::string b = folder.file("b", big_group(3, {kEntryA}) + "1234567").string();
  expect_input_error(run_program({"stream", "diff", a, b}),
                     b + ": at byte 24: the header is cut short: 7 of 8 bytes");
}

TEST(StreamDiffCommand, AnAppliedCaptureEqualsItsImage) {
  const TemporaryFolder folder;
  for (const char* name : {"hpt_start", "hpt_end", "hpt_live"}) {
    const std::string file = kGuest + "/" + name + ".stream.zst";
    const std::string image = folder / name;
    ASSERT_EQ(run_program({"stream", "apply", file, "--output", image}).exit_code, 0);
    EXPECT_EQ(run_program({"stream", "diff", file, image}).exit_code, 0) << name;
  }
}

// hptstat_start.txt and hptstat_end.txt: 261,747 and 261,881 valid entries.
TEST(StreamDiffCommand, StartAndEndOfACaptureDiffer) {
  const ProgramResult result = run_program(
      {"stream", "diff", kGuest + "/hpt_start.stream.zst", kGuest + "/hpt_end.stream.zst"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.out.find("\nvalid in A                261,747\n"), std::string::npos)
      << result.out;
  EXPECT_NE(result.out.find("\nvalid in B                261,881\n"), std::string::npos);
}

}  // namespace
}  // namespace htabsim
