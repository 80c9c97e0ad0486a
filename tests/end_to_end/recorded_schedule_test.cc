// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/drmemtrace_bytes.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kTurns = 8;
constexpr std::uint64_t kThreads[] = {7, 8};
constexpr std::uint64_t kProcessors[] = {1, 4};

/// Instructions of a turn: the threads' turns have different lengths.
std::uint64_t turn_length(std::uint64_t thread) { return 10 * thread; }
/// In each turn the threads change their processors.
std::uint64_t processor_of(std::uint64_t thread, std::uint64_t turn) {
  return kProcessors[(thread + turn) % 2];
}

/// Each instruction accesses one of 40 pages, which both threads have.
std::uint64_t fetch_address(std::uint64_t thread, std::uint64_t n) {
  return 0x1000'0000 + thread * 0x10'0000 + 4 * n;
}
std::uint64_t data_address(std::uint64_t thread, std::uint64_t n) {
  return 0x2000'0000 + (7 * n + thread) % 40 * 0x1000;
}
bool is_store(std::uint64_t n) { return n % 3 == 0; }

std::string thread_bytes(std::uint64_t thread, std::uint64_t process) {
  std::string bytes = drmemtrace_start(thread, process);
  for (std::uint64_t n = 0; n < kTurns * turn_length(thread); ++n) {
    bytes += drmemtrace_record(10, 4, fetch_address(thread, n)) +
             drmemtrace_record(is_store(n) ? 1 : 0, 8, data_address(thread, n));
  }
  return bytes;
}

std::string schedule_bytes() {
  std::map<std::uint64_t, std::string> by_processor;
  for (std::uint64_t turn = 0; turn < kTurns; ++turn) {
    for (const std::uint64_t thread : kThreads) {
      by_processor[processor_of(thread, turn)] += drmemtrace_schedule_record(
          thread, 1000 + turn, processor_of(thread, turn), turn * turn_length(thread));
    }
  }
  return zip_archive({{"4", by_processor[4]}, {"1", by_processor[1]}});
}

/// What a processor does, as lackey writes it.
std::string processor_text(std::uint64_t processor) {
  std::string text;
  for (std::uint64_t turn = 0; turn < kTurns; ++turn) {
    const auto thread = *std::ranges::find_if(
        kThreads, [&](std::uint64_t one) { return processor_of(one, turn) == processor; });
    const std::uint64_t length = turn_length(thread);
    for (std::uint64_t n = turn * length; n < (turn + 1) * length; ++n) {
      text += fmt::format("I  {:x},4\n {} {:x},8\n", fetch_address(thread, n),
                          is_store(n) ? 'S' : 'L', data_address(thread, n));
    }
  }
  return text;
}

/// A recording of two threads on two processors.
class RecordedScheduleTest : public testing::Test {
 protected:
  RecordedScheduleTest() {
    for (const std::uint64_t thread : kThreads) set_thread(thread, 5);
    folder_.file("cpu_schedule.bin.zip", schedule_bytes());
  }
  void set_thread(std::uint64_t thread, std::uint64_t process, const std::string& more = "") {
    folder_.file(file_of(thread),
                 zip_archive({{"chunk.0000", thread_bytes(thread, process) + more}}));
  }
  static std::string file_of(std::uint64_t thread) {
    return fmt::format("drmemtrace.app.{}.trace.zip", thread);
  }
  [[nodiscard]] std::string path() const { return folder_.path().string(); }
  [[nodiscard]] Arguments recording() const { return {"run", "--trace", path()}; }
  [[nodiscard]] Arguments processors_by_hand(const std::string& space = "@program") const {
    Arguments run{"run"};
    for (const std::uint64_t processor : kProcessors) {
      const auto file = other_.file(fmt::format("cpu{}", processor), processor_text(processor));
      run.insert(run.end(), {"--trace", file.string() + space});
    }
    return run;
  }
  void expect_refused(const std::string& error) const {
    const ProgramResult result = run_program(recording());
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err, "htabsim: " + error + '\n');
  }

  TemporaryFolder folder_;
  TemporaryFolder other_;
};

TEST_F(RecordedScheduleTest, EachProcessorDoesWhatItDidInTheRecordedOrder) {
  for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
    for (const char* data : {"memory.data_accesses=false", "memory.data_accesses=true"}) {
      const Arguments config = with({misses, data, "guest.hpt_order=18", "mmu.tlb_entries=16"});
      EXPECT_EQ(stats_text(joined({recording(), config})),
                stats_text(joined({processors_by_hand(), config})))
          << misses << data;
    }
  }
}

TEST_F(RecordedScheduleTest, ThreadsRunOnTheirProcessors) {
  // A processor has each of the 8 turns' instructions and as many data accesses. Processor 1 has
  // thread 8 in even turns and 7 in odd ones, 4 * 80 + 4 * 70 = 600 instructions; so has the other.
  const auto& found = stats(recording());
  for (const char* cpu : {"cpu0", "cpu1"}) {
    EXPECT_EQ(count(found, {cpu, "thread", "loads"}) + count(found, {cpu, "thread", "stores"}),
              600u);
  }
  // 40 pages of data; code from 0x10700000 and 0x10800000 on, of 8 * 70 * 4 = 2240 and 2560 bytes.
  EXPECT_EQ(count(found, {"cpu0", "hcalls", "enter"}) + count(found, {"cpu1", "hcalls", "enter"}),
            40u + 1 + 1);
}

TEST_F(RecordedScheduleTest, SteppedIsByteIdentical) {
  for (const char* threads : {"cpu.threads_per_core=1", "cpu.threads_per_core=2"}) {
    const Arguments run = joined({recording(), with({threads, "guest.protect_interval=70"})});
    EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << threads;
  }
}

TEST_F(RecordedScheduleTest, HasASpaceOfItsOwnOrTheNamedOne) {
  const auto entered = [](const Arguments& run) {
    const auto& found = stats(run);
    std::uint64_t sum = 0;
    for (const char* cpu : {"cpu0", "cpu1", "cpu2", "cpu3"}) {
      sum += count(found, {cpu, "hcalls", "enter"});
    }
    return sum;
  };
  Arguments hand = processors_by_hand();
  hand.erase(hand.begin());
  EXPECT_EQ(entered(joined({{"run", "--trace", path() + "@program"}, hand})), 42u);
  EXPECT_EQ(entered(joined({recording(), hand})), 2 * 42u);
  EXPECT_EQ(entered(joined({recording(), {"--trace", path()}})), 2 * 42u);
}

TEST_F(RecordedScheduleTest, SaysWhichProcessorsTheyAre) {
  EXPECT_NE(run_program(recording()).out.find(path() + ": processors 1, 4 as recorded\n"),
            std::string::npos);
  // Thread 9, of which there is no file, ran on processor 6.
  folder_.file("cpu_schedule.bin", drmemtrace_schedule_record(7, 1, 1, 0) +
                                       drmemtrace_schedule_record(8, 1, 4, 0) +
                                       drmemtrace_schedule_record(9, 1, 6, 0));
  std::filesystem::remove(folder_ / "cpu_schedule.bin.zip");
  EXPECT_NE(run_program(recording())
                .out.find(path() + ": processors 1, 4 as recorded; there is no file of the threads "
                                   "of 1 other\n"),
            std::string::npos);
}

TEST_F(RecordedScheduleTest, AKernelsAccessIsNamedByItsFileAndRecord) {
  // 3 records come first, then 2 for each of 8 * 80 instructions; a load of the last one is 1284.
  set_thread(8, 5, drmemtrace_record(0, 8, 0xc000'0000'0000'1000));
  const ProgramResult result = run_program(recording());
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(result.err.starts_with(
      fmt::format("htabsim: {}/{}:1284: the guest's kernel cannot serve the load at "
                  "c000000000001000",
                  path(), file_of(8))))
      << result.err;
  EXPECT_EQ(stats_text(joined({recording(), {"--skip-kernel"}})), stats_text(processors_by_hand()));
}

TEST_F(RecordedScheduleTest, IsRefusedWithoutAScheduleOrOfTwoProcesses) {
  set_thread(8, 6);
  expect_refused(path() + "/" + file_of(8) + ": is of process 6 and " + file_of(7) +
                 " of process 5; several processes in one recording are not read");
  std::filesystem::remove(folder_ / "cpu_schedule.bin.zip");
  expect_refused(path() +
                 ": has threads of drmemtrace and neither cpu_schedule.bin.zip nor "
                 "serial_schedule.bin.gz; give each thread's file as --trace FILE@NAME, of one "
                 "NAME for all");
}

TEST_F(RecordedScheduleTest, IsOfNoOtherFormat) {
  const ProgramResult result = run_program(joined({recording(), {"--format", "lackey"}}));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "htabsim: " + path() +
                            ": is a recording of drmemtrace, not of the format \"lackey\"\n");
  EXPECT_EQ(stats_text(joined({recording(), {"--format", "drmemtrace"}})), stats_text(recording()));
}

TEST_F(RecordedScheduleTest, IsNoOneTrace) {
  const std::string refusal = "htabsim: " + path() +
                              ": is drmemtrace's folder of 2 threads; give their files one by "
                              "one, " +
                              file_of(7) + " to " + file_of(8) + '\n';
  EXPECT_EQ(run_program({"trace", "info", path()}).err, refusal);
  EXPECT_EQ(run_program({"trace", "convert", path(), "-o", "-"}).err, refusal);
}

}  // namespace
}  // namespace htabsim
