// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/model/qemu/qemu_bytes.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/stream_files.h"

// What the commands of `stream` do with files of QEMU's instead of streams.

namespace htabsim {
namespace {

class StreamOfQemu : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string part_ = big_group(3, {kEntryA, kEntryB});
  std::string end_ = big_group(9, {kEntryA});
  std::string file_ = folder_.file("a.mig", qemu::whole_file(part_, end_)).string();
  std::string stream_ = folder_.file("a.stream", part_ + end_).string();
};

TEST_F(StreamOfQemu, InfoShowsSectionsAndSizes) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"stream", "info", file_}, {"stream", "info", "--qemu", file_}}) {
    const ProgramResult result = run_program(command);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(has_line(result.out, "guest memory (bytes)  65,536")) << result.out;
    EXPECT_TRUE(has_line(result.out, "table                 2^18 bytes, 16,384 entries"));
    EXPECT_TRUE(has_line(
        result.out, "      1  PART     1               0              40       1      2        0"));
    EXPECT_TRUE(has_line(
        result.out, "      2  END      1              40              24       1      1        0"));
  }
}

TEST_F(StreamOfQemu, IsReadFromAPipeToo) {
  const ProgramResult result =
      run_program({"stream", "info", "/dev/stdin"}, "cat '" + file_ + "' |");
  EXPECT_TRUE(has_line(result.out, "table                 2^18 bytes, 16,384 entries"))
      << result.err;
}

TEST_F(StreamOfQemu, MakesTheTableThatItsStreamMakes) {
  for (const char* order : {"ab", "ba"}) {
    const bool first = std::string(order) == "ab";
    const ProgramResult result = run_program({"stream", "diff", "--htab-shift", "18", "--qemu",
                                              first ? file_ : stream_, first ? stream_ : file_});
    EXPECT_EQ(result.out, "The tables are equal: 16,384 entries, 3 of them valid.\n") << result.err;
  }
  const std::string image = folder_ / "image";
  EXPECT_EQ(run_program({"stream", "apply", file_, "-o", image}).exit_code, 0);
  EXPECT_EQ(contents_of(image), big_group(0, {}, 3) + big_group(3, {kEntryA, kEntryB}, 4) +
                                    big_group(9, {kEntryA}, 16384 - 10));
}

TEST_F(StreamOfQemu, MayBeTheContentsOfItsSections) {
  const std::string sections =
      folder_.file("sections", qemu::u32(18) + qemu::htab_groups(part_) + qemu::htab_groups(end_))
          .string();
  EXPECT_EQ(run_program({"stream", "diff", "--htab-shift", "18", sections, stream_}).out,
            "The tables are equal: 16,384 entries, 3 of them valid.\n");
}

// Its order word and the header's index are an index and a count of entries that are not valid.
TEST_F(StreamOfQemu, ASectionAmidTheTableIsReadAsOneIfAskedTo) {
  const std::string section = folder_.file("section", qemu::htab_groups(part_)).string();
  const ProgramResult plain = run_program({"stream", "info", section});
  EXPECT_EQ(plain.exit_code, 2);
  const ProgramResult result = run_program({"stream", "info", "--qemu", section});
  EXPECT_TRUE(has_line(result.out, "valid entries sent    2")) << result.err;
}

TEST_F(StreamOfQemu, OptionsThatTellWhatItTellsItselfAreRefused) {
  const std::string passes = folder_.file("a.passes.json", R"({"htab_shift": 18})").string();
  expect_input_error(run_program({"stream", "info", "--passes", passes, file_}),
                     "--passes is for a stream, but " + file_ +
                         " is a file of QEMU's, which tells its sections itself");
  expect_input_error(run_program({"stream", "info", "--little-endian", file_}),
                     "--little-endian is for a stream, but " + file_ +
                         " is a file of QEMU's, whose headers are big-endian (R63)");
  EXPECT_EQ(run_program({"stream", "info", "--big-endian", file_}).exit_code, 0);
}

TEST_F(StreamOfQemu, DamageIsRefusedWithItsPlace) {
  const std::string whole = qemu::whole_file(part_, end_);
  const std::string cut = folder_.file("cut.mig", whole.substr(0, 200)).string();
  expect_input_error(run_program({"stream", "info", cut}),
                     cut + ": at byte 200: the file is cut short");
}

}  // namespace
}  // namespace htabsim
