// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/drmemtrace_schedule.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include <boost/endian/arithmetic.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

/// A record as it is in the file (facts T3).
struct ScheduleRecord {
  boost::endian::little_uint64_t thread;
  boost::endian::little_uint64_t timestamp;
  boost::endian::little_uint64_t processor;
  boost::endian::little_uint64_t first;
};
static_assert(sizeof(ScheduleRecord) == 32);

struct PlacedStretch {
  DrmemtraceStretch stretch;
  std::uint64_t processor = 0;
  std::uint64_t record = 0;  // in the file, from 1
};

[[noreturn]] void fail(const FileCursor& cursor, std::uint64_t record, const std::string& text) {
  cursor.fail_at((record - 1) * sizeof(ScheduleRecord), fmt::format("record {} {}", record, text));
}

[[noreturn]] void fail_backwards(const FileCursor& cursor, const PlacedStretch& one,
                                 std::uint64_t before) {
  fail(cursor, one.record,
       fmt::format("begins at instruction {} of thread {}, which was at {} before",
                   one.stretch.first, one.stretch.thread, before));
}

/// Where a processor is while its records are read.
struct ProcessorProgress {
  std::uint64_t timestamp = 0;
  std::map<std::uint64_t, std::uint64_t> threads;  // the last stretch's first instruction, of each
};

void go_on(const FileCursor& cursor, const PlacedStretch& one, ProcessorProgress& progress) {
  if (one.stretch.timestamp < progress.timestamp) {
    fail(
        cursor, one.record,
        fmt::format("is of an earlier time than the one before it on processor {}", one.processor));
  }
  progress.timestamp = one.stretch.timestamp;
  std::uint64_t& first = progress.threads[one.stretch.thread];
  if (one.stretch.first < first) fail_backwards(cursor, one, first);
  first = one.stretch.first;
}

std::vector<PlacedStretch> read_stretches(FileCursor& cursor) {
  std::vector<PlacedStretch> all;
  std::map<std::uint64_t, ProcessorProgress> processors;
  while (!cursor.at_end()) {
    ScheduleRecord record;
    std::memcpy(&record, cursor.take(sizeof record).data(), sizeof record);
    all.push_back(
        {.stretch = {.thread = record.thread, .first = record.first, .timestamp = record.timestamp},
         .processor = record.processor,
         .record = all.size() + 1});
    go_on(cursor, all.back(), processors[record.processor]);
  }
  if (all.empty()) throw InputError(cursor.file_name(), InputError::kNoLine, "has no record");
  return all;
}

std::vector<PlacedStretch*> in_time(std::vector<PlacedStretch>& all) {
  std::vector<PlacedStretch*> ordered;
  for (PlacedStretch& one : all) ordered.push_back(&one);
  std::ranges::stable_sort(ordered, {}, [](const PlacedStretch* one) {
    return std::pair(one->stretch.timestamp, one->stretch.first);
  });
  return ordered;
}

/// A stretch ends where its thread's next one begins, on whatever processor.
void find_ends(const FileCursor& cursor, std::vector<PlacedStretch>& all) {
  std::map<std::uint64_t, DrmemtraceStretch*> latest;  // of threads
  for (PlacedStretch* one : in_time(all)) {
    DrmemtraceStretch& stretch = one->stretch;
    DrmemtraceStretch*& before = latest[stretch.thread];
    if (before == nullptr && stretch.first != 0) {
      fail(cursor, one->record,
           fmt::format("is the first of thread {} and begins at its instruction {}, not 0",
                       stretch.thread, stretch.first));
    }
    if (before != nullptr) {
      if (stretch.first < before->first) fail_backwards(cursor, *one, before->first);
      before->end = stretch.first;
    }
    before = &stretch;
  }
}

/// Records of a thread that follow on each other are one stretch: there is one for each timestamp.
void append(const DrmemtraceStretch& stretch, std::vector<DrmemtraceStretch>& to) {
  if (stretch.first == stretch.end) return;
  if (!to.empty() && to.back().thread == stretch.thread && to.back().end == stretch.first) {
    to.back().end = stretch.end;
  } else {
    to.push_back(stretch);
  }
}

}  // namespace

std::vector<DrmemtraceProcessor> read_drmemtrace_schedule(const std::filesystem::path& file) {
  FileCursor cursor{InputFile(file, InputFile::kKeptBytes)};
  std::vector<PlacedStretch> all = read_stretches(cursor);
  find_ends(cursor, all);
  std::map<std::uint64_t, std::vector<DrmemtraceStretch>> by_processor;
  for (const PlacedStretch& one : all) append(one.stretch, by_processor[one.processor]);
  std::vector<DrmemtraceProcessor> processors;
  for (auto& [number, stretches] : by_processor) {
    if (!stretches.empty()) processors.push_back({number, std::move(stretches)});
  }
  return processors;
}

}  // namespace htabsim
