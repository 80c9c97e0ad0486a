// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"
#include "tests/sc_main/cli/stream_files.h"

namespace htabsim {
namespace {

const std::string kHeading =
    "     index    PTEG/slot  B               AVPN  kabsLHV  PP  1  key           RPN  RC  WIMG  N "
    " "
    "page/base\n";
const std::string kLineA9 =  // entry 9 is slot 1 of group 1
    "         9          1/1  1T    00000000000001  --b---V   0  -    0  000000000001  R-  --M-  - "
    " "
    "4K/4K\n";
const std::string kLineB127 =  // 127 = 15 * 8 + 7
    "       127          f/7  256M  00000000000002  ----LHV   6  -   31  000000000021  -C  -I--  N "
    " "
    "64K/64K\n";

ProgramResult dump(const std::string& file, const std::vector<std::string>& options = {}) {
  std::vector<std::string> arguments = {"stream", "dump", "--big-endian"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.push_back(file);
  return run_program(arguments);
}

TEST(StreamDumpCommand, HasALineForEachGroupAndEachEntry) {
  const TemporaryFolder folder;
  const std::string stream =
      big_group(9, {kEntryA}, 3) + big_group(127, {kEntryB}) + big_group(0, {}, 1);
  const ProgramResult result = dump(folder.file("a", stream).string());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out,
            kHeading +
                "group at byte 0, pass 1: 1 valid from 9 to 9, 3 invalid from 10 to "
                "12\n" +
                kLineA9 + "group at byte 24, pass 1: 1 valid from 127 to 127, 0 invalid\n" +
                kLineB127 + "group at byte 48, pass 2: 0 valid, 1 invalid from 0 to 0\n");
}

TEST(StreamDumpCommand, ShowsEveryBitOfAnEntry) {
  const TemporaryFolder folder;
  const std::uint64_t all = ~std::uint64_t{0};
  const ProgramResult result =
      dump(folder.file("a", big_group(0, {{all, all}, {0, 0}, {all >> 1 & ~std::uint64_t{4}, 1}}))
               .string());
  EXPECT_NE(result.out.find(
                "         0          0/0  11    7fffffffffffff  kabsLHV   7  1   31  ffffffffffff  "
                "RC  WIMG  N  ?\n"),
            std::string::npos)
      << result.out;
  EXPECT_NE(result.out.find(
                "         1          0/1  256M  00000000000000  -------   0  -    0  000000000000  "
                "--  ----  -  4K/4K\n"),
            std::string::npos)
      << result.out;
}

TEST(StreamDumpCommand, ShowsOnePass) {
  const TemporaryFolder folder;
  const std::string file =
      folder.file("a", big_group(0, {}, 9) + big_group(9, {}, 1) + big_group(9, {kEntryA}))
          .string();
  EXPECT_EQ(dump(file, {"--pass", "2"}).out,
            kHeading + "group at byte 16, pass 2: 1 valid from 9 to 9, 0 invalid\n" + kLineA9);
  EXPECT_EQ(dump(file, {"--pass", "1"}).out,
            kHeading + "group at byte 0, pass 1: 0 valid, 9 invalid from 0 to 8\n" +
                "group at byte 8, pass 1: 0 valid, 1 invalid from 9 to 9\n");
  expect_input_error(dump(file, {"--pass", "3"}), file + ": has no pass 3, only 2");
  expect_input_error_ending(dump(file, {"--pass", "0"}), "");
}

TEST(StreamDumpCommand, ShowsWhatIsWholeInFrontOfDamage) {
  const TemporaryFolder folder;
  const std::string file =
      folder.file("a", big_group(9, {kEntryA}) + big_group(20, {kEntryA}).substr(0, 20)).string();
  const ProgramResult result = dump(file);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out,
            kHeading + "group at byte 0, pass 1: 1 valid from 9 to 9, 0 invalid\n" + kLineA9);
  EXPECT_EQ(result.err, "htabsim: " + file +
                            ": at byte 24: the group at entry 20 is cut short: 20 of 24 bytes\n");
}

TEST(StreamDumpCommand, TableCanBeGivenAndIsCheckedAgainst) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a", big_group(16384, {}, 1)).string();
  EXPECT_EQ(dump(file, {"--htab-shift", "19"}).exit_code, 0);
  expect_input_error(
      dump(file, {"--htab-shift", "18"}),
      file + ": at byte 0: entries 16384 to 16384 run past the table's end; it has 16384");
}

// hpt_live.passes.json: the fourth section begins at byte 4,194,096 and has 534 groups of 536 valid
// entries; a pass begins there.
TEST(StreamDumpCommand, NamesTheSectionOfEachGroup) {
  const ProgramResult result =
      run_program({"stream", "dump", "--pass", "2", kGuest + "/hpt_live.stream.zst"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with(kHeading + "group at byte 4194096, pass 2, section 4 PART: "));
  EXPECT_EQ(std::ranges::count(result.out, '\n'), 1 + 534 + 536);
}

}  // namespace
}  // namespace htabsim
