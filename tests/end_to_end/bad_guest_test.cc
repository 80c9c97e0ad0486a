// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

/// A copy of the captured guest that a test may damage. Only what is read before the damage counts,
/// so the events are a few lines.
class BadGuestTest : public testing::Test {
 protected:
  BadGuestTest() {
    for (const char* name :
         {"hpt_start.stream.zst", "hpt_end.stream.zst", "hpt_start.passes.json",
          "hpt_end.passes.json", "slb_start.txt", "slb_end.txt", "regs.txt", "events.txt.zst"}) {
      std::filesystem::copy_file(
          std::filesystem::path(HTABSIM_SOURCE_DIR "/traces/p8-4k-share") / name, folder_ / name);
    }
  }

  void replace(const std::string& name, const std::string& contents) {
    std::filesystem::remove(folder_ / name);
    folder_.file(name, contents);
  }
  void cut(const std::string& name, std::uintmax_t bytes) {
    std::filesystem::resize_file(folder_ / name, bytes);
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }
  [[nodiscard]] ProgramResult simulate(const std::string& command) const {
    return run_program({command, "--guest", folder_.path().string(), "-o", path("out")});
  }
  [[nodiscard]] ProgramResult migrate() const { return simulate("migrate"); }
  void expect_nothing_written() const { EXPECT_FALSE(std::filesystem::exists(folder_ / "out")); }

  TemporaryFolder folder_;
};

TEST_F(BadGuestTest, MissingFileIsNamed) {
  std::filesystem::remove(folder_ / "hpt_start.stream.zst");
  expect_input_error_ending(
      migrate(), path("hpt_start.stream.zst") + ": no such file; a captured guest needs it");
  expect_nothing_written();
}

TEST_F(BadGuestTest, TruncatedEventsAreRefused) {
  cut("events.txt.zst", 100'000);
  const ProgramResult result = simulate("run");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(result.err.starts_with("htabsim: " + path("events.txt.zst"))) << result.err;
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  EXPECT_EQ(result.out, "");
  expect_nothing_written();
}

TEST_F(BadGuestTest, TruncatedTableIsRefused) {
  cut("hpt_start.stream.zst", 5000);
  const ProgramResult result = migrate();
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(result.err.starts_with("htabsim: " + path("hpt_start.stream.zst"))) << result.err;
  expect_nothing_written();
}

TEST_F(BadGuestTest, GroupPastTheTableIsRefusedWithItsOffset) {
  // The table has 2^18 entries; the second group speaks of 2 from 0x3ffff on.
  std::filesystem::remove(folder_ / "hpt_start.stream.zst");
  const std::string first("\x00\x00\x00\x05\x00\x00\x00\x01", 8);
  const std::string second("\x00\x03\xff\xff\x00\x00\x00\x02", 8);
  folder_.file("plain", first + second);
  std::filesystem::rename(folder_ / "plain", folder_ / "hpt_start.stream");
  ASSERT_EQ(std::system(("zstd -q --rm '" + path("hpt_start.stream") + "'").c_str()), 0);
  const ProgramResult result = migrate();
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("byte 8"), std::string::npos) << result.err;
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  expect_nothing_written();
}

TEST_F(BadGuestTest, LineThatIsNoEventIsNamedByItsNumber) {
  std::filesystem::remove(folder_ / "events.txt.zst");
  folder_.file("events.txt",
               "X c0000000001ae39c k 1ae39c\n"
               "L c0000000001ae39c c0000000048c3c70 8 k 48c3c70\n"
               "Q what is this\n");
  ASSERT_EQ(std::system(("zstd -q --rm '" + path("events.txt") + "'").c_str()), 0);
  const ProgramResult result = migrate();
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(result.err.starts_with("htabsim: " + path("events.txt.zst") + ":3: ")) << result.err;
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  expect_nothing_written();
}

TEST_F(BadGuestTest, WrongRecordingIsADifferenceNotAnInputError) {
  std::filesystem::remove(folder_ / "events.txt.zst");
  folder_.file("events.txt", "X c0000000001ae39c k 1ae39d\n");
  ASSERT_EQ(std::system(("zstd -q --rm '" + path("events.txt") + "'").c_str()), 0);
  const ProgramResult result = run_program({"run", "--guest", folder_.path().string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.out.find("line 1: access to c0000000001ae39c: expected real address 1ae39d, "
                            "got 1ae39c"),
            std::string::npos)
      << result.out;
}

TEST(BadInvocationTest, GuestThatIsNoFolderIsNamed) {
  const ProgramResult result = run_program({"migrate", "--guest", "/nowhere/at/all"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(result.err.starts_with("htabsim: /nowhere/at/all: ")) << result.err;
}

}  // namespace
}  // namespace htabsim
