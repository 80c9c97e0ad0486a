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
  expect_input_error(run_program({"trace", "info", file}),
                     file +
                         ":1: is neither an event of a captured guest nor a line of valgrind's "
                         "lackey");
  const std::string empty = folder.file("e", "").string();
  expect_input_error(run_program({"trace", "info", empty}), empty + ": is empty");
  expect_input_error(run_program({"trace", "info", "/nonexistent/trace"}),
                     "/nonexistent/trace: no such file");
  expect_input_error_ending(run_program({"trace", "info", folder.path().string()}),
                            "a captured guest needs it");
}

}  // namespace
}  // namespace htabsim
