// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/strace_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/field_scanner.h"

namespace htabsim {
namespace {

using testing::ElementsAre;

std::string strace_call_fault(std::string_view text) {
  try {
    parse_strace_call(text);
  } catch (const FieldError& error) {
    return error.what();
  }
  return "none";
}

std::string text_of(const ShownBytes& shown) {
  std::string text;
  for (const std::byte byte : shown.bytes) text += static_cast<char>(byte);
  return text;
}

std::string string_fault_of(std::string_view argument) {
  try {
    parse_strace_string(argument);
  } catch (const FieldError& error) {
    return error.what();
  }
  return "none";
}

TEST(StraceCall, HasArgumentsResultAndDuration) {
  const StraceCall call = parse_strace_call("read(25, \"a\\\"),\"..., 2048) = 1776 <0.000148>");
  EXPECT_EQ(call.name, "read");
  EXPECT_THAT(call.arguments, ElementsAre("25", "\"a\\\"),\"...", "2048"));
  EXPECT_EQ(call.result, 1776);
  EXPECT_EQ(call.duration_ns, 148000);
  EXPECT_EQ(call.descriptor(), 25);
}

TEST(StraceCall, CommasWithinAnArgumentDoNotPartIt) {
  EXPECT_THAT(
      parse_strace_call("ioctl(7, _IOC(_IOC_WRITE, 0xae, 0xaa, 0x20), 0x7ffd) = 25").arguments,
      ElementsAre("7", "_IOC(_IOC_WRITE, 0xae, 0xaa, 0x20)", "0x7ffd"));
  EXPECT_THAT(parse_strace_call("ioctl(7, TCGETS, {c_iflag=1, c_cc=[1, 2]}) = 0").arguments,
              ElementsAre("7", "TCGETS", "{c_iflag=1, c_cc=[1, 2]}"));
}

TEST(StraceCall, DescriptorsMayHavePaths) {
  const StraceCall call =
      parse_strace_call("read(25<TCP:[10.0.0.1:5->10.0.0.2:6]>, \"\", 2048) = 0 <0.000001>");
  EXPECT_EQ(call.descriptor(), 25);
  EXPECT_THAT(call.arguments, testing::SizeIs(3));
  const StraceCall opened =
      parse_strace_call("ioctl(14<anon_inode:kvm-vm>, KVM_X, 0x1) = 25<anon_inode:kvm-htab>");
  EXPECT_EQ(opened.result, 25);
  EXPECT_FALSE(opened.duration_ns);
  EXPECT_EQ(parse_strace_call("read(3</odd(name>, \"\", 1) = 0").descriptor(), 3);
}

TEST(StraceCall, ResultsMayBeErrorsOrNone) {
  EXPECT_EQ(parse_strace_call("read(3, 0x1, 8) = -1 EFAULT (Bad address) <0.000420>").result, -1);
  EXPECT_EQ(parse_strace_call("ioctl(3, X) = 25 (INJECTED) <0.000007>").result, 25);
  EXPECT_FALSE(parse_strace_call("read(5, 0x7f, 1) = ? ERESTARTSYS (To be restarted if "
                                 "SA_RESTART is set) <0.003514>")
                   .result);
  EXPECT_FALSE(parse_strace_call("read(5,  <unfinished ...>) = ?").result);
  EXPECT_FALSE(parse_strace_call("read(5, \"\", 1) = 0 <unavailable>").duration_ns);
}

TEST(StraceCall, MalformedCallsSayWhatIsWrong) {
  EXPECT_EQ(strace_call_fault("read(25, \"ab"), "the line ends within a string");
  EXPECT_EQ(strace_call_fault("read(25, \"ab\\"), "the line ends within a string");
  EXPECT_EQ(strace_call_fault("read(25, \"ab\", 2"), "the line ends within a call's arguments");
  EXPECT_EQ(strace_call_fault("read(25, \"ab\", 2)"), "the line ends before the call's result");
  EXPECT_EQ(strace_call_fault("read(25, \"ab\", 2) ="), "the line ends before the call's result");
  EXPECT_EQ(strace_call_fault("read(25, \"ab\", 2) = two"), "the result is 'two', not a number");
  EXPECT_EQ(strace_call_fault("read(25, \"ab\", 2) = 2 <0.0x>"),
            "the duration is '<0.0x>', not seconds in <>");
  EXPECT_EQ(strace_call_fault("read(25, \"ab\", 2) = 2 <0.00"),
            "the duration is '<0.00', not seconds in <>");
  EXPECT_THROW(static_cast<void>(parse_strace_call("read(x, 1) = 0").descriptor()), FieldError);
  EXPECT_THROW(static_cast<void>(parse_strace_call("read() = 0").descriptor()), FieldError);
}

TEST(StraceString, EscapesAreUndone) {
  EXPECT_EQ(text_of(parse_strace_string(R"("a\n\t\r\v\f\\\"z")")), "a\n\t\r\v\f\\\"z");
  EXPECT_EQ(text_of(parse_strace_string(R"("\0\7\177\377")")), std::string("\0\7\177\377", 4));
  EXPECT_EQ(text_of(parse_strace_string(R"("\0019\18")")), std::string("\1"
                                                                       "9\1"
                                                                       "8",
                                                                       4));
  EXPECT_EQ(text_of(parse_strace_string(R"("\x00\xff\x41")")), std::string("\0\xff\x41", 3));
  EXPECT_EQ(text_of(parse_strace_string("\"\"")), "");
}

TEST(StraceString, DotsTellThatThereIsMore) {
  EXPECT_TRUE(parse_strace_string("\"...\"").whole);
  EXPECT_EQ(text_of(parse_strace_string("\"...\"")), "...");
  EXPECT_FALSE(parse_strace_string("\"ab\"...").whole);
}

TEST(StraceString, WhatIsNoStringIsRefused) {
  EXPECT_EQ(string_fault_of("0x7ffd"), "the bytes are '0x7ffd', not a string");
  EXPECT_EQ(string_fault_of("\""), "the bytes are '\"', not a string");
  EXPECT_EQ(string_fault_of("NULL"), "the bytes are 'NULL', not a string");
  EXPECT_EQ(string_fault_of("\"a\"b\""), "a quotation mark within a string");
  EXPECT_EQ(string_fault_of("\"\\q\""), "a string has an escape that is none of strace's");
  EXPECT_EQ(string_fault_of("\"\\xg\""), "a string has an escape of no byte");
  EXPECT_EQ(string_fault_of("\"\\777\""), "a string has an escape of no byte");
  EXPECT_EQ(string_fault_of("\"\\\""), "a string has an escape that is none of strace's");
}

}  // namespace
}  // namespace htabsim
