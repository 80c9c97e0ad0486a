// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_file.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

std::string events_text(const std::string& events) {
  const TemporaryFolder folder;
  return run_program({"trace", "info", folder.file("t", events).string()}).out;
}

// Counts: grep -c '^L ' and so on over the decompressed events.
TEST(TraceInfoCommand, DescribesACapturedGuest) {
  const ProgramResult result = run_program({"trace", "info", kGuest});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(has_line(result.out, "format  captured guest")) << result.out;
  EXPECT_TRUE(has_line(result.out, "load       1,579,215  39.49 %")) << result.out;
  EXPECT_TRUE(has_line(result.out, "H_ENTER       0x8  18,719")) << result.out;
  EXPECT_TRUE(has_line(result.out, "DSI           0x300  5,864")) << result.out;
}

TEST(TraceInfoCommand, APipeIsReadAsItsFileIs) {
  for (const std::string& file : {kSort, kGuest + "/events.txt.zst"}) {
    const ProgramResult named = run_program({"trace", "info", file});
    const ProgramResult piped =
        run_program({"trace", "info", "/dev/stdin"}, "cat '" + file + "' |");
    EXPECT_EQ(piped.exit_code, 0) << piped.err;
    EXPECT_EQ(piped.out, "/dev/stdin" + named.out.substr(file.size()));
  }
}

TEST(TraceInfoCommand, CountsKindsModesAndPagesOfASmallTrace) {
  const std::string out = events_text(
      "L c000000000001000 10000 8 k 20000\n"
      "L c000000000001004 10ffc 8 k 20ffc\n"  // crosses from one 4K page to the next
      "S 10001000 2f000 4 u 30000\n");
  EXPECT_TRUE(has_line(out, "format  events of a captured guest")) << out;
  EXPECT_TRUE(has_line(out, "events  3")) << out;
  EXPECT_TRUE(has_line(out, "load       2  66.67 %")) << out;
  EXPECT_TRUE(has_line(out, "store      1  33.33 %")) << out;
  EXPECT_TRUE(has_line(out, "user                      1  33.33 %")) << out;
  // Pages 10, 11 and 2f of 4 KB; 1 and 2 of 64 KB.
  EXPECT_TRUE(has_line(out, "4K                      3               12                    1"))
      << out;
  EXPECT_TRUE(has_line(out, "64K                     2              128                    0"))
      << out;
}

TEST(TraceInfoCommand, DescribesAPlainTrace) {
  const std::string out = events_text("I  04001000,3\n L 1ffeffe7e8,8\n M 1ffeffe7e8,8\n");
  EXPECT_TRUE(has_line(out, "format  valgrind lackey trace")) << out;
  EXPECT_TRUE(has_line(out, "modify      1  33.33 %")) << out;
}

TEST(TraceInfoCommand, ShowsDensityReuseAndWorkingSet) {
  // A fetch from page 1 and a store to page 10 in turn, eight times, then to page 2f and back.
  std::string trace;
  for (int i = 0; i < 8; ++i) trace += "I  1000,4\n S 10000,8\n";
  const std::string out = events_text(trace + " S 2f000,8\n L 10000,8\n");
  EXPECT_TRUE(has_line(out, "from    1 thread")) << out;
  EXPECT_TRUE(has_line(out, "16M                     1           16,384                    0"))
      << out;
  // Three pages of 64K, one 4K page touched in each; one page of 16M with three.
  EXPECT_TRUE(has_line(out,
                       "64K                    16             1.0      0             0.00 %"
                       "             0.00 %"))
      << out;
  EXPECT_TRUE(has_line(out,
                       "16M                 4,096             3.0      0             0.00 %"
                       "             0.00 %"))
      << out;
  // Of 8 fetches 7 are of the page fetched from last; of 10 data accesses 7 of the page used last,
  // one of that before; together the 14 and that one are of the page used before the last one.
  EXPECT_TRUE(has_line(out, "             1  87.50 %  70.00 %   0.00 %  the same page again"))
      << out;
  EXPECT_TRUE(has_line(out, "            16  87.50 %  80.00 %  83.33 %")) << out;
  EXPECT_TRUE(has_line(out, "     first use  12.50 %  20.00 %  16.67 %")) << out;
  // 18 accesses: nine parts of two, each with two pages, of which the last is one new.
  EXPECT_TRUE(has_line(out, "working set in parts of 2 accesses")) << out;
  const std::string bar(40, '#');
  EXPECT_TRUE(has_line(out, "          1         2    2  " + bar)) << out;
  EXPECT_TRUE(has_line(out, "         15         2    0  " + bar)) << out;
  EXPECT_TRUE(has_line(out, "         17         2    1  " + bar)) << out;
  EXPECT_EQ(out.find("looks odd"), std::string::npos) << out;
  EXPECT_EQ(out.find("recorded"), std::string::npos) << out;
}

TEST(TraceInfoCommand, ShowsThreadsProcessorsAndRealAddresses) {
  const TemporaryFolder folder;
  std::string trace = "W,1000,1,0,9000,64K\n";
  for (int thread = 2; thread <= 20; ++thread) {
    trace += "I,1000," + std::to_string(thread) + ",1,9000,4K\n";
    trace += "R," + std::to_string(thread) + "000," + std::to_string(thread) + ",1,0,\n";
  }
  const std::string file = folder.file("t", trace).string();
  const std::string out =
      run_program({"trace", "info", file, "--format",
                   "fields=kind address:16 thread processor phys:16 page;sep=comma;size=4"})
          .out;
  EXPECT_TRUE(has_line(out, "from    20 threads, 2 processors")) << out;
  // 39 accesses, 20 of them with a real address.
  EXPECT_TRUE(has_line(out, "real address            20  51.28 %")) << out;
  EXPECT_TRUE(has_line(out, "in a page of 4K         19  48.72 %")) << out;
  EXPECT_TRUE(has_line(out, "in a page of 64K         1   2.56 %")) << out;
  EXPECT_TRUE(has_line(out, "1                38  97.44 %")) << out;
  EXPECT_TRUE(has_line(out, "0                 1   2.56 %")) << out;
  EXPECT_TRUE(has_line(out, "1 of 20 4K pages touched by more than one processor")) << out;
  // The sixteen first of those with two accesses; three such and the one with one access are left.
  EXPECT_TRUE(has_line(out, "17               2   5.13 %")) << out;
  EXPECT_TRUE(has_line(out, "4 others         7  17.95 %")) << out;
  EXPECT_TRUE(has_line(out, "1 of 20 4K pages touched by more than one thread")) << out;
  EXPECT_TRUE(has_line(out, "  19 accesses without a real address, which others have")) << out;
}

TEST(TraceInfoCommand, SaysWhatLooksOdd) {
  const std::string out = events_text(" L 0,1\n L c000000000000000,1\n L ffffffffffffffff,1\n");
  EXPECT_TRUE(
      out.ends_with("\nlooks odd\n"
                    "  not one store\n"
                    "  not one fetch\n"
                    "  each access is of 1 byte, as where the format has no sizes\n"
                    "  2 accesses of the user at kernel addresses, from 0x8000000000000000\n"
                    "  1 access to the 4K page at address 0\n"))
      << out;
  EXPECT_TRUE(events_text(" L fffffffffffffffe,4\n")
                  .ends_with("  1 access round the end of the address space\n"));
}

TEST(TraceInfoCommand, ShowsNoPagesWhereNoAccessIsTranslated) {
  const std::string out = events_text("X 100 r 100\nS 100 200 4 r 200\n");
  EXPECT_EQ(out.find("working set"), std::string::npos) << out;
  EXPECT_TRUE(has_line(out, "4K                      0                0                    0"))
      << out;
}

TEST(TraceInfoCommand, ShowsWhatProcessorsOfAGuestShare) {
  const std::string out = events_text("C 1\nL 0 1000 1 u 0\nC 0\nL 0 1008 1 u 0\n");
  EXPECT_TRUE(has_line(out, "from    2 processors")) << out;
  EXPECT_TRUE(has_line(out, "2 turns\n1 of 1 4K page touched by more than one processor")) << out;
}

TEST(TraceInfoCommand, WrongLineIsRefusedWithItsNumber) {
  const TemporaryFolder folder;
  const std::string file =
      folder.file("t", "L 1000 10000 8 k 20000\nL 1000 1000g 8 k 20000\n").string();
  const ProgramResult result = run_program({"trace", "info", file});
  expect_input_error_ending(result, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + file + ":2: ")) << result.err;
}

TEST(TraceInfoCommand, TruncatedTraceIsRefused) {
  const TemporaryFolder folder;
  const std::string whole = contents_of(kGuest + "/events.txt.zst");
  const std::string cut = folder.file("t.zst", whole.substr(0, whole.size() / 2)).string();
  const ProgramResult result = run_program({"trace", "info", cut});
  expect_input_error_ending(result, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + cut + ":")) << result.err;
}

TEST(TraceInfoCommand, WhatIsNoTraceIsRefused) {
  const TemporaryFolder folder;
  const std::string file = folder.file("t", "hello\n").string();
  const ProgramResult refused = run_program({"trace", "info", file});
  expect_input_error_ending(refused, "");
  EXPECT_TRUE(refused.err.starts_with("htabsim: " + file + ":1: is in none of the formats"))
      << refused.err;
  const std::string empty = folder.file("e", "").string();
  expect_input_error(run_program({"trace", "info", empty}), empty + ": is empty");
  expect_input_error(run_program({"trace", "info", "/nonexistent/trace"}),
                     "/nonexistent/trace: no such file");
  expect_input_error_ending(run_program({"trace", "info", folder.path().string()}),
                            "a captured guest needs it");
}

}  // namespace
}  // namespace htabsim
