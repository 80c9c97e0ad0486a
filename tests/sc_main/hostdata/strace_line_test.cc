// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/strace_line.h"

#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/field_scanner.h"

namespace htabsim {
namespace {

std::string strace_line_fault(std::string_view line) {
  try {
    parse_strace_line(line);
  } catch (const FieldError& error) {
    return error.what();
  }
  return "none";
}

TEST(StraceLine, HasItsThreadInAFileAndOnStandardErrorOrNone) {
  const StraceLine file =
      parse_strace_line("6993  1700000000.000012 read(3, \"\", 8) = 0 <0.000001>");
  EXPECT_EQ(file.thread, 6993);
  EXPECT_EQ(file.time_ns, 1700000000'000012000);
  EXPECT_EQ(file.event, StraceEvent::kCall);
  EXPECT_EQ(file.call, "read");
  EXPECT_EQ(file.text, "read(3, \"\", 8) = 0 <0.000001>");
  EXPECT_EQ(parse_strace_line("[pid    17] 1700000000.000012 close(3) = 0").thread, 17);
  EXPECT_EQ(parse_strace_line("[pid 7232] 1700000000.000012 close(3) = 0").thread, 7232);
  EXPECT_FALSE(parse_strace_line("1700000000.000012 close(3) = 0").thread);
}

TEST(StraceLine, TimesMayBeInNanoseconds) {
  EXPECT_EQ(parse_strace_line("1 5.000000007 close(3) = 0").time_ns, 5'000000007);
  EXPECT_EQ(parse_strace_line("1 5.000007 close(3) = 0").time_ns, 5'000007000);
}

TEST(StraceLine, TellsTheHalvesOfACall) {
  const StraceLine begun = parse_strace_line("7 1.000000 read(5,  <unfinished ...>");
  EXPECT_EQ(begun.event, StraceEvent::kUnfinished);
  EXPECT_EQ(begun.call, "read");
  EXPECT_EQ(begun.text, "read(5,  ");
  EXPECT_EQ(parse_strace_line("7 1.000000 read(5,  <detached ...>").text, "read(5,  ");
  const StraceLine resumed = parse_strace_line("7 1.000000 <... read resumed>\"i\", 1) = 1");
  EXPECT_EQ(resumed.event, StraceEvent::kResumed);
  EXPECT_EQ(resumed.call, "read");
  EXPECT_EQ(resumed.text, "\"i\", 1) = 1");
}

TEST(StraceLine, SignalsEndsAndMessagesAreNoCalls) {
  for (const char* line :
       {"7 1.000000 --- SIGUSR1 {si_signo=SIGUSR1} ---", "7 1.000000 +++ exited with 0 +++",
        "7 1.000000 +++ killed by SIGKILL +++", "strace: Process 7 attached",
        "7 1.000000 <... read resumed> <detached ...>", "strace: Process 7 detached", ""}) {
    EXPECT_EQ(parse_strace_line(line).event, StraceEvent::kOther) << line;
  }
}

TEST(StraceLine, AMessageCanBreakALineOff) {
  EXPECT_EQ(before_strace_message("1.0 read(25, strace: Process 12 attached"), "1.0 read(25, ");
  EXPECT_EQ(before_strace_message("strace: Process 12 detached"), "");
  EXPECT_FALSE(before_strace_message("1.0 write(1, \"strace: Process 12 attached\", 26) = 26"));
}

TEST(StraceLine, MalformedLinesSayWhatIsWrong) {
  EXPECT_EQ(strace_line_fault("7 read(5, \"\", 8) = 0"), "'read(5,' is no time of `strace -ttt`");
  EXPECT_EQ(strace_line_fault("12:34:56.123456 read(5, \"\", 8) = 0"),
            "'12:34:56.123456' is no time of `strace -ttt`");
  EXPECT_EQ(strace_line_fault("7 1.00 read(5, \"\", 8) = 0"), "'1.00' is no time of `strace -ttt`");
  EXPECT_EQ(strace_line_fault("7 1700000000.000012"), "the line ends after its time");
  EXPECT_EQ(strace_line_fault("7 1.000000 read"),
            "neither a call nor a signal nor the end of a thread");
  EXPECT_EQ(strace_line_fault("7 1.000000 a b(1) = 0"),
            "neither a call nor a signal nor the end of a thread");
  EXPECT_EQ(strace_line_fault("7 1.000000 <... read resu"),
            "the line ends within \"<... resumed>\"");
  EXPECT_EQ(strace_line_fault("[pid 7"), "the line ends within the thread's number");
  EXPECT_EQ(strace_line_fault("[pid x] 1.000000 close(3) = 0"), "the thread is 'x', not a number");
  EXPECT_EQ(strace_line_fault("hello world"), "the thread is 'hello', not a number");
}

}  // namespace
}  // namespace htabsim
