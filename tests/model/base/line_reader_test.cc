// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/line_reader.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

std::vector<std::string> all_lines(const std::filesystem::path& path) {
  LineReader reader{InputFile(path)};
  std::vector<std::string> lines;
  for (std::string_view line; reader.next(line);) {
    lines.emplace_back(line);
    EXPECT_EQ(reader.line_number(), lines.size());
  }
  return lines;
}

TEST(LineReader, GivesLinesWithTheirNumbers) {
  const TemporaryFolder folder;
  EXPECT_EQ(all_lines(folder.file("a", "one\n\nthree \n")),
            (std::vector<std::string>{"one", "", "three "}));
  EXPECT_TRUE(all_lines(folder.file("b", "")).empty());
}

TEST(LineReader, RefusesALastLineWithoutANewline) {
  const TemporaryFolder folder;
  const auto path = folder.file("a", "one\ntwo\nthr");
  const InputError error = caught([&] { all_lines(path); });
  EXPECT_EQ(error.line(), 3u);
  EXPECT_EQ(error.text(), "the file ends within this line");
}

TEST(LineReader, TakesLinesOf64KilobytesAndNoMore) {
  const TemporaryFolder folder;
  const std::string longest(64 * 1024, 'x');
  EXPECT_EQ(all_lines(folder.file("a", "1\n" + longest + "\n3\n")).at(1), longest);
  const auto path = folder.file("b", "1\n" + longest + "x\n3\n");
  const InputError error = caught([&] { all_lines(path); });
  EXPECT_EQ(error.line(), 2u);
  EXPECT_EQ(error.text(), "the line is too long");
}

TEST(LineReader, TakesTheLongestLineAlsoWhereABlockEndsBeforeItsNewline) {
  // Blocks are of 256 KB; the fourth line is 64 KB long and starts 64 KB before the first's end.
  const TemporaryFolder folder;
  const std::string shorter(64 * 1024 - 1, 'x');
  const std::string longest(64 * 1024, 'y');
  const std::string start = shorter + "\n" + shorter + "\n" + shorter + "\n";
  EXPECT_EQ(all_lines(folder.file("a", start + longest + "\n5\n")),
            (std::vector<std::string>{shorter, shorter, shorter, longest, "5"}));
}

TEST(LineReader, GivesUpOnALineWithoutEnd) {
  const TemporaryFolder folder;
  const auto path = folder.file("a.zst", zstd_frame("1\n" + std::string(10'000'000, 'x')));
  EXPECT_EQ(caught([&] { all_lines(path); }).line(), 2u);
}

TEST(LineReader, PassesOnAFileThatIsCutShort) {
  const TemporaryFolder folder;
  std::string whole = zstd_frame("one\ntwo\n");
  whole.pop_back();
  const auto path = folder.file("a.zst", whole);
  EXPECT_NE(caught([&] { all_lines(path); }).text().find("cut short"), std::string::npos);
}

RC_GTEST_PROP(LineReader, GivesBackAnyLines, ()) {
  const auto lengths = *rc::gen::container<std::vector<std::size_t>>(rc::gen::oneOf(
      rc::gen::inRange<std::size_t>(0, 100), rc::gen::inRange<std::size_t>(60'000, 65'537)));
  std::vector<std::string> lines;
  std::string text;
  for (const std::size_t length : lengths) {
    lines.emplace_back(length, static_cast<char>('a' + lines.size() % 26));
    text += lines.back() + "\n";
  }
  const TemporaryFolder folder;
  RC_ASSERT(all_lines(folder.file("a", text)) == lines);
}

}  // namespace
}  // namespace htabsim
