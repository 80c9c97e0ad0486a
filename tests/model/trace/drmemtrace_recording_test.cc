// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/drmemtrace_recording.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/drmemtrace_bytes.h"

namespace htabsim {
namespace {

constexpr const char* kFileOf7 = "drmemtrace.app.7.0001.trace.zip";
constexpr const char* kFileOf8 = "drmemtrace.app.8.0002.trace.gz";
constexpr const char* kScheduleName = "cpu_schedule.bin.zip";

std::string recording_fault(const TemporaryFolder& folder) {
  return caught([&] { open_drmemtrace_recording(folder.path()); }).what();
}

std::string path_in(const TemporaryFolder& folder, const std::string& name) {
  return (folder / name).string();
}

/// Threads 7 and 8 of process 5, of which 7 runs on processor 1 and 8 on processor 2.
class DrmemtraceRecordingTest : public testing::Test {
 protected:
  DrmemtraceRecordingTest() {
    folder_.file(kFileOf7, zip_archive({{"chunk.0000", drmemtrace_start(7, 5)}}));
    folder_.file(kFileOf8, gzip_member(drmemtrace_start(8, 5)));
    set_schedule(on_1_ + on_2_);
  }
  void set_schedule(const std::string& records) {
    folder_.file(kScheduleName, zip_archive({{"1", records}}));
  }

  std::string on_1_ = drmemtrace_schedule_record(7, 10, 1, 0);
  std::string on_2_ = drmemtrace_schedule_record(8, 11, 2, 0);
  TemporaryFolder folder_;
};

TEST_F(DrmemtraceRecordingTest, KnowsThreadsByWhatTheirFilesSay) {
  folder_.file("v2p.textproto", "passed over");
  ASSERT_TRUE(is_drmemtrace_recording(folder_.path()));
  const DrmemtraceRecording recording = open_drmemtrace_recording(folder_.path());
  EXPECT_EQ(recording.schedule, folder_ / kScheduleName);
  ASSERT_EQ(recording.threads.size(), 2u);
  EXPECT_EQ(recording.threads.at(7), folder_ / kFileOf7);
  EXPECT_EQ(recording.threads.at(8), folder_ / kFileOf8);
  EXPECT_EQ(recording.processors.size(), 2u);
  EXPECT_EQ(recording.processors_without_files, 0u);
}

TEST_F(DrmemtraceRecordingTest, TakesTheScheduleOfAllIfThereIsNoOther) {
  folder_.file("serial_schedule.bin.gz", gzip_member(on_1_));
  EXPECT_EQ(open_drmemtrace_recording(folder_.path()).schedule, folder_ / kScheduleName);
  std::filesystem::remove(folder_ / kScheduleName);
  folder_.file("serial_schedule.bin.gz", gzip_member(on_1_ + on_2_));
  const DrmemtraceRecording recording = open_drmemtrace_recording(folder_.path());
  EXPECT_EQ(recording.schedule, folder_ / "serial_schedule.bin.gz");
  EXPECT_EQ(recording.processors.size(), 2u);
}

TEST_F(DrmemtraceRecordingTest, LeavesOutProcessorsOfWhoseThreadsNothingIsThere) {
  set_schedule(on_1_ + on_2_ + drmemtrace_schedule_record(9, 12, 3, 0));
  const DrmemtraceRecording recording = open_drmemtrace_recording(folder_.path());
  ASSERT_EQ(recording.processors.size(), 2u);
  EXPECT_EQ(recording.processors[1].number, 2u);
  EXPECT_EQ(recording.processors_without_files, 1u);
}

TEST_F(DrmemtraceRecordingTest, RefusesAProcessorWithHoles) {
  set_schedule(on_1_ + on_2_ + drmemtrace_schedule_record(9, 12, 2, 0));
  EXPECT_EQ(recording_fault(folder_),
            path_in(folder_, kScheduleName) +
                ": processor 2 ran thread 9, of which there is no file, and "
                "threads of which there is one");
}

TEST_F(DrmemtraceRecordingTest, RefusesAFileOfNoThreadInTheSchedule) {
  set_schedule(on_1_);
  EXPECT_EQ(
      recording_fault(folder_),
      path_in(folder_, kFileOf8) + ": is of thread 8, which cpu_schedule.bin.zip does not have");
}

TEST_F(DrmemtraceRecordingTest, RefusesTwoFilesOfAThread) {
  folder_.file("drmemtrace.app.8.0003.trace.gz", gzip_member(drmemtrace_start(7, 5)));
  EXPECT_EQ(recording_fault(folder_), path_in(folder_, "drmemtrace.app.8.0003.trace.gz") +
                                          ": is of thread 7, and so is " + kFileOf7);
}

TEST_F(DrmemtraceRecordingTest, RefusesTwoProcesses) {
  folder_.file(kFileOf8, gzip_member(drmemtrace_start(8, 6)));
  EXPECT_EQ(recording_fault(folder_),
            path_in(folder_, kFileOf8) + ": is of process 6 and " + kFileOf7 +
                " of process 5; several processes in one recording are not "
                "read");
}

TEST_F(DrmemtraceRecordingTest, RefusesAFolderWithoutASchedule) {
  std::filesystem::remove(folder_ / kScheduleName);
  ASSERT_TRUE(is_drmemtrace_recording(folder_.path()));
  EXPECT_EQ(recording_fault(folder_),
            folder_.path().string() +
                ": has threads of drmemtrace and neither cpu_schedule.bin.zip nor "
                "serial_schedule.bin.gz; give each thread's file as --trace FILE@NAME, of one NAME "
                "for all");
}

TEST_F(DrmemtraceRecordingTest, RefusesFilesThatDoNotSayWhoseTheyAre) {
  // An instruction stands at byte 24, behind header and thread of 12 bytes each.
  folder_.file(kFileOf8, gzip_member(drmemtrace_record(25, 0, 5) + drmemtrace_record(22, 4, 8) +
                                     drmemtrace_record(10, 4, 0x1000)));
  EXPECT_EQ(recording_fault(folder_),
            path_in(folder_, kFileOf8) +
                ": at byte 24: the file does not say before this of which "
                "thread and process it is");
  folder_.file(kFileOf8, gzip_member("I  04001000,3\n"));
  EXPECT_EQ(recording_fault(folder_),
            path_in(folder_, kFileOf8) + ": does not begin as drmemtrace's files do");
}

TEST_F(DrmemtraceRecordingTest, IsNoTrace) {
  const auto refusal = [this] {
    return caught([this] { refuse_drmemtrace_recording(folder_.path()); }).text();
  };
  EXPECT_EQ(refusal(), "is drmemtrace's folder of 2 threads; give their files one by one, " +
                           std::string(kFileOf7) + " to " + kFileOf8);
  std::filesystem::remove(folder_ / kFileOf8);
  EXPECT_EQ(refusal(),
            "is drmemtrace's folder of a thread; give its file " + std::string(kFileOf7));
}

TEST(DrmemtraceRecording, IsToldByItsFiles) {
  const TemporaryFolder folder;
  folder.file(kScheduleName, "");
  EXPECT_FALSE(is_drmemtrace_recording(folder.path()));
  EXPECT_FALSE(is_drmemtrace_recording(folder.file(kFileOf7, "")));
  EXPECT_TRUE(is_drmemtrace_recording(folder.path()));
  EXPECT_FALSE(is_drmemtrace_recording(folder / "absent"));
}

}  // namespace
}  // namespace htabsim
