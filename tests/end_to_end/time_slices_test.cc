// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

constexpr unsigned kRounds = 12;
constexpr unsigned kOwnSegments = 10;  // of 1 TB, so that an SLB is emptied by an slbia
constexpr unsigned kPagesOfEach = 6;

/// A thread that goes round its pages.
std::string slices_trace(const TemporaryFolder& folder, unsigned thread) {
  std::string text;
  for (unsigned round = 0; round < kRounds; ++round) {
    for (unsigned segment = 0; segment < kOwnSegments; ++segment) {
      for (unsigned page = 0; page < kPagesOfEach; ++page) {
        text += fmt::format(" {} {:x},8\n", (page + thread) % 3 == 0 ? 'S' : 'L',
                            (std::uint64_t{segment} << 40) + 0x1000 * (thread + page));
      }
    }
  }
  return folder.file(fmt::format("thread{}", thread), text).string();
}

constexpr std::uint64_t kTraceAccesses = std::uint64_t{kRounds} * kOwnSegments * kPagesOfEach;

/// So many threads in `spaces` address spaces on two processors, with slices of a microsecond.
Arguments threads_in(const TemporaryFolder& folder, unsigned threads, unsigned spaces) {
  Arguments arguments;
  for (unsigned thread = 0; thread < threads; ++thread) {
    arguments.push_back("--trace");
    arguments.push_back(slices_trace(folder, thread) + fmt::format("@program{}", thread % spaces));
  }
  return joined({arguments, with({"guest.processors=2", "guest.time_slice_us=1"})});
}

TEST(TimeSlicesTest, ThreadsAreDealtOutToTheProcessorsInTurn) {
  const TemporaryFolder folder;
  const auto& found = stats(joined({{"run"}, threads_in(folder, 5, 5)}));
  EXPECT_FALSE(found.contains("cpu2"));
  for (const char* thread : {"thread0", "thread2", "thread4"}) {
    EXPECT_EQ(count(found, {"cpu0", thread, "accesses"}), kTraceAccesses);
  }
  for (const char* thread : {"thread1", "thread3"}) {
    EXPECT_EQ(count(found, {"cpu1", thread, "accesses"}), kTraceAccesses);
  }
  EXPECT_FALSE(found.at("cpu1").as_object().contains("thread0"));
  const auto& cpu = found.at("cpu1").as_object();
  EXPECT_EQ(count(cpu, {"thread", "loads"}) + count(cpu, {"thread", "stores"}), 2 * kTraceAccesses);
  EXPECT_EQ(count(cpu, {"thread1", "cycles"}) + count(cpu, {"thread3", "cycles"}),
            count(cpu, {"stopped_at_cycle"}));
  EXPECT_EQ(count(cpu, {"thread1", "switches"}) + count(cpu, {"thread3", "switches"}),
            count(cpu, {"guest_os", "context_switches"}));
}

TEST(TimeSlicesTest, OnlyThreadsOfDifferentProgramsMissTheirSegmentsAgain) {
  const TemporaryFolder folder;
  const auto of_kernel = [&](unsigned spaces, const char* preload, const char* counter) {
    const auto& found = stats(joined({{"run"}, threads_in(folder, 4, spaces), with({preload})}));
    EXPECT_GT(count(found, {"cpu0", "guest_os", "context_switches"}), 2u);
    return count(found, {"cpu0", "guest_os", counter});
  };
  // Threads 0 and 2 are of one program if there are two.
  EXPECT_EQ(of_kernel(2, "guest.slb_preload=off", "segment_faults"), kOwnSegments);
  EXPECT_EQ(of_kernel(2, "guest.slb_preload=on", "slb_preloads"), 0u);
  EXPECT_EQ(of_kernel(2, "guest.slb_preload=on", "slbias"), 0u);
  EXPECT_GT(of_kernel(4, "guest.slb_preload=off", "segment_faults"), 2 * kOwnSegments);
  EXPECT_EQ(of_kernel(4, "guest.slb_preload=on", "segment_faults"), 2 * kOwnSegments);
  EXPECT_GT(of_kernel(4, "guest.slb_preload=on", "slbias"), 0u);
}

TEST(TimeSlicesTest, ThreadsWithAProcessorEachAreAsWithoutTheParameter) {
  const TemporaryFolder folder;
  const Arguments traces{"--trace", slices_trace(folder, 0), "--trace", slices_trace(folder, 1)};
  const auto hash = [&](const Arguments& settings) {
    return stats(joined({{"run"}, traces, settings})).at("event_hash");
  };
  EXPECT_EQ(hash(with({"guest.processors=2", "guest.time_slice_us=1"})), hash({}));
  EXPECT_NE(hash(with({"guest.processors=1", "guest.time_slice_us=1"})), hash({}));
}

TEST(TimeSlicesTest, SteppedIsByteIdentical) {
  const TemporaryFolder folder;
  for (const unsigned spaces : {1U, 3U}) {
    for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
      for (const char* threads : {"cpu.threads_per_core=1", "cpu.threads_per_core=2"}) {
        for (const char* data : {"memory.data_accesses=false", "memory.data_accesses=true"}) {
          const Arguments run =
              joined({{"run"},
                      threads_in(folder, 5, spaces),
                      with({misses, threads, data, "guest.hpt_order=18", "guest.age_interval=50",
                            "guest.protect_interval=70", "mmu.tlb_entries=16"})});
          EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run))
              << spaces << misses << threads << data;
        }
      }
    }
  }
}

TEST(TimeSlicesTest, SteppedIsByteIdenticalWithWarmUpStoreQueuesResizingAndMigration) {
  const TemporaryFolder folder;
  for (const char* setting :
       {"cpu.warmup_accesses=33", "memory.store_queue_entries=8", "mmu.hpte_format=isa300"}) {
    const Arguments run = joined(
        {{"run"},
         threads_in(folder, 5, 3),
         with({setting, "guest.resize_at_us=20", "guest.hpt_order=18", "guest.resize_order=19",
               "guest.resize_poll_us=5", "hypervisor.clear_line_cycles=4"})});
    EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << setting;
    EXPECT_EQ(count(stats(run), {"cpu0", "resize", "committed"}), 1u);
    const Arguments migration =
        joined({{"migrate"}, threads_in(folder, 5, 3), with({setting, "guest.hpt_order=18"})});
    EXPECT_EQ(stats_text(joined({migration, {"--stepped"}})), stats_text(migration)) << setting;
  }
}

// An access each in turn: with two threads of one program, 100 are 50 each.
TEST(TimeSlicesTest, BeforeTimeBeginsThreadsTakeTurnsAccessByAccess) {
  const TemporaryFolder folder;
  const auto& found =
      stats(joined({{"run"}, threads_in(folder, 4, 1), with({"cpu.warmup_accesses=100"})}));
  for (const char* thread : {"thread0", "thread2"}) {
    EXPECT_EQ(count(found, {"cpu0", thread, "accesses"}), kTraceAccesses - 50);
  }
  const auto& cpu = found.at("cpu0").as_object();
  EXPECT_EQ(count(cpu, {"thread0", "cycles"}) + count(cpu, {"thread2", "cycles"}),
            count(cpu, {"stopped_at_cycle"}));
}

TEST(TimeSlicesTest, TheSummaryTellsOfEachThread) {
  const TemporaryFolder folder;
  const ProgramResult run = run_program(joined({{"run", "--details"}, threads_in(folder, 4, 4)}));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(run.out.find("thread    processor"), run.out.npos) << run.out;
  EXPECT_NE(run.out.find("thread 3  processor 1"), run.out.npos) << run.out;
}

TEST(TimeSlicesTest, MoreProcessorsThanTracesAndSamplesAreRefused) {
  const TemporaryFolder folder;
  const std::string trace = slices_trace(folder, 0);
  const auto refusal = [&](const Arguments& more) {
    const ProgramResult result =
        run_program(joined({{"run", "--trace", trace, "--trace", trace}, more}));
    EXPECT_EQ(result.exit_code, 2);
    return result.err;
  };
  const std::string more = refusal(with({"guest.processors=3"}));
  EXPECT_NE(more.find("guest.processors is 3, more than there are threads to run on them: --trace "
                      "gives 2"),
            more.npos)
      << more;
  const std::string samples =
      refusal(joined({{"--sample", "1000:10"}, with({"guest.processors=1"})}));
  EXPECT_NE(samples.find("leave guest.processors 0"), samples.npos) << samples;
}

TEST(TimeSlicesTest, AnAccessThatCannotBeServedEndsTheRunWithItsLine) {
  const TemporaryFolder folder;
  const auto bad = folder.file("bad", " L 10000000,8\n L c000000000001000,8\n").string();
  for (const char* warm_up : {"cpu.warmup_accesses=0", "cpu.warmup_accesses=10"}) {
    const ProgramResult result =
        run_program(joined({{"run", "--trace", slices_trace(folder, 0), "--trace", bad},
                            with({"guest.processors=1", "guest.time_slice_us=1", warm_up})}));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find(bad + ":2: the guest's kernel cannot serve the load at"),
              std::string::npos)
        << result.err;
  }
}

}  // namespace
}  // namespace htabsim
