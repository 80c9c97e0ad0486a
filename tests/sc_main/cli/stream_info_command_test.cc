// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_file.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

/// The decompressed beginning of a file.
std::string beginning_of(const std::filesystem::path& file, std::size_t bytes) {
  std::string text(bytes, '\0');
  InputFile(file).read(text);
  return text;
}

// Figures: guest-traces/README.md (table 2^22 bytes, 58176 entries secondary, 99.85 % full) and
// hptstat_start.txt.
TEST(StreamInfoCommand, DescribesACapturedTable) {
  const ProgramResult result = run_program({"stream", "info", kGuest + "/hpt_start.stream.zst"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(has_line(result.out, "header byte order     big-endian")) << result.out;
  EXPECT_TRUE(has_line(result.out, "passes                1")) << result.out;
  EXPECT_TRUE(has_line(result.out, "table                 2^22 bytes, 262,144 entries"));
  EXPECT_TRUE(has_line(result.out, "its fill in pass 1    99.85 %")) << result.out;
  EXPECT_TRUE(has_line(result.out, "secondary PTEG   58,176   22.23 %")) << result.out;
}

TEST(StreamInfoCommand, TableCanBeGivenAndIsCheckedAgainst) {
  const std::string file = kGuest + "/hpt_start.stream.zst";
  const ProgramResult fits = run_program({"stream", "info", "--htab-shift", "23", file});
  EXPECT_EQ(fits.exit_code, 0);
  EXPECT_TRUE(has_line(fits.out, "table                 2^23 bytes, 524,288 entries")) << fits.out;
  const ProgramResult too_small = run_program({"stream", "info", "--htab-shift", "21", file});
  expect_input_error_ending(too_small, "");
  EXPECT_TRUE(too_small.err.starts_with("htabsim: " + file + ": ")) << too_small.err;
  expect_input_error(run_program({"stream", "info", "--htab-shift", "47", file}),
                     "stream info: --htab-shift: Value 47 not in range 18 to 46");
}

TEST(StreamInfoCommand, SmallestTableIsTakenIfNothingTellsItsSize) {
  const ProgramResult result =
      run_program({"stream", "info", "--no-passes", kGuest + "/hpt_start.stream.zst"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(has_line(result.out, "smallest table        2^22 bytes, 262,144 entries"));
  EXPECT_EQ(result.out.find("section"), std::string::npos);
}

// Figures: hpt_live.passes.json. 4,194,096 of the 4,194,304 bytes of the table are 100.00 %.
TEST(StreamInfoCommand, SectionsBesideTheStreamAreUsed) {
  const ProgramResult result = run_program({"stream", "info", kGuest + "/hpt_live.stream.zst"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(has_line(result.out,
                       "sections              5, as hpt_live.passes.json has them; passes that "
                       "begin within one: 0"))
      << result.out;
  EXPECT_TRUE(has_line(result.out,
                       "   1               0       4,194,096   100.00 %      28  262,117        0"))
      << result.out;
  EXPECT_TRUE(
      has_line(result.out,
               "      2  PART     1       2,234,840         966,632       5   60,412        "
               "0"))
      << result.out;
  EXPECT_TRUE(
      has_line(result.out,
               "      5  END      -       4,206,944               0       0        0        "
               "0"))
      << result.out;
}

/// A group of two valid and three invalid entries from entry 7 on, then one of nine invalid
/// entries that begins a second pass; headers are big-endian.
std::string two_passes() {
  const std::string entry = std::string("\x40\0\0\0\0\0\0\x13", 8) + std::string(8, '\0');
  return std::string("\0\0\0\7\0\2\0\3", 8) + entry + entry + std::string("\0\0\0\0\0\0\0\x09", 8);
}

// A plain dump of the smallest table is 2^18 bytes: 48 bytes are 0.009 % of two of them.
TEST(StreamInfoCommand, RunsPassesAndPlainDumps) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a", two_passes()).string();
  const ProgramResult result = run_program({"stream", "info", "--big-endian", file});
  EXPECT_EQ(result.out,
            file +
                "\n"
                "\n"
                "header byte order     big-endian\n"
                "length (bytes)        48\n"
                "groups                2\n"
                "passes                2\n"
                "valid entries sent    2\n"
                "invalid entries sent  12\n"
                "smallest table        2^18 bytes, 16,384 entries\n"
                "its fill in pass 1    0.01 %\n"
                "plain dumps (bytes)   524,288, one a pass; the stream has 0.01 % of that\n"
                "\n"
                "pass  offset (bytes)  length (bytes)  of a dump  groups  valid  invalid\n"
                "   1               0              40     0.02 %       1      2        3\n"
                "   2              40               8     0.00 %       1      0        9\n"
                "\n"
                "entries in a run  valid runs  invalid runs\n"
                "2 to 3                     1             1\n"
                "8 to 15                    0             1\n"
                "all                        1             2\n"
                "mean length              2.0           6.0\n"
                "longest                    2             9\n"
                "\n"
                "valid entries   count     share\n"
                "4K page             2  100.00 %\n"
                "256 MB segment      0    0.00 %\n"
                "1 TB segment        2  100.00 %\n"
                "bolted              2  100.00 %\n"
                "secondary PTEG      2  100.00 %\n"
                "referenced          0    0.00 %\n"
                "changed             0    0.00 %\n"
                "no execute          0    0.00 %\n"
                "PP 0                2  100.00 %\n");
}

std::string passes_json(const std::string& passes) {
  return R"({"htab_shift": 18, "ram_blocks": [["ppc_spapr.ram", 4096]], "passes": [)" + passes +
         "]}";
}

TEST(StreamInfoCommand, ASectionMustEndAtAGroupsEnd) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.stream", two_passes()).string();
  const std::string other =
      folder
          .file("other.json",
                passes_json(R"({"section": "PART", "start": 0, "end": 24, "chunks": 1,)"
                            R"( "valid": 1, "invalid": 0})"))
          .string();
  expect_input_error(run_program({"stream", "info", "--big-endian", "--passes", other, file}),
                     file +
                         ": at byte 0: the group ends at byte 40, past the end of section 1 at "
                         "byte 24; so says other.json");
  folder.file("a.passes.json",
              passes_json(R"({"section": "END", "start": 0, "end": 48, "chunks": 2, "valid": 2,)"
                          R"( "invalid": 11})"));
  expect_input_error(run_program({"stream", "info", "--big-endian", file}),
                     file +
                         ": at byte 48: section 1 ends with 12 invalid entries, not 11; so says "
                         "a.passes.json");
  EXPECT_EQ(run_program({"stream", "info", "--big-endian", "--no-passes", file}).exit_code, 0);
}

// A section of a later pass ends where it began in the table, having wrapped at the table's end.
TEST(StreamInfoCommand, APassMayBeginWithinASection) {
  const TemporaryFolder folder;
  folder.file("a.passes.json",
              passes_json(R"({"section": "END", "start": 0, "end": 48, "chunks": 2, "valid": 2,)"
                          R"( "invalid": 12})"));
  const ProgramResult result = run_program(
      {"stream", "info", "--big-endian", folder.file("a.stream", two_passes()).string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(has_line(result.out, "passes                2")) << result.out;
  EXPECT_TRUE(has_line(result.out,
                       "sections              1, as a.passes.json has them; passes that begin "
                       "within one: 1"));
  EXPECT_TRUE(
      has_line(result.out,
               "section  name    pass  offset (bytes)  length (bytes)  groups  valid  invalid\n"
               "      1  END   1 to 2               0              48       2      2       12"));
}

TEST(StreamInfoCommand, OnePassesFileIsForOneStream) {
  expect_input_error(
      run_program({"stream", "info", "--passes", "p", kGuest + "/hpt_start.stream.zst",
                   kGuest + "/hpt_end.stream.zst"}),
      "--passes is for one stream, but 2 are given");
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
      folder.file("cut", beginning_of(kGuest + "/hpt_start.stream.zst", 8 + 24)).string();
  const ProgramResult result = run_program({"stream", "info", "--big-endian", cut});
  expect_input_error_ending(result, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + cut + ": ")) << result.err;
}

TEST(StreamInfoCommand, TruncatedCompressedFileIsRefused) {
  const TemporaryFolder folder;
  const std::string whole = contents_of(kGuest + "/hpt_start.stream.zst");
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
