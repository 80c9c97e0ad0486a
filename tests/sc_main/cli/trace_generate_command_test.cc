// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_file.h"
#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

/// The first bytes of what a file holds, decompressed.
std::string start_of(const std::filesystem::path& file, std::size_t bytes) {
  std::string text(bytes, '\0');
  text.resize(InputFile(file).read(text));
  return text;
}

ProgramResult generate(const std::string& kind, const std::string& footprint,
                       const std::filesystem::path& folder,
                       const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"trace",   "generate", kind,           "--footprint",
                                        footprint, "-o",       folder.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

// 64 MB are 524,288 lines, of which a round visits 262,144.
TEST(TraceGenerateCommand, PrintsWhatItMadeAndHowToRunIt) {
  const TemporaryFolder folder;
  const std::filesystem::path made = folder / "made";
  const ProgramResult result = generate("chase", "64M", made);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(has_line("\n" + result.out, "footprint (bytes)      67,108,864")) << result.out;
  EXPECT_TRUE(has_line("\n" + result.out, "lines of 128 bytes        524,288")) << result.out;
  EXPECT_TRUE(has_line("\n" + result.out, "iterations in a round     262,144")) << result.out;
  EXPECT_TRUE(has_line("\n" + result.out, "warm-up accesses          262,144")) << result.out;
  EXPECT_TRUE(has_line("\n" + result.out, "measured accesses         262,144")) << result.out;
  EXPECT_TRUE(result.out.ends_with("\nhtabsim run " + (made / "run.toml").string() + " --trace " +
                                   (made / "trace.lackey.zst").string() + "\n"))
      << result.out;
}

TEST(TraceGenerateCommand, ItsTraceIsOne) {
  const TemporaryFolder folder;
  generate("gups", "16K", folder.path(), {"--accesses", "1000"});
  const std::string file = folder / "trace.lackey.zst";
  const ProgramResult info = run_program({"trace", "info", file});
  // 500 updates are measured, and as many warm up.
  EXPECT_TRUE(has_line("\n" + info.out, "modify  1,000  100.00 %")) << info.out;
}

// A guest of 64 GB has a table of 2^36 / 2^7 = 2^29 bytes; the kernel's 16 pages of 64 KB, rounded
// up to a host page of 16 MB, make it more, and the table 2^30. A 2 GB one has 2^31 / 2^7.
TEST(TraceGenerateCommand, ConfigurationHasMemoryForTheFootprint) {
  const TemporaryFolder folder;
  generate("stream", "64G", folder.path());
  const std::string large = contents_of(folder / "run.toml");
  EXPECT_TRUE(has_line("\n" + large, "page_size = \"page_64k\"")) << large;
  EXPECT_TRUE(has_line("\n" + large, "memory_bytes = 68736253952")) << large;  // 2^36 + 2^24
  EXPECT_NE(large.find("\nhpt_order = 30 "), std::string::npos) << large;
  // The window of 262,144 elements, then 87,381 others, 3 accesses each.
  EXPECT_TRUE(has_line("\n" + large, "warmup_accesses = 1048575")) << large;
  EXPECT_NE(large.find("\noutstanding_misses = 16 "), std::string::npos) << large;

  generate("chase", "16K", folder.path(), {"--page", "16m"});
  const std::string small = contents_of(folder / "run.toml");
  EXPECT_TRUE(has_line("\n" + small, "page_size = \"page_16m\"")) << small;
  EXPECT_TRUE(has_line("\n" + small, "memory_bytes = 2147483648")) << small;
  EXPECT_NE(small.find("\nhpt_order = 24 "), std::string::npos) << small;
  EXPECT_TRUE(has_line("\n" + small, "warmup_accesses = 128")) << small;
  EXPECT_NE(small.find("\noutstanding_misses = 1 "), std::string::npos) << small;
}

TEST(TraceGenerateCommand, SeedDecidesTheOrder) {
  const TemporaryFolder folder;
  const auto trace = [&](const std::string& seed) {
    generate("chase", "16K", folder.path(), {"--seed", seed});
    return start_of(folder / "trace.lackey.zst", 1 << 20);
  };
  const std::string of_one = trace("1");
  EXPECT_EQ(trace("1"), of_one);
  EXPECT_NE(trace("2"), of_one);
}

TEST(TraceGenerateCommand, UnknownNamesAreRefusedWithTheNearest) {
  const TemporaryFolder folder;
  expect_input_error(generate("chse", "16K", folder / "made"),
                     "trace generate: there is no kind \"chse\"; the nearest is \"chase\"");
  expect_input_error(generate("chase", "16K", folder / "made", {"--page", "16k"}),
                     "trace generate: there is no page size \"16k\"; the nearest is \"16m\"");
  EXPECT_FALSE(std::filesystem::exists(folder / "made"));
}

TEST(TraceGenerateCommand, SizesAndNumbersThatCannotBeAreRefused) {
  const TemporaryFolder folder;
  for (const std::string size :
       {"", "abc", "1X", "-16384", "16385", "16.1K", "8K", "65G", "0", "99999999999999999999G"}) {
    expect_input_error(generate("chase", size, folder / "made"),
                       "trace generate: --footprint: \"" + size +
                           "\" is no multiple of 128 bytes from 16K to 64G");
  }
  expect_input_error(generate("chase", "16K", folder / "made", {"--accesses", "0"}),
                     "trace generate: --accesses: \"0\" is no integer from 1 to 1000000000000");
  expect_input_error(generate("chase", "16K", folder / "made", {"--seed", "-1"}),
                     "trace generate: --seed: \"-1\" is no integer from 0 to 2^64-1");
  EXPECT_FALSE(std::filesystem::exists(folder / "made"));
}

TEST(TraceGenerateCommand, FolderThatCannotBeMadeIsRefused) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("plain", "kept");
  expect_input_error_ending(generate("chase", "16K", file / "made"), "Not a directory");
  EXPECT_EQ(contents_of(file), "kept");
}

// 32 MB of chase are about 1.9 MB of trace; the shell counts the limit in blocks of 1 KB or less.
TEST(TraceGenerateCommand, FullDiskLeavesNoFileBehind) {
  const TemporaryFolder folder;
  const std::filesystem::path made = folder / "made";
  const ProgramResult result =
      run_program({"trace", "generate", "chase", "--footprint", "32M", "-o", made.string()},
                  "trap '' XFSZ; ulimit -f 100;");
  expect_input_error(result,
                     (made / "trace.lackey.zst").string() + ": cannot write: File too large");
  EXPECT_TRUE(std::filesystem::is_empty(made));
}

/// What a program of examples/host says it would access.
std::string accesses_on_the_host(const std::string& kind, const std::string& footprint,
                                 const std::string& seed) {
  const TemporaryFolder folder;
  const std::string command = "'" HTABSIM_HOST_PROGRAMS "/host_" + kind + "' " + footprint +
                              " --seed " + seed + " --print 3000 >'" + (folder / "out").string() +
                              "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return contents_of(folder / "out");
}

TEST(TraceGenerateCommand, HostProgramsAccessTheSamePlaces) {
  const TemporaryFolder folder;
  for (const std::string kind : {"chase", "stream", "gups"}) {
    for (const std::string footprint : {"16K", "49280", "1000064K", "64G"}) {
      for (const std::string seed : {"1", "18446744073709551615"}) {
        const std::string host = accesses_on_the_host(kind, footprint, seed);
        EXPECT_EQ(std::ranges::count(host, '\n'), 3000);
        ASSERT_EQ(generate(kind, footprint, folder.path(), {"--seed", seed}).exit_code, 0);
        EXPECT_EQ(start_of(folder / "trace.lackey.zst", host.size()), host)
            << kind << ' ' << footprint << ' ' << seed;
      }
    }
  }
}

}  // namespace
}  // namespace htabsim
