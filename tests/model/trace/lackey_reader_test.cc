// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/lackey_reader.h"

#include <ostream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/bad_line.h"

namespace htabsim {
namespace {

std::vector<PlainAccess> read_accesses(const std::string& text) {
  const TemporaryFolder folder;
  LackeyReader reader(LineReader{InputFile(folder.file("trace", text))});
  std::vector<PlainAccess> accesses;
  for (PlainAccess access; reader.next(access);) accesses.push_back(access);
  return accesses;
}

TEST(LackeyReader, ReadsEachKind) {
  const auto accesses =
      read_accesses("I  0401ab70,3\n L 1ffefffc48,8\n S 1fff0006a8,16\n M 001269cc,2\n");
  ASSERT_EQ(accesses.size(), 4u);
  EXPECT_EQ(accesses[0].kind, PlainAccessKind::kFetch);
  EXPECT_EQ(accesses[0].ea, Ea(0x401ab70));
  EXPECT_EQ(accesses[0].size, 3u);
  EXPECT_EQ(accesses[1].kind, PlainAccessKind::kLoad);
  EXPECT_EQ(accesses[1].ea, Ea(0x1ffefffc48));
  EXPECT_EQ(accesses[2].kind, PlainAccessKind::kStore);
  EXPECT_EQ(accesses[2].size, 16u);
  EXPECT_EQ(accesses[3].kind, PlainAccessKind::kModify);
  EXPECT_EQ(accesses[3].line, 4u);
}

TEST(LackeyReader, PassesOverWhatValgrindSaysOfItself) {
  const TemporaryFolder folder;
  LackeyReader reader(LineReader{InputFile(
      folder.file("trace",
                  "==12== Lackey\n==12== \n--12-- WARNING: unhandled syscall: 600\n L 10,8\n"
                  "**12** of the program\n==00:00:01:12.345 12== Counted 1 call\n"))});
  PlainAccess access;
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access.ea, Ea(0x10));
  EXPECT_EQ(access.line, 4u);
  const auto messages = [&] { return reader.remarks().at(0).count; };
  EXPECT_EQ(messages(), 3u);
  EXPECT_FALSE(reader.next(access));
  EXPECT_EQ(messages(), 5u);
}

TEST(LackeyReader, PassesOverSuperblocks) {
  // T12: with --trace-superblocks=yes.
  const auto accesses = read_accesses("SB 0401ab70\nI  0401ab70,3\n");
  ASSERT_EQ(accesses.size(), 1u);
  EXPECT_EQ(accesses[0].line, 2u);
}

constexpr const char* kMixedLog = "I  0401ab70,3\nhello\n L zz,8\nSB is no address\n S 10,8\n";

TEST(LackeyReader, RefusesWhatTheProgramHasPrinted) {
  EXPECT_EQ(caught([] { read_accesses(kMixedLog); }).text(),
            "begins with 'hel', not with 'I  ', ' L ', ' S ' or ' M '; if the program has printed "
            "it, --skip-noise skips such lines");
}

TEST(LackeyReader, SkipsWhatTheProgramHasPrintedIfAskedTo) {
  const TemporaryFolder folder;
  LackeyReader reader(LineReader{InputFile(folder.file("trace", kMixedLog))}, ProgramOutput::kSkip);
  PlainAccess access;
  ASSERT_TRUE(reader.next(access));
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access.line, 5u);
  EXPECT_FALSE(reader.next(access));
  EXPECT_EQ(reader.remarks(),
            (std::vector<TraceRemark>{{"lines that the program has printed", 3}}));
}

TEST(LackeyReader, ValgrindsMessageHasItsMarkOnBothSidesOfANumber) {
  for (const char* line : {"==1==", "--4242-- x", "**7**", "==00:00:00:01.250 4242== x"}) {
    EXPECT_TRUE(is_valgrind_message(line)) << line;
  }
  for (const char* line : {"", "=", "==", "====", "==x==", "--12==", "--12-", " ==1==", "-1-"}) {
    EXPECT_FALSE(is_valgrind_message(line)) << line;
  }
}

RC_GTEST_PROP(LackeyReader, ReadsAnyAccess, (std::uint64_t ea)) {
  const auto size = *rc::gen::inRange<std::uint32_t>(1, 4097);
  const auto accesses = read_accesses(fmt::format(" S {:08x},{}\n", ea, size));
  RC_ASSERT(accesses.size() == 1u);
  RC_ASSERT(accesses[0].ea == Ea(ea) && accesses[0].size == size);
}

class LackeyReaderFault : public testing::TestWithParam<BadLine> {};

#define HTABSIM_PRINTED "; if the program has printed it, --skip-noise skips such lines"

constexpr BadLine kBadLackeyLines[] = {
    {"", "begins with '', not with 'I  ', ' L ', ' S ' or ' M '" HTABSIM_PRINTED},
    {"I 10,8", "begins with 'I 1', not with 'I  ', ' L ', ' S ' or ' M '" HTABSIM_PRINTED},
    {"L 10,8", "begins with 'L 1', not with 'I  ', ' L ', ' S ' or ' M '" HTABSIM_PRINTED},
    {" X 10,8", "begins with ' X ', not with 'I  ', ' L ', ' S ' or ' M '" HTABSIM_PRINTED},
    {" L ", "address is '', not a hexadecimal number"},
    {" L 1g,8", "address is '1g', not a hexadecimal number"},
    {" L 12345678123456789,8", "address is '12345678123456789', more than 16 hexadecimal digits"},
    {" L 10", "the line ends before size"},
    {" L 10 8", "unexpected ' ' before size"},
    {" L 10,", "size is '', not a decimal number from 1 to 4096"},
    {" L 10,0", "size is '0', not a decimal number from 1 to 4096"},
    {" L 10,4097", "size is '4097', not a decimal number from 1 to 4096"},
    {" L 10,8 ", "unexpected ' ' after the last field"},
};
INSTANTIATE_TEST_SUITE_P(Lines, LackeyReaderFault, testing::ValuesIn(kBadLackeyLines));

TEST_P(LackeyReaderFault, IsNamedWithItsLine) {
  const TemporaryFolder folder;
  const auto path =
      folder.file("trace", "==1== Lackey\n L 10,8\n" + std::string(GetParam().line) + "\n");
  LackeyReader reader(LineReader{InputFile(path)});
  PlainAccess access;
  EXPECT_TRUE(reader.next(access));
  const InputError error = caught([&] { reader.next(access); });
  EXPECT_EQ(error.what(), path.string() + ":3: " + GetParam().fault);
}

TEST(LackeyReader, RefusesAFileCutShortWithinALine) {
  EXPECT_EQ(caught([&] { read_accesses(" L 10,8\n L 10,1"); }).line(), 2u);
}

}  // namespace
}  // namespace htabsim
