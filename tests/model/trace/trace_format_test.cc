// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_format.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

TraceFormat format_of(const std::string& contents) {
  const TemporaryFolder folder;
  LineReader lines{InputFile(folder.file("trace", contents))};
  return recognise_trace(lines);
}

TEST(TraceFormat, IsToldByTheFirstLine) {
  for (const char* line : {"L 1 2 8 k 3\n", "X 1 k 3\n", "I 18000000\n", "V 900 0 0 0 0\n"}) {
    EXPECT_EQ(format_of(line), TraceFormat::kGuestEvents) << line;
    EXPECT_EQ(format_of(zstd_frame(line)), TraceFormat::kGuestEvents) << line;
  }
  for (const char* line : {"I  18000000,4\n", " L 1,2\n", " S 1,2\n", " M 1,2\n", "==1== L\n"}) {
    EXPECT_EQ(format_of(line), TraceFormat::kLackey) << line;
    EXPECT_EQ(format_of(gzip_member(line)), TraceFormat::kLackey) << line;
  }
}

TEST(TraceFormat, LeavesTheFirstLineToBeRead) {
  const TemporaryFolder folder;
  LineReader lines{InputFile(folder.file("trace", " L 1,2\n S 1,2\n"))};
  EXPECT_EQ(recognise_trace(lines), TraceFormat::kLackey);
  for (const char* expected : {" L 1,2", " S 1,2"}) {
    std::string_view line;
    ASSERT_TRUE(lines.next(line));
    EXPECT_EQ(line, expected);
  }
  EXPECT_EQ(lines.line_number(), 2u);
}

TEST(TraceFormat, OfAFolderIsACapturedGuest) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_captured_guest(folder.path()));
  EXPECT_FALSE(is_captured_guest(folder.file("trace", " L 1,2\n")));
  EXPECT_FALSE(is_captured_guest(folder.path() / "absent"));
  EXPECT_FALSE(is_captured_guest(folder.path() / std::string(300, 'a'))) << "too long a name";
}

TEST(TraceFormat, IsLackeyWhateverValgrindSaysFirst) {
  EXPECT_EQ(format_of("--4242-- WARNING: unhandled amd64-linux syscall: 600\n"),
            TraceFormat::kLackey);
}

TEST(TraceFormat, RefusedOneIsSaidWhatItLooksLike) {
  for (const char* line : {"I 18000000,4\n", "L 1,2\n", "S  0x1ffe,8\n", "\tM 1f,16\n"}) {
    EXPECT_TRUE(caught([&] { format_of(line); })
                    .text()
                    .starts_with("looks like a line of valgrind's lackey with other blanks; "))
        << line;
  }
  for (const char* line : {"0 1ffefff000\n", "2 0x18000000 4\n", "1  ABC\n"}) {
    EXPECT_TRUE(caught([&] { format_of(line); })
                    .text()
                    .ends_with("; it looks like DineroIV's format (label, address), which is not "
                               "read"))
        << line;
  }
  for (const char* line : {"5 1ffefff000\n", "0 xyz\n", "0\n", "1 2 3 4\n"}) {
    const std::string text = caught([&] { format_of(line); }).text();
    EXPECT_EQ(text, "is neither an event of a captured guest nor a line of valgrind's lackey")
        << line;
  }
  const std::string binary(
      "\x7f"
      "ELF\0\0\n",
      8);
  EXPECT_TRUE(caught([&] { format_of(binary); }).text().starts_with("is a binary file, "));
}

TEST(TraceFormat, MustBeKnown) {
  EXPECT_EQ(caught([] { format_of(""); }).text(), "is empty");
  for (const char* line : {"\n", "L\n", "L  1\n", "hello\n", "Q 1 2\n", "0x10 R\n"}) {
    EXPECT_EQ(caught([&] { format_of(line); }).line(), 1u) << line;
  }
}

}  // namespace
}  // namespace htabsim
