// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <vector>

namespace htabsim {

/// Instructions of a thread that one processor ran without a pause. A thread's count from 0.
struct DrmemtraceStretch {
  /// For `end`: as far as the thread goes.
  static constexpr std::uint64_t kThreadEnd = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t thread = 0;
  std::uint64_t first = 0;         ///< instruction
  std::uint64_t end = kThreadEnd;  ///< the first instruction that is not in it any more
  std::uint64_t timestamp = 0;     ///< when it began, in microseconds

  friend bool operator==(const DrmemtraceStretch&, const DrmemtraceStretch&) = default;
};

/// What a recorded processor ran, in order.
struct DrmemtraceProcessor {
  std::uint64_t number = 0;
  std::vector<DrmemtraceStretch> stretches;

  friend bool operator==(const DrmemtraceProcessor&, const DrmemtraceProcessor&) = default;
};

/// The schedule that drmemtrace has recorded beside its threads (facts T3): by processor, or that
/// of all in one. The processors ascend; one without an instruction is left out. Throws InputError
/// for what is damaged, and where not each instruction of a thread is on one processor.
std::vector<DrmemtraceProcessor> read_drmemtrace_schedule(const std::filesystem::path& file);

}  // namespace htabsim
