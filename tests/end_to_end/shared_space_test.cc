// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

constexpr unsigned kSharedPages = 40;
constexpr unsigned kOwnPages = 10;

/// A thread that goes over 40 pages that all have, and 10 of its own, three times, 4 KB apart.
std::string thread_trace(const TemporaryFolder& folder, unsigned thread) {
  std::string text;
  for (unsigned round = 0; round < 3; ++round) {
    for (unsigned page = 0; page < kSharedPages; ++page) {
      // Threads go round from different places, so that each meets pages that the others have had.
      const unsigned at = (page + thread * 13) % kSharedPages;
      text += fmt::format(" {} {:x},8\n", page % 3 == 0 ? 'S' : 'L', 0x1000'0000 + at * 0x1000);
    }
    for (unsigned page = 0; page < kOwnPages; ++page) {
      text += fmt::format(" L {:x},8\n", 0x2000'0000 + (thread * kOwnPages + page) * 0x1000);
    }
  }
  return folder.file(fmt::format("thread{}", thread), text).string();
}

Arguments threads_of_one_program(const TemporaryFolder& folder, unsigned threads) {
  Arguments arguments{"run"};
  for (unsigned thread = 0; thread < threads; ++thread) {
    arguments.push_back("--trace");
    arguments.push_back(thread_trace(folder, thread) + "@program");
  }
  return arguments;
}

std::uint64_t sum(const boost::json::object& found, unsigned threads, const char* section,
                  const char* counter) {
  std::uint64_t total = 0;
  for (unsigned thread = 0; thread < threads; ++thread) {
    total += count(found, {fmt::format("cpu{}", thread).c_str(), section, counter});
  }
  return total;
}

TEST(SharedSpaceTest, APageIsEnteredOnceHoweverManyThreadsUseIt) {
  const TemporaryFolder folder;
  for (const unsigned threads : {1U, 2U, 4U}) {
    const auto& found = stats(threads_of_one_program(folder, threads));
    EXPECT_EQ(sum(found, threads, "hcalls", "enter"), kSharedPages + threads * kOwnPages);
    EXPECT_EQ(sum(found, threads, "guest_os", "first_touches"), kSharedPages + threads * kOwnPages);
    EXPECT_EQ(sum(found, threads, "guest_os", "refaults"), 0u);
  }
}

TEST(SharedSpaceTest, ThreadsOfDifferentProgramsShareNoPage) {
  const TemporaryFolder folder;
  const auto& found = stats({"run", "--trace", thread_trace(folder, 0) + "@one", "--trace",
                             thread_trace(folder, 1) + "@two"});
  EXPECT_EQ(sum(found, 2, "hcalls", "enter"), 2 * (kSharedPages + kOwnPages));
}

TEST(SharedSpaceTest, TracesOfAConfigurationFileRunAsThoseOfTheCommandLine) {
  const TemporaryFolder folder;
  const Arguments run = threads_of_one_program(folder, 2);
  const auto file = folder.file("run.toml",
                                "[[trace]]\nfile = \"thread0\"\nspace = \"program\"\n"
                                "[[trace]]\nfile = \"thread1\"\nspace = \"program\"\n");
  EXPECT_EQ(stats_text({"run", file.string()}), stats_text(run));
}

TEST(SharedSpaceTest, SteppedIsByteIdentical) {
  const TemporaryFolder folder;
  for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
    for (const char* threads : {"cpu.threads_per_core=1", "cpu.threads_per_core=2"}) {
      for (const char* data : {"memory.data_accesses=false", "memory.data_accesses=true"}) {
        // The table is small, so entries are evicted, too; pages are aged and write-protected.
        const Arguments run =
            joined({threads_of_one_program(folder, 4),
                    with({misses, threads, data, "guest.hpt_order=18", "guest.age_interval=50",
                          "guest.protect_interval=70", "mmu.tlb_entries=16"})});
        EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << misses << threads;
      }
    }
  }
}

TEST(SharedSpaceTest, SteppedIsByteIdenticalWithAWarmUpAndStoreQueues) {
  const TemporaryFolder folder;
  for (const char* warm_up : {"cpu.warmup_accesses=0", "cpu.warmup_accesses=30"}) {
    const Arguments run =
        joined({threads_of_one_program(folder, 3),
                with({warm_up, "memory.store_queue_entries=8", "guest.protect_interval=20"})});
    EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << warm_up;
  }
}

TEST(SharedSpaceTest, AThreadWhoseAccessCannotBeServedLeavesTheOthersTheKernel) {
  const TemporaryFolder folder;
  const auto bad = folder.file("bad", " L 10000000,8\n L c000000000001000,8\n").string();
  const ProgramResult result = run_program(
      {"run", "--trace", bad + "@program", "--trace", thread_trace(folder, 0) + "@program"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find(bad + ":2: the guest's kernel cannot serve the load at"),
            std::string::npos)
      << result.err;
}

}  // namespace
}  // namespace htabsim
