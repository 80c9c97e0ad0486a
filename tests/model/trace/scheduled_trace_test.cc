// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/scheduled_trace.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/drmemtrace_bytes.h"

namespace htabsim {
namespace {

constexpr const char* kTraceOf7 = "drmemtrace.app.7.0001.trace";
constexpr const char* kTraceOf8 = "drmemtrace.app.8.0002.trace";

/// Instruction n of a thread is at thread << 16 | 4 n, and loads from 1 << 40 above that.
std::uint64_t instruction_address(std::uint64_t thread, std::uint64_t n) {
  return thread << 16 | 4 * n;
}
constexpr std::uint64_t kAboveCode = std::uint64_t{1} << 40;

std::string loading_thread(std::uint64_t thread, std::uint64_t instructions) {
  std::string bytes = drmemtrace_start(thread, 5) + drmemtrace_record(28, 3, 40 + thread);
  for (std::uint64_t n = 0; n < instructions; ++n) {
    // A branch is an instruction, too; one that was not fetched is none.
    bytes += drmemtrace_record(n % 2 == 0 ? 10 : 48, 4, instruction_address(thread, n)) +
             drmemtrace_record(0, 8, kAboveCode + instruction_address(thread, n)) +
             drmemtrace_record(29, 4, instruction_address(thread, n));
  }
  return bytes;
}

struct RunOfThread {
  std::uint64_t thread;
  std::uint64_t first;
  std::uint64_t end;
};

std::vector<std::uint64_t> addresses_of(const std::vector<RunOfThread>& runs) {
  std::vector<std::uint64_t> addresses;
  for (const RunOfThread& run : runs) {
    for (std::uint64_t n = run.first; n < run.end; ++n) {
      addresses.push_back(instruction_address(run.thread, n));
      addresses.push_back(kAboveCode + instruction_address(run.thread, n));
    }
  }
  return addresses;
}

/// Threads 7, of 10 instructions, and 8, of 6.
class ScheduledTraceTest : public testing::Test {
 protected:
  ScheduledTraceTest() {
    folder_.file(kTraceOf7, loading_thread(7, 10));
    folder_.file(kTraceOf8, loading_thread(8, 6));
  }

  ScheduledTrace trace(std::vector<DrmemtraceStretch> stretches) const {
    return {std::make_shared<const DrmemtraceRecording>(
                DrmemtraceRecording{.schedule = folder_ / "cpu_schedule.bin.zip",
                                    .threads = {{7, folder_ / kTraceOf7}, {8, folder_ / kTraceOf8}},
                                    .processors = {{0, {}}, {3, std::move(stretches)}}}),
            1};
  }
  std::vector<PlainAccess> read(std::vector<DrmemtraceStretch> stretches) const {
    ScheduledTrace reader = trace(std::move(stretches));
    std::vector<PlainAccess> accesses;
    for (PlainAccess access; reader.next(access);) accesses.push_back(access);
    return accesses;
  }
  std::vector<std::uint64_t> read_addresses(std::vector<DrmemtraceStretch> stretches) const {
    std::vector<std::uint64_t> addresses;
    for (const PlainAccess& access : read(std::move(stretches))) {
      addresses.push_back(access.ea.value());
    }
    return addresses;
  }

  TemporaryFolder folder_;
};

TEST_F(ScheduledTraceTest, GivesStretchesInTheirOrder) {
  EXPECT_EQ(read_addresses({{.thread = 7, .first = 2, .end = 4},
                            {.thread = 8, .first = 0, .end = 1},
                            {.thread = 7, .first = 7, .end = 8},
                            {.thread = 8, .first = 1, .end = 3},
                            {.thread = 7, .first = 9}}),
            addresses_of({{7, 2, 4}, {8, 0, 1}, {7, 7, 8}, {8, 1, 3}, {7, 9, 10}}));
}

TEST_F(ScheduledTraceTest, GivesAllOfAThreadThatStays) {
  EXPECT_EQ(read_addresses({{.thread = 8}}), addresses_of({{8, 0, 6}}));
}

TEST_F(ScheduledTraceTest, ThreadMayEndWhereItComes) {
  EXPECT_TRUE(read({{.thread = 8, .first = 6}}).empty());
  EXPECT_TRUE(trace({{.thread = 8, .first = 6}}).may_be_empty());
  EXPECT_TRUE(read({}).empty());
}

TEST_F(ScheduledTraceTest, KeepsThreadAndProcessorAsRecorded) {
  // The file's own marker says processor 40 + thread.
  const auto accesses = read({{.thread = 7, .first = 9}, {.thread = 8, .first = 5}});
  ASSERT_EQ(accesses.size(), 4u);
  EXPECT_EQ(accesses[0].kind, PlainAccessKind::kFetch);
  EXPECT_EQ(accesses[0].thread, 7u);
  EXPECT_EQ(accesses[0].processor, 47u);
  EXPECT_EQ(accesses[3].kind, PlainAccessKind::kLoad);
  EXPECT_EQ(accesses[3].thread, 8u);
  EXPECT_EQ(accesses[3].processor, 48u);
}

TEST_F(ScheduledTraceTest, SaysWhereAnAccessStands) {
  // Four records stand before the first instruction, and each has three: instruction 2 is record
  // 4 + 2 * 3 + 1 = 11, its load 12.
  const auto accesses = read({{.thread = 8, .first = 2, .end = 3}, {.thread = 7, .end = 1}});
  const ScheduledTrace reader = trace({});
  const InputError of_thread_8 = reader.refusal(accesses[1].line, "is odd");
  EXPECT_EQ(of_thread_8.file(), (folder_ / kTraceOf8).string());
  EXPECT_EQ(of_thread_8.line(), 12u);
  EXPECT_EQ(of_thread_8.text(), "is odd");
  const InputError of_thread_7 = reader.refusal(accesses[2].line, "");
  EXPECT_EQ(of_thread_7.file(), (folder_ / kTraceOf7).string());
  EXPECT_EQ(of_thread_7.line(), 5u);
}

TEST_F(ScheduledTraceTest, CountsStretchesAndChanges) {
  ScheduledTrace reader = trace({{.thread = 7, .first = 0, .end = 1},
                                 {.thread = 7, .first = 3, .end = 4},
                                 {.thread = 8, .first = 0, .end = 1}});
  EXPECT_TRUE(reader.remarks().empty());
  for (PlainAccess access; reader.next(access);) continue;
  EXPECT_EQ(reader.remarks(), (std::vector<TraceRemark>{{"stretches", 3}, {"thread changes", 1}}));
}

TEST_F(ScheduledTraceTest, RefusesAThreadWithFewerInstructions) {
  const auto begins = caught([&] { read({{.thread = 8, .first = 7}}); });
  EXPECT_EQ(begins.file(), (folder_ / kTraceOf8).string());
  EXPECT_EQ(begins.text(),
            "ends after 6 instructions, but cpu_schedule.bin.zip has a stretch of thread 8 from 7 "
            "on");
  const auto goes_on = caught([&] { read({{.thread = 7, .first = 5, .end = 11}}); });
  EXPECT_EQ(goes_on.text(),
            "ends after 10 instructions, but cpu_schedule.bin.zip has a stretch of thread 7 from "
            "11 on");
  EXPECT_EQ(read({{.thread = 7, .first = 5, .end = 10}}).size(), 10u);
}

}  // namespace
}  // namespace htabsim
