// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/strace_calls.h"

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

std::vector<TimedCall> calls_of(const std::string& text) {
  const TemporaryFolder folder;
  StraceCalls reader(folder.file("trace", text));
  std::vector<TimedCall> calls;
  for (TimedCall call; reader.next(call);) calls.push_back(call);
  return calls;
}

std::uint64_t line_at_call_fault(const std::string& text, const std::string& part) {
  return line_at_fault([&] { calls_of(text); }, part);
}

TEST(StraceCalls, InterruptedCallsOfTwoThreadsAreJoined) {
  const auto calls = calls_of(
      "1 5.000000 read(3,  <unfinished ...>\n"
      "2 5.000001 read(4,  <unfinished ...>\n"
      "1 5.000010 <... read resumed>\"a\", 9) = 1 <0.000008>\n"
      "2 5.000020 <... read resumed>\"b\", 9) = 1 <0.000019>\n");
  ASSERT_EQ(calls.size(), 2);
  EXPECT_EQ(calls[0].call.descriptor(), 3);
  EXPECT_EQ(calls[0].call.arguments[1], "\"a\"");
  EXPECT_EQ(calls[0].begin_ns, 5'000000000);
  EXPECT_EQ(calls[0].end_ns, 5'000008000);
  EXPECT_EQ(calls[0].line, 3);
  EXPECT_EQ(calls[1].call.descriptor(), 4);
  EXPECT_EQ(calls[1].end_ns, 5'000020000);
}

// strace leaves the number out while there is one thread.
TEST(StraceCalls, HalvesMeetThoughOneHasNoThread) {
  const auto calls = calls_of(
      "5.000000 read(3,  <unfinished ...>\n"
      "[pid 7] 5.000010 <... read resumed>\"a\", 9) = 1 <0.000008>\n"
      "[pid 7] 5.000020 read(4,  <unfinished ...>\n"
      "5.000030 <... read resumed>\"b\", 9) = 1 <0.000002>\n");
  ASSERT_EQ(calls.size(), 2);
  EXPECT_EQ(calls[0].call.descriptor(), 3);
  EXPECT_EQ(calls[1].call.descriptor(), 4);
}

TEST(StraceCalls, LinesThatMessagesBreakOffGoOn) {
  const auto calls = calls_of(
      "5.000000 read(3, strace: Process 12 attached\n"
      "strace: Process 13 attached\n"
      "\"a\", 9) = 1 <0.000008>\n");
  ASSERT_EQ(calls.size(), 1);
  EXPECT_EQ(calls[0].call.arguments[1], "\"a\"");
}

TEST(StraceCalls, WithoutDurationACallEndsWhereItsLastLineSays) {
  const auto calls = calls_of(
      "1 5.000000 read(3,  <unfinished ...>\n"
      "1 5.000010 <... read resumed>\"a\", 9) = 1\n"
      "1 5.000020 close(3) = 0\n");
  ASSERT_EQ(calls.size(), 2);
  EXPECT_EQ(calls[0].end_ns, 5'000010000);
  EXPECT_EQ(calls[1].end_ns, 5'000020000);
}

TEST(StraceCalls, OtherCallsArePassedOverWhateverTheyLookLike) {
  const auto calls = calls_of(
      "1 5.000000 openat(AT_FDCWD, \"/a(b\", O_RDONLY) = 3\n"
      "1 5.000000 mmap(NULL, 8192) = 0x7f0000000000 <0.000001>\n"
      "1 5.000000 <... futex resumed>) = 0\n"
      "1 5.000000 exit_group(0) = ?\n");
  EXPECT_TRUE(calls.empty());
}

TEST(StraceCalls, CallsThatNeverEndedAreKept) {
  const TemporaryFolder folder;
  StraceCalls reader(folder.file("trace", "1 5.000000 ioctl(9, KVM_RUN <unfinished ...>\n"));
  TimedCall call;
  EXPECT_FALSE(reader.next(call));
  ASSERT_EQ(reader.unfinished().size(), 1);
  EXPECT_EQ(reader.unfinished()[0].text, "ioctl(9, KVM_RUN ");
  EXPECT_EQ(reader.unfinished()[0].time_ns, 5'000000000);
}

// Whatever the last line has, strace or a full disk may have ended within a number.
TEST(StraceCalls, LogThatIsCutInItsLastLineIsUsedUpToThere) {
  const std::string good = "1 5.000000 read(3, \"a\", 9) = 1 <0.000008>\n";
  for (const char* cut : {"1 5.0000", "1 5.000100 read(3, \"b\", 9) = 1", "garb"}) {
    const TemporaryFolder folder;
    StraceCalls reader(folder.file("trace", good + cut));
    TimedCall call;
    EXPECT_TRUE(reader.next(call)) << cut;
    EXPECT_FALSE(reader.cut_line()) << cut;
    EXPECT_FALSE(reader.next(call)) << cut;
    EXPECT_EQ(reader.cut_line(), 2u) << cut;
    EXPECT_FALSE(reader.next(call)) << cut;
  }
}

TEST(StraceCalls, CallOfACutLineHasBegun) {
  const TemporaryFolder folder;
  StraceCalls reader(folder.file("trace", "7 5.000000 ioctl(9, KVM_RUN, "));
  TimedCall call;
  EXPECT_FALSE(reader.next(call));
  ASSERT_EQ(reader.unfinished().size(), 1u);
  EXPECT_EQ(reader.unfinished().front().name, "ioctl");
}

TEST(StraceCalls, WrongLinesAreNamed) {
  const std::string good = "1 5.000000 read(3, \"a\", 9) = 1 <0.000008>\n";
  EXPECT_EQ(line_at_call_fault(good + "1 5.000000 read(3, \"a\n", "within a string"), 2);
  EXPECT_EQ(line_at_call_fault(good + good + "1 5.000000 read(3, \"a\", 9) = x\n", "result is 'x'"),
            3);
  EXPECT_EQ(line_at_call_fault(good + "1 5.000000 <... read resumed>\"\", 1) = 0\n",
                               "read goes on here, but no line before has its beginning"),
            2);
  EXPECT_EQ(line_at_call_fault("1 5.000000 read(3,  <unfinished ...>\n"
                               "2 5.000000 read(3,  <unfinished ...>\n"
                               "5.000000 <... read resumed>\"\", 1) = 0\n",
                               "read goes on here"),
            3);
  EXPECT_EQ(line_at_call_fault("1 5.000000 read(3,  <unfinished ...>\n"
                               "2 5.000000 <... read resumed>\"\", 1) = 0\n",
                               "read goes on here"),
            2);
  EXPECT_EQ(line_at_call_fault("1 5.000000 ioctl(3,  <unfinished ...>\n"
                               "1 5.000000 <... read resumed>\"\", 1) = 0\n",
                               "read goes on here"),
            2);
}

}  // namespace
}  // namespace htabsim
