// SPDX-License-Identifier: Apache-2.0
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/drmemtrace_bytes.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

/// What a part of a trace is as lackey's text.
std::string as_lackey(const std::string& file, const std::vector<std::string>& options = {}) {
  std::vector<std::string> arguments{"trace", "convert", file, "-o", "-", "--to", "lackey"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  return result.out;
}

TEST(TraceConvertCommand, AccessesAreTheSameThereAndBack) {
  const TemporaryFolder folder;
  const std::string lines = as_lackey(kSort);
  EXPECT_EQ(std::ranges::count(lines, '\n'), 200'000);
  for (const char* name : {"sort.htrace", "sort.htrace.zst", "sort.csv.gz", "sort.lackey.xz"}) {
    const std::string file = (folder / name).string();
    ASSERT_EQ(run_program({"trace", "convert", kSort, "-o", file}).exit_code, 0);
    EXPECT_TRUE(as_lackey(file) == lines) << name;
  }
}

TEST(TraceConvertCommand, TellsWhatWasWritten) {
  const TemporaryFolder folder;
  const std::string file = (folder / "out.htrace").string();
  const ProgramResult result = run_program(
      {"trace", "convert", folder.file("t", " L 10,8\n S 20,8\n").string(), "-o", file});
  EXPECT_EQ(result.exit_code, 0);
  // Header 16, block 32 with touches and payload, index 12 + 16, trailer 24: page 0 is first loaded
  // from and stored to, a byte each, and last so, with a byte before; the payload has a byte for
  // each of the accesses and one for the place of the first, which is near 0; so has the second.
  EXPECT_TRUE(std::regex_search(result.out, std::regex("\naccesses +2\n"))) << result.out;
  EXPECT_NE(result.out.find("valgrind lackey trace\n"), std::string::npos) << result.out;
  EXPECT_EQ(std::filesystem::file_size(file), 16u + 32 + 2 + 3 + 4 + 12 + 16 + 24);
}

TEST(TraceConvertCommand, TakesAPart) {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 1; i <= 9; ++i) text += " L 0000000" + std::to_string(i) + ",1\n";
  const std::string file = folder.file("t", text).string();
  const auto addresses = [&](const std::vector<std::string>& options) {
    std::string found;
    const std::string lines = as_lackey(file, options);
    for (std::size_t at = 10; at < lines.size(); at += 14) found += lines[at];
    return found;
  };
  EXPECT_EQ(addresses({}), "123456789");
  EXPECT_EQ(addresses({"--skip", "2"}), "3456789");
  EXPECT_EQ(addresses({"--take", "3"}), "123");
  EXPECT_EQ(addresses({"--skip", "2", "--take", "5"}), "34567");
  EXPECT_EQ(addresses({"--every", "4:2"}), "12569");
  EXPECT_EQ(addresses({"--skip", "1", "--take", "6", "--every", "3:1"}), "25");
}

TEST(TraceConvertCommand, TakesOneThread) {
  const TemporaryFolder folder;
  const std::string file =
      folder
          .file("t", drmemtrace_record(25, 0, 5) + drmemtrace_record(22, 4, 1) +
                         drmemtrace_record(0, 8, 0x10) + drmemtrace_record(22, 4, 2) +
                         drmemtrace_record(0, 8, 0x20))
          .string();
  EXPECT_EQ(as_lackey(file, {"--thread", "2"}), " L 00000020,8\n");
  expect_input_error(run_program({"trace", "convert", file, "-o", "-", "--thread", "3"}),
                     file + ": has no access");
}

TEST(TraceConvertCommand, RefusesWhatMakesNoSense) {
  const TemporaryFolder folder;
  const std::string file = folder.file("t", " L 10,8\n").string();
  expect_input_error(run_program({"trace", "convert", file, "-o", "-", "--to", "lackay"}),
                     "trace convert: traces are not written as \"lackay\"; the nearest is "
                     "\"lackey\", and there are native, lackey, champsim, drmemtrace-view, csv");
  expect_input_error(run_program({"trace", "convert", file, "-o", "-", "--every", "3:4"}),
                     "--every \"3:4\" is not N:M, the first M of each N accesses, M from 1 to N");
  expect_input_error(run_program({"trace", "convert", file, "-o", "-", "--from", "qtrac"}),
                     "there is no trace format \"qtrac\"; the nearest is \"qtrace\", and a "
                     "description of lines begins with fields=");
  const std::string zero = folder.file("zero", " L 0,8\n").string();
  const auto out = folder / "out.champsim";
  EXPECT_EQ(run_program({"trace", "convert", zero, "-o", out.string()}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(out)) << "nothing is left behind";
}

// A trace is a pipe where nobody could read it twice.
TEST(TraceConvertCommand, ReadsStandardInputOnce) {
  const ProgramResult piped = run_program({"trace", "convert", "-", "-o", "-", "--to", "csv"},
                                          "printf ' L 10,8\\n S 20,4\\n' |");
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_EQ(piped.out,
            "kind,address,size,thread,processor,real,page\nload,0x10,8,0,,,\nstore,0x20,4,0,,,\n");
}

/// The program's own output, valgrind's lines and superblocks stand between the accesses.
TEST(TraceConvertCommand, SkipsNoiseIfAskedTo) {
  const TemporaryFolder folder;
  const std::string file =
      folder.file("t", "==1== Lackey\nhello\nSB 4000\n L 10,8\n--1-- WARNING: x\n**1** y\n")
          .string();
  EXPECT_EQ(as_lackey(file, {"--skip-noise"}), " L 00000010,8\n");
  expect_input_error_ending(
      run_program({"trace", "convert", file, "-o", "-"}),
      ":2: begins with 'hel', not with 'I  ', ' L ', ' S ' or ' M '; if the program has printed "
      "it, --skip-noise skips such lines");
}

// Counts: grep -c '^[LSUZX] ', '^H ' and so on over the decompressed events.
TEST(TraceConvertCommand, MakesAPlainTraceOfACapturedGuest) {
  const TemporaryFolder folder;
  const std::string file = (folder / "out.htrace").string();
  const ProgramResult result = run_program({"trace", "convert", kSmpGuest, "-o", file});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find(" captured guest\n"), std::string::npos) << result.out;
  // 1,977,185 loads, 752,342 stores, 4,640 dcbz and 578,071 fetches.
  EXPECT_TRUE(std::regex_search(result.out, std::regex("\naccesses +3,312,238\n"))) << result.out;
  EXPECT_TRUE(has_line(result.out, "left out           count")) << result.out;
  EXPECT_TRUE(has_line(result.out, "hcalls             1,478")) << result.out;
  EXPECT_TRUE(has_line(result.out, "results of hcalls  1,478")) << result.out;
  EXPECT_TRUE(has_line(result.out, "slbmte                30")) << result.out;
  EXPECT_TRUE(has_line(result.out, "slbie                 30")) << result.out;
  EXPECT_TRUE(result.out.ends_with("\ninterrupts           780\n")) << result.out;
  const std::string info = run_program({"trace", "info", file}).out;
  EXPECT_TRUE(has_line(info, "from    1 thread, 2 processors")) << info;
  EXPECT_TRUE(has_line(info, "store    756,982  22.85 %")) << info;
}

// 199,597 of the 3,918,736 accesses are below c000000000000000 (awk over the decompressed events).
TEST(TraceConvertCommand, LeavesOutTheKernelOfACapturedGuestIfAskedTo) {
  const TemporaryFolder folder;
  const std::string file = (folder / "out.htrace").string();
  const ProgramResult result =
      run_program({"trace", "convert", kGuest, "-o", file, "--skip-kernel"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(std::regex_search(result.out, std::regex("\naccesses +199,597\n"))) << result.out;
  EXPECT_TRUE(has_line(result.out, "accesses to a kernel's addresses  3,719,139")) << result.out;
}

TEST(TraceConvertCommand, TakesACapturedGuestsEventsAlone) {
  const TemporaryFolder folder;
  const std::string file =
      folder.file("t", "C 1\nL 0 10 8 u 2010\nA 0\nC 0\nS 0 20 4 r 20\nZ 0 80 128 k -\n").string();
  const ProgramResult result = run_program({"trace", "convert", file, "-o", "-", "--to", "csv"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out,
            "kind,address,size,thread,processor,real,page\n"
            "load,0x10,8,0,1,0x2010,\nstore,0x80,128,0,0,,\n");
  expect_input_error(
      run_program({"trace", "convert", folder.file("none", "A 0\nA 0\n").string(), "-o", "-"}),
      (folder / "none").string() + ": has no access, only 2 slbia");
}

TEST(TraceConvertCommand, RefusesAFolderThatIsNoCapturedGuest) {
  const TemporaryFolder folder;
  expect_input_error(
      run_program({"trace", "convert", folder.path().string(), "-o", "-"}),
      (folder / "events.txt.zst").string() + ": no such file; a captured guest needs it");
  expect_input_error(run_program({"trace", "convert", kGuest, "-o", "-", "--from", "lackey"}),
                     kGuest + ": is a captured guest's folder, not of the format \"lackey\"");
}

}  // namespace
}  // namespace htabsim
