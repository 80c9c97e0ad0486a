// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"
#include "tests/sc_main/cli/stream_files.h"

namespace htabsim {
namespace {

TEST(StreamApplyCommand, AppliesStreamsOneOnAnotherAndWritesTheTable) {
  const TemporaryFolder folder;
  const std::string first =
      folder.file("first", big_group(3, {kEntryA, kEntryA}, 2) + big_group(9, {kEntryA})).string();
  const std::string second =
      folder.file("second", little_group(4, {kEntryB}, 3) + little_group(3, {}, 1)).string();
  const std::string image = folder / "image";
  const ProgramResult result = run_program({"stream", "apply", first, second, "-o", image});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const std::string pass_heading =
      "pass  offset (bytes)  groups  valid  invalid  then valid in the table\n";
  EXPECT_TRUE(result.out.starts_with(
      first + "\n\n" + pass_heading +
      "   1               0       2      3        2                        3\n\n" + second +
      "\n\n" + pass_heading +
      "   1               0       1      1        3                        3\n"
      "   2              24       1      0        1                        2\n\n"
      "table of 2^18 bytes: 2 of 16,384 entries valid, 0.01 %\n"))
      << result.out;
  // Entries 4 and 9 are left: 0 to 3 invalid, 4 valid, 5 to 8 invalid, 9 valid, the rest invalid.
  const std::string table =
      big_group(0, {}, 4) + big_group(4, {kEntryB}, 4) + big_group(9, {kEntryA}, 16384 - 10);
  EXPECT_EQ(contents_of(image), table);
  EXPECT_TRUE(result.out.ends_with("\nwritten to " + image + ": 56 bytes\n")) << result.out;
}

TEST(StreamApplyCommand, LeavesNoImageBehindIfAStreamIsAtFault) {
  const TemporaryFolder folder;
  const std::string good = folder.file("good", big_group(3, {kEntryA})).string();
  const std::string bad =
      folder.file("bad", big_group(3, {kEntryA, {kEntryA.v - 1, kEntryA.r}})).string();
  const std::string image = folder / "image";
  const std::vector<std::string> command = {"stream", "apply", "--big-endian", good,
                                            bad,      "-o",    image};
  const std::string message =
      bad + ": at byte 24: entry 4 is refused with EINVAL: its V bit is clear";
  expect_input_error(run_program(command), message);
  EXPECT_FALSE(std::filesystem::exists(image));
  folder.file("image", "as it was");
  expect_input_error(run_program(command), message);
  EXPECT_EQ(contents_of(image), "as it was");
}

TEST(StreamApplyCommand, TableCanBeGivenAndIsCheckedAgainst) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a", big_group(16384, {kEntryA})).string();
  EXPECT_TRUE(has_line(run_program({"stream", "apply", file}).out,
                       "table of 2^19 bytes: 1 of 32,768 entries valid, 0.00 %"));
  EXPECT_TRUE(has_line(run_program({"stream", "apply", "--htab-shift", "20", file}).out,
                       "table of 2^20 bytes: 1 of 65,536 entries valid, 0.00 %"));
  expect_input_error(
      run_program({"stream", "apply", "--htab-shift", "18", file}),
      file + ": at byte 0: entries 16384 to 16384 run past the table's end; it has 16384");
}

TEST(StreamApplyCommand, R10ATableLargerThanIndexesReachIsRefused) {  // 2^32 entries of 16 bytes
  const TemporaryFolder folder;
  const std::string file = folder.file("a", big_group(3, {kEntryA})).string();
  expect_input_error(run_program({"stream", "apply", "--htab-shift", "37", file}),
                     file +
                         ": a stream's indexes do not reach all of a table of 2^37 bytes: 2^36 "
                         "at most");
}

TEST(StreamApplyCommand, StreamsAreOfOneTable) {
  const TemporaryFolder folder;
  const auto passes = [](const char* shift) {
    return std::string(R"({"htab_shift": )") + shift +
           R"(, "ram_blocks": [["ppc_spapr.ram", 4096]], "passes": [{"section": "END",)" +
           R"( "start": 0, "end": 24, "chunks": 1, "valid": 1, "invalid": 0}]})";
  };
  const std::string a = folder.file("a.stream", big_group(3, {kEntryA})).string();
  const std::string b = folder.file("b.stream", big_group(3, {kEntryA})).string();
  folder.file("a.passes.json", passes("19"));
  folder.file("b.passes.json", passes("20"));
  EXPECT_TRUE(has_line(run_program({"stream", "apply", a}).out,
                       "table of 2^19 bytes: 1 of 32,768 entries valid, 0.00 %"));
  expect_input_error(run_program({"stream", "apply", a, b}),
                     b + ": is of a table of 2^20 bytes, but " + a + " of one of 2^19");
  EXPECT_EQ(run_program({"stream", "apply", "--htab-shift", "20", a, b}).exit_code, 0);
}

TEST(StreamApplyCommand, APipeNeedsToBeToldTheTable) {
  const TemporaryFolder folder;
  const std::string write = "cat '" + folder.file("a", big_group(3, {kEntryA})).string() + "' |";
  expect_input_error(
      run_program({"stream", "apply", "/dev/stdin"}, write),
      "/dev/stdin: can be read only once: --htab-shift must say how large the table is");
  EXPECT_EQ(run_program({"stream", "apply", "--htab-shift", "18", "/dev/stdin"}, write).exit_code,
            0);
}

// Figures: hptstat_start.txt and hptstat_end.txt.
TEST(StreamApplyCommand, MakesTheTablesOfACapturedGuest) {
  const ProgramResult start = run_program({"stream", "apply", kGuest + "/hpt_start.stream.zst"});
  EXPECT_EQ(start.exit_code, 0) << start.err;
  for (const char* line : {"table of 2^22 bytes: 261,747 of 262,144 entries valid, 99.85 %",
                           "4K page         261,747  100.00 %", "256 MB segment      473    0.18 %",
                           "1 TB segment    261,274   99.82 %", "bolted          133,120   50.86 %",
                           "secondary PTEG   58,176   22.23 %", "referenced      261,747  100.00 %",
                           "changed         206,579   78.92 %", "no execute      253,109   96.70 %",
                           "PP 0            124,930   47.73 %", "PP 2             73,450   28.06 %",
                           "PP 3             55,175   21.08 %", "PP 6              8,192    3.13 %",
                           "                      7     397", "                      8  32,371"}) {
    EXPECT_TRUE(has_line(start.out, line)) << line << "\n" << start.out;
  }
  const ProgramResult end = run_program({"stream", "apply", kGuest + "/hpt_end.stream.zst"});
  EXPECT_TRUE(has_line(end.out, "table of 2^22 bytes: 261,881 of 262,144 entries valid, 99.90 %"));
  EXPECT_TRUE(has_line(end.out, "                      7     263")) << end.out;
}

// Figures of the sections: hpt_live.passes.json. The first three together are the first pass of a
// table of which no entry is sent twice there; the fourth replaces and adds entries.
TEST(StreamApplyCommand, GoesSectionBySection) {
  const ProgramResult result = run_program({"stream", "apply", kGuest + "/hpt_live.stream.zst"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(has_line(
      result.out, "section  offset (bytes)  groups    valid  invalid  then valid in the table"))
      << result.out;
  for (const char* line :
       {"      1               0      19  139,668        0                  139,668",
        "      2       2,234,840       5   60,412        0                  200,080",
        "      3       3,201,472       4   62,037        0                  262,117"}) {
    EXPECT_TRUE(has_line(result.out, line)) << line << "\n" << result.out;
  }
}

}  // namespace
}  // namespace htabsim
