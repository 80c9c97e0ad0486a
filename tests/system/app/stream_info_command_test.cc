// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "model/trace/input_file.h"
#include "tests/system/app/program.h"
#include "tests/system/app/temporary_folder.h"

namespace htabsim {
namespace {

const std::filesystem::path kGuest = HTABSIM_SOURCE_DIR "/traces/p8-4k-share";

/// The decompressed beginning of a file.
std::string beginning_of(const std::filesystem::path& file, std::size_t bytes) {
  std::string text(bytes, '\0');
  InputFile(file).read(text);
  return text;
}

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

// Figures: guest-traces/README.md (table 2^22 bytes, 58176 entries secondary, 99.85 % full) and
// hptstat_start.txt.
TEST(StreamInfoCommand, DescribesACapturedTable) {
  const ProgramResult result =
      run_program({"stream", "info", (kGuest / "hpt_start.stream.zst").string()});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(has_line(result.out, "header byte order     big-endian")) << result.out;
  EXPECT_TRUE(has_line(result.out, "passes                1")) << result.out;
  EXPECT_TRUE(has_line(result.out, "smallest table        2^22 bytes, 262,144 entries"));
  EXPECT_TRUE(has_line(result.out, "its fill in pass 1    99.85 %")) << result.out;
  EXPECT_TRUE(has_line(result.out, "secondary PTEG   58,176   22.23 %")) << result.out;
}

TEST(StreamInfoCommand, TableCanBeGivenAndIsCheckedAgainst) {
  const std::string file = (kGuest / "hpt_start.stream.zst").string();
  const ProgramResult fits = run_program({"stream", "info", "--htab-shift", "23", file});
  EXPECT_EQ(fits.exit_code, 0);
  EXPECT_TRUE(has_line(fits.out, "table                 2^23 bytes, 524,288 entries")) << fits.out;
  const ProgramResult too_small = run_program({"stream", "info", "--htab-shift", "21", file});
  expect_input_error_ending(too_small, "");
  EXPECT_TRUE(too_small.err.starts_with("htabsim: " + file + ": ")) << too_small.err;
  expect_input_error(run_program({"stream", "info", "--htab-shift", "47", file}),
                     "stream info: --htab-shift: Value 47 not in range 18 to 46");
}

TEST(StreamInfoCommand, SeveralStreamsAreDescribedOneAfterTheOther) {
  const TemporaryFolder folder;
  const std::string one =  // {index 0, 0 valid, 2 invalid}, big-endian
      folder.file("one", std::string("\0\0\0\0\0\0\0\2", 8)).string();
  const ProgramResult both = run_program({"stream", "info", "--big-endian", one, one});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  const ProgramResult single = run_program({"stream", "info", "--big-endian", one});
  EXPECT_EQ(both.out, single.out + "\n" + single.out);
  EXPECT_TRUE(has_line(single.out, "invalid entries sent  2")) << single.out;
}

TEST(StreamInfoCommand, TruncatedStreamIsRefused) {
  const TemporaryFolder folder;
  // The first group is cut off in its body: a header of 8 bytes, then one and a half entries.
  const std::string cut =
      folder.file("cut", beginning_of(kGuest / "hpt_start.stream.zst", 8 + 24)).string();
  const ProgramResult result = run_program({"stream", "info", "--big-endian", cut});
  expect_input_error_ending(result, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + cut + ": ")) << result.err;
}

TEST(StreamInfoCommand, TruncatedCompressedFileIsRefused) {
  const TemporaryFolder folder;
  const std::string whole = contents_of(kGuest / "hpt_start.stream.zst");
  const std::string cut = folder.file("cut.zst", whole.substr(0, whole.size() / 2)).string();
  const ProgramResult result = run_program({"stream", "info", cut});
  expect_input_error_ending(result, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + cut + ": ")) << result.err;
}

TEST(StreamInfoCommand, MissingFileIsAnError) {
  expect_input_error(run_program({"stream", "info", "/nonexistent/stream"}),
                     "/nonexistent/stream: no such file");
}

}  // namespace
}  // namespace htabsim
