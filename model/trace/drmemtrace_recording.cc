// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/drmemtrace_recording.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/trace/drmemtrace_reader.h"
#include "htabsim/model/trace/drmemtrace_record.h"

namespace htabsim {

namespace {

// That of all in one does not tell where a thread that runs alone changes its processor.
constexpr std::string_view kSchedules[] = {"cpu_schedule.bin.zip",    "cpu_schedule.bin.gz",
                                           "cpu_schedule.bin",        "serial_schedule.bin.gz",
                                           "serial_schedule.bin.zip", "serial_schedule.bin"};

/// drmemtrace.PROGRAM.THREAD.RANDOM.trace.zip, or .gz.
bool is_thread_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("drmemtrace.") && name.find(".trace.") != std::string::npos;
}

std::vector<std::filesystem::path> thread_files(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  std::filesystem::directory_iterator at(folder, error);
  for (; at != std::filesystem::directory_iterator(); at.increment(error)) {
    if (is_thread_file(at->path())) files.push_back(at->path());
  }
  std::ranges::sort(files);
  return files;
}

std::filesystem::path schedule_of(const std::filesystem::path& folder) {
  std::error_code error;
  for (const std::string_view name : kSchedules) {
    if (std::filesystem::exists(folder / name, error)) return folder / name;
  }
  throw InputError(folder.string(), InputError::kNoLine,
                   "has threads of drmemtrace and neither cpu_schedule.bin.zip nor "
                   "serial_schedule.bin.gz; give each thread's file as --trace FILE@NAME, of one "
                   "NAME for all");
}

/// Whose a file is, which it says before the first instruction.
struct FileOwner {
  std::uint64_t thread = 0;
  std::uint64_t process = 0;
};

FileOwner read_owner(const std::filesystem::path& file) {
  FileCursor cursor{InputFile(file)};
  if (!DrmemtraceReader::recognises(cursor.rest(sizeof(DrmemtraceRecord)))) {
    throw InputError(file.string(), InputError::kNoLine, "does not begin as drmemtrace's files do");
  }
  std::optional<std::uint64_t> thread;
  std::optional<std::uint64_t> process;
  while (!thread || !process) {
    DrmemtraceRecord record;
    std::memcpy(&record, cursor.take(sizeof record).data(), sizeof record);
    if (record.type == drmemtrace::kThread) {
      thread = record.address;
    } else if (record.type == drmemtrace::kProcess) {
      process = record.address;
    } else if (record.type != drmemtrace::kHeader && record.type != drmemtrace::kMarker) {
      cursor.fail_at(cursor.position() - sizeof record,
                     "the file does not say before this of which thread and process it is");
    }
  }
  return {*thread, *process};
}

std::map<std::uint64_t, std::filesystem::path> files_by_thread(
    const std::vector<std::filesystem::path>& files) {
  std::map<std::uint64_t, std::filesystem::path> threads;
  std::optional<std::uint64_t> process;
  for (const std::filesystem::path& file : files) {
    const FileOwner owner = read_owner(file);
    if (process.value_or(owner.process) != owner.process) {
      throw InputError(file.string(), InputError::kNoLine,
                       fmt::format("is of process {} and {} of process {}; several processes in "
                                   "one recording are not read",
                                   owner.process, files.front().filename().string(), *process));
    }
    process = owner.process;
    const auto [other, is_new] = threads.emplace(owner.thread, file);
    if (is_new) continue;
    throw InputError(file.string(), InputError::kNoLine,
                     fmt::format("is of thread {}, and so is {}", owner.thread,
                                 other->second.filename().string()));
  }
  return threads;
}

void check_threads_are_scheduled(const DrmemtraceRecording& recording) {
  std::set<std::uint64_t> scheduled;
  for (const DrmemtraceProcessor& processor : recording.processors) {
    for (const DrmemtraceStretch& stretch : processor.stretches) scheduled.insert(stretch.thread);
  }
  for (const auto& [thread, file] : recording.threads) {
    if (scheduled.contains(thread)) continue;
    throw InputError(file.string(), InputError::kNoLine,
                     fmt::format("is of thread {}, which {} does not have", thread,
                                 recording.schedule.filename().string()));
  }
}

// What a processor did must not have holes; one of which nothing is there was not to be simulated.
void leave_out_processors_without_files(DrmemtraceRecording& recording) {
  recording.processors_without_files =
      std::erase_if(recording.processors, [&](const DrmemtraceProcessor& processor) {
        const auto has_file = [&](const DrmemtraceStretch& stretch) {
          return recording.threads.contains(stretch.thread);
        };
        if (std::ranges::none_of(processor.stretches, has_file)) return true;
        const auto missing = std::ranges::find_if_not(processor.stretches, has_file);
        if (missing == processor.stretches.end()) return false;
        throw InputError(
            recording.schedule.string(), InputError::kNoLine,
            fmt::format("processor {} ran thread {}, of which there is no file, and threads of "
                        "which there is one",
                        processor.number, missing->thread));
      });
}

}  // namespace

bool is_drmemtrace_recording(const std::filesystem::path& folder) {
  return !thread_files(folder).empty();
}

DrmemtraceRecording open_drmemtrace_recording(const std::filesystem::path& folder) {
  DrmemtraceRecording recording;
  recording.schedule = schedule_of(folder);
  recording.threads = files_by_thread(thread_files(folder));
  recording.processors = read_drmemtrace_schedule(recording.schedule);
  check_threads_are_scheduled(recording);
  leave_out_processors_without_files(recording);
  return recording;
}

void refuse_drmemtrace_recording(const std::filesystem::path& folder) {
  const std::vector<std::filesystem::path> files = thread_files(folder);
  const std::string first = files.front().filename().string();
  throw InputError(folder.string(), InputError::kNoLine,
                   files.size() == 1
                       ? "is drmemtrace's folder of a thread; give its file " + first
                       : fmt::format("is drmemtrace's folder of {} threads; give their files one "
                                     "by one, {} to {}",
                                     files.size(), first, files.back().filename().string()));
}

}  // namespace htabsim
