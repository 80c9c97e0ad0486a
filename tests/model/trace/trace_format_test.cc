// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_format.h"

#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/trace_output.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/drmemtrace_bytes.h"

namespace htabsim {
namespace {

std::string format_of(const std::string& contents, const TraceReading& reading = {}) {
  const TemporaryFolder folder;
  return open_trace(InputFile(folder.file("trace", contents)), reading).format;
}

std::string fault_of_format(const std::string& contents) {
  return caught([&] { format_of(contents); }).text();
}

TEST(TraceFormat, OfLackeyIsToldByTheFirstLine) {
  for (const char* line : {"I  18000000,4\n", " L 1,2\n", " S 1,2\n", " M 1,2\n", "==1== L\n",
                           "--4242-- WARNING: unhandled amd64-linux syscall: 600\n", "SB 4000\n"}) {
    EXPECT_EQ(format_of(line), "valgrind lackey trace") << line;
    EXPECT_EQ(format_of(gzip_member(line)), "valgrind lackey trace") << line;
  }
}

TEST(TraceFormat, OfBinaryOnesIsToldByTheirFirstBytes) {
  EXPECT_EQ(format_of(drmemtrace_record(25, 0, 5)), "DynamoRIO drmemtrace");
  EXPECT_EQ(format_of(zip_archive({{"chunk.0000", drmemtrace_record(25, 0, 5)}})),
            "DynamoRIO drmemtrace");
}

/// What is written in a format is recognised as that format, whatever the name.
TEST(TraceFormat, IsRecognisedForEachThatCanBeWritten) {
  for (const TraceOutput& output : trace_outputs()) {
    std::ostringstream bytes;
    const auto writer = output.open(bytes);
    for (std::uint64_t i = 0; i < 100; ++i) {
      writer->write({.kind = PlainAccessKind::kFetch, .size = 4, .ea = Ea(0x1000'0000 + 4 * i)});
      writer->write({.kind = PlainAccessKind::kLoad, .size = 8, .ea = Ea(0x2000'0000 + 8 * i)});
    }
    writer->finish();
    std::size_t recognised = 0;
    for (const TraceFormat& format : trace_formats()) {
      if (!format.recognises(std::string_view(bytes.str()).substr(0, kTraceStartBytes))) continue;
      EXPECT_EQ(format.name, output.name);
      ++recognised;
    }
    EXPECT_EQ(recognised, 1u) << output.name;
  }
}

TEST(TraceFormat, HasANameOfItsOwn) {
  std::set<std::string> names;
  for (const TraceFormat& format : trace_formats()) EXPECT_TRUE(names.insert(format.name).second);
}

TEST(TraceFormat, LeavesTheFirstLineToBeRead) {
  const TemporaryFolder folder;
  const OpenTrace trace = open_trace(InputFile(folder.file("trace", " L 1,2\n S 1,2\n")));
  PlainAccess access;
  ASSERT_TRUE(trace.reader->next(access));
  EXPECT_EQ(access.line, 1u);
  EXPECT_EQ(access.kind, PlainAccessKind::kLoad);
}

TEST(TraceFormat, MayBeAskedForByName) {
  EXPECT_EQ(format_of("==1==\n", {.format = "lackey"}), "valgrind lackey trace");
  try {
    format_of(" L 1,2\n", {.format = "lacky"});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "there is no trace format \"lacky\"; the nearest is \"lackey\", and a description "
                 "of lines begins with fields=");
  }
}

TEST(TraceFormat, OfLinesMayBeDescribed) {
  const TemporaryFolder folder;
  const OpenTrace trace = open_trace(InputFile(folder.file("trace", "R 0x7f00 8\n")),
                                     {.format = "fields=kind address size"});
  PlainAccess access;
  ASSERT_TRUE(trace.reader->next(access));
  EXPECT_EQ(access.ea, Ea(0x7f00));
  EXPECT_EQ(access.size, 8);
}

TEST(TraceFormat, OfALogIsFoundBehindWhatTheProgramPrintedFirst) {
  const std::string log = "Hello, world\nI  18000000,4\n";
  EXPECT_EQ(format_of(log, {.format = "", .output = ProgramOutput::kSkip}),
            "valgrind lackey trace");
  EXPECT_NE(fault_of_format(log).find("--skip-noise skips what a program has printed"),
            std::string::npos);
}

TEST(TraceFormat, OfAFolderIsACapturedGuest) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_captured_guest(folder.path()));
  EXPECT_FALSE(is_captured_guest(folder.file("trace", " L 1,2\n")));
  EXPECT_FALSE(is_captured_guest(folder.path() / "absent"));
  EXPECT_FALSE(is_captured_guest(folder.path() / std::string(300, 'a'))) << "too long a name";
}

TEST(TraceFormat, OfGuestEventsIsToldByTheFirstLine) {
  for (const char* line : {"L 1 2 8 k 3\n", "X 1 k 3\n", "I 18000000\n", "V 900 0 0 0 0\n"}) {
    EXPECT_TRUE(is_guest_events(line)) << line;
  }
  for (const char* line : {" L 1,2\n", "L 1,2\n", "I  18000000,4\n", "", "L\n", "Q 1 2\n"}) {
    EXPECT_FALSE(is_guest_events(line)) << line;
  }
}

TEST(TraceFormat, RefusedOneIsSaidWhatItLooksLike) {
  for (const char* line : {"I 18000000,4\n", "L 1,2\n", "S  0x1ffe,8\n", "\tM 1f,16\n"}) {
    EXPECT_TRUE(fault_of_format(line).starts_with(
        "looks like a line of valgrind's lackey with other blanks; "))
        << line;
  }
}

TEST(TraceFormat, MustBeKnown) {
  EXPECT_EQ(fault_of_format(""), "is empty");
  for (const char* line : {"\n", "L\n", "hello\n", "no trace at all\n"}) {
    const InputError error = caught([&] { format_of(line); });
    EXPECT_EQ(error.line(), 1u) << line;
    EXPECT_TRUE(error.text().starts_with("is in none of the formats that are recognised (native, "))
        << error.text();
  }
  const std::string elf(
      "\x7f"
      "ELF\0\0\n",
      8);
  EXPECT_EQ(caught([&] { format_of(elf); }).line(), InputError::kNoLine);
}

}  // namespace
}  // namespace htabsim
