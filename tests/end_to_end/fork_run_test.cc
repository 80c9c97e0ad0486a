// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/random_run.h"
#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

/// A process with so many pages, that stores to each, forks, and loads the first one again.
std::string one_fork(const TemporaryFolder& folder, unsigned pages) {
  std::string text = "kind,address,size\n";
  for (unsigned i = 0; i < pages; ++i)
    text += fmt::format("store,{:#x},8\n", 0x1000'0000 + i * 4096);
  return folder.file("fork.csv", text + "fork,1,\nload,0x10000000,8\n").string();
}

std::uint64_t cycles_of(const Arguments& run, const std::vector<std::string>& settings) {
  return count(stats(joined({run, with(settings)})), {"simulated_cycles"});
}

TEST(ForkRunTest, TakesItsTimeForEachPage) {
  const TemporaryFolder folder;
  const Arguments run = {"run", "--trace", one_fork(folder, 7)};
  EXPECT_EQ(cycles_of(run, {"guest.fork_page_cycles=1000"}),
            cycles_of(run, {"guest.fork_page_cycles=0"}) + 7 * 1000);
}

// Without a page there is nothing to copy, and no hcall.
TEST(ForkRunTest, OfAnEmptyProcessTakesAnInterrupt) {
  const TemporaryFolder folder;
  const std::string load = "load,0x10000000,8\n";
  const std::string alone = folder.file("alone", "kind,address,size\n" + load).string();
  const std::string forked = folder.file("forked", "kind,address,size\nfork,3,\n" + load).string();
  const std::vector<std::string> interrupt = {"cpu.interrupt_cycles=345"};
  EXPECT_EQ(cycles_of({"run", "--trace", forked}, interrupt),
            cycles_of({"run", "--trace", alone}, interrupt) + 345);
}

// Of seven entries, four go with one hcall and three with another; a page is not asked for again.
TEST(ForkRunTest, CountsWhatTheKernelDid) {
  const TemporaryFolder folder;
  const auto& found = stats({"run", "--trace", one_fork(folder, 7)});
  EXPECT_EQ(count(found, {"accesses"}), 8);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "forks"}), 1);
  EXPECT_EQ(count(found, {"cpu0", "hcalls", "bulk_remove"}), 2);
  EXPECT_EQ(count(found, {"cpu0", "hcalls", "enter"}), 8);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "cow_copies"}), 0);
}

TEST(ForkRunTest, TracesOfOneSpaceHaveTheirProcessesInCommon) {
  const TemporaryFolder folder;
  const std::string parent = one_fork(folder, 3);
  const std::string child =
      folder.file("child.csv", "kind,address,size\nprocess,1,\nload,0x30000000,8\n").string();
  const std::string too_late = parent + "@app";
  const ProgramResult result = run_program({"run", "--trace", child + "@app", "--trace", too_late});
  expect_input_error(result, parent + ":5: process 0 cannot fork 1, which is there");
  EXPECT_EQ(run_program({"run", "--trace", child, "--trace", parent}).exit_code, 0);
}

TEST(ForkRunTest, FormatsSayTheSame) {
  const TemporaryFolder folder;
  Random random(3);
  const std::string csv = forking_trace(folder, 0, random);
  const std::string native = (folder / "native.htrace").string();
  ASSERT_EQ(run_program({"trace", "convert", csv, "-o", native}).exit_code, 0);
  const std::string again = (folder / "again.csv").string();
  ASSERT_EQ(run_program({"trace", "convert", native, "-o", again}).exit_code, 0);
  const std::string text = stats_text({"run", "--trace", csv});
  EXPECT_GT(count(stats({"run", "--trace", csv}), {"cpu0", "guest_os", "cow_copies"}), 10U);
  EXPECT_EQ(stats_text({"run", "--trace", native}), text);
  EXPECT_EQ(stats_text({"run", "--trace", again}), text);
}

TEST(ForkRunTest, SamplesAreOfOneProcess) {
  const TemporaryFolder folder;
  const std::string file = one_fork(folder, 1000);
  const ProgramResult result = run_program({"run", "--sample", "400:10", "--trace", file});
  expect_input_error(result, file + ":1002: is of several processes, and samples are taken of one");
}

TEST(ForkRunTest, ConvertSaysHowMuchAFormatCannotHold) {
  const TemporaryFolder folder;
  const ProgramResult result = run_program(
      {"trace", "convert", one_fork(folder, 2), "-o", (folder / "out.lackey").string()});
  EXPECT_NE(result.out.find("\nforks                        1\n"), std::string::npos) << result.out;
}

}  // namespace
}  // namespace htabsim
