// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/drmemtrace_schedule.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/drmemtrace_bytes.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kThreadEnd = DrmemtraceStretch::kThreadEnd;

std::vector<DrmemtraceProcessor> schedule_in(std::string_view bytes) {
  const TemporaryFolder folder;
  return read_drmemtrace_schedule(folder.file("schedule", bytes));
}

std::string schedule_fault(std::string_view bytes) {
  return caught([&] { schedule_in(bytes); }).text();
}

// Thread 7 begins on processor 3, is on 2 from its instruction 5 on, and back from 9 on; thread 8
// runs on 3 while thread 7 is away.
const std::string kOnTwo = drmemtrace_schedule_record(7, 120, 2, 5);
const std::string kOnThree[] = {drmemtrace_schedule_record(7, 100, 3, 0),
                                drmemtrace_schedule_record(8, 130, 3, 0),
                                drmemtrace_schedule_record(7, 150, 3, 9)};
const std::vector<DrmemtraceProcessor> kBoth = {
    {2, {{.thread = 7, .first = 5, .end = 9, .timestamp = 120}}},
    {3,
     {{.thread = 7, .first = 0, .end = 5, .timestamp = 100},
      {.thread = 8, .first = 0, .end = kThreadEnd, .timestamp = 130},
      {.thread = 7, .first = 9, .end = kThreadEnd, .timestamp = 150}}}};

TEST(DrmemtraceSchedule, EndsAStretchWhereItsThreadIsNext) {
  EXPECT_EQ(
      schedule_in(zip_archive({{"3", kOnThree[0] + kOnThree[1] + kOnThree[2]}, {"2", kOnTwo}})),
      kBoth);
}

TEST(DrmemtraceSchedule, OfAllProcessorsInOneSaysTheSame) {
  EXPECT_EQ(schedule_in(gzip_member(kOnThree[0] + kOnTwo + kOnThree[1] + kOnThree[2])), kBoth);
}

TEST(DrmemtraceSchedule, JoinsWhatGoesOn) {
  // A record for each timestamp: 0 to 4, 4 to 4 and 4 to 6 are one; 6 to the end is elsewhere.
  EXPECT_EQ(
      schedule_in(drmemtrace_schedule_record(7, 1, 0, 0) + drmemtrace_schedule_record(7, 2, 0, 4) +
                  drmemtrace_schedule_record(7, 3, 0, 4) + drmemtrace_schedule_record(7, 4, 1, 6)),
      (std::vector<DrmemtraceProcessor>{{0, {{.thread = 7, .first = 0, .end = 6, .timestamp = 1}}},
                                        {1, {{.thread = 7, .first = 6, .timestamp = 4}}}}));
}

TEST(DrmemtraceSchedule, ComingBackIsAStretchOfItsOwn) {
  // 3 to 5 is elsewhere, so 0 to 3 and 5 on are two, though nothing else ran between them.
  const auto processors =
      schedule_in(drmemtrace_schedule_record(7, 1, 0, 0) + drmemtrace_schedule_record(7, 2, 1, 3) +
                  drmemtrace_schedule_record(7, 3, 0, 5));
  EXPECT_EQ(processors[0].stretches.size(), 2u);
}

TEST(DrmemtraceSchedule, LeavesOutWhereNothingRan) {
  // Thread 7 comes to processor 0 and leaves it before its first instruction.
  const auto processors =
      schedule_in(drmemtrace_schedule_record(7, 1, 0, 0) + drmemtrace_schedule_record(7, 2, 1, 0));
  ASSERT_EQ(processors.size(), 1u);
  EXPECT_EQ(processors[0].number, 1u);
}

TEST(DrmemtraceSchedule, RefusesDamage) {
  const std::string first = drmemtrace_schedule_record(7, 100, 3, 0);
  EXPECT_EQ(schedule_fault(""), "has no record");
  EXPECT_EQ(schedule_fault(first + "12345"), "at byte 37: the file is cut short");
  EXPECT_EQ(schedule_fault(first + drmemtrace_schedule_record(7, 99, 3, 4)),
            "at byte 32: record 2 is of an earlier time than the one before it on processor 3");
  EXPECT_EQ(schedule_fault(first + drmemtrace_schedule_record(8, 110, 3, 2)),
            "at byte 32: record 2 is the first of thread 8 and begins at its instruction 2, not 0");
  EXPECT_EQ(schedule_fault(first + drmemtrace_schedule_record(7, 110, 3, 9) +
                           drmemtrace_schedule_record(7, 110, 3, 8)),
            "at byte 64: record 3 begins at instruction 8 of thread 7, which was at 9 before");
  EXPECT_EQ(schedule_fault(first + drmemtrace_schedule_record(7, 110, 3, 9) +
                           drmemtrace_schedule_record(7, 120, 2, 8)),
            "at byte 64: record 3 begins at instruction 8 of thread 7, which was at 9 before");
}

}  // namespace
}  // namespace htabsim
