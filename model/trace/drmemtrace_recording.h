// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include "htabsim/model/trace/drmemtrace_schedule.h"

namespace htabsim {

/// A folder that drmemtrace has written: the threads of one process, a file each, and their
/// schedule.
struct DrmemtraceRecording {
  std::filesystem::path schedule;
  std::map<std::uint64_t, std::filesystem::path> threads;  ///< files, by the thread's number
  std::vector<DrmemtraceProcessor> processors;             ///< those whose threads are there
  /// How many processors ran only threads of which there is no file.
  std::size_t processors_without_files = 0;
};

/// Whether the folder has threads that drmemtrace has recorded; what cannot be looked at is none.
bool is_drmemtrace_recording(const std::filesystem::path& folder);

/// Throws InputError for a folder without a schedule, for files that do not belong to it or to one
/// process, and for a processor of whose threads some have a file and others have none.
DrmemtraceRecording open_drmemtrace_recording(const std::filesystem::path& folder);

/// Where one trace is needed, a recording is none: throws InputError that names files to give
/// instead.
[[noreturn]] void refuse_drmemtrace_recording(const std::filesystem::path& folder);

}  // namespace htabsim
