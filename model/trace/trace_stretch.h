// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "htabsim/model/trace/access_timing.h"
#include "htabsim/model/trace/page_touch.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Accesses behind each other that are simulated in one way. Keeps its memory for the next ones.
class TraceStretch {
 public:
  AccessTiming timing = AccessTiming::kMeasured;
  bool ends_sample = false;  ///< the last access is its sample's last
  std::uint64_t passed = 0;  ///< accesses of the trace that it stands for

  void clear();
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::span<const PlainAccess> accesses() const {
    return std::span(memory_).first(count_);
  }
  enum class ReadEnd : std::uint8_t { kFull, kBetween, kTraceEnd };
  /// Adds up to `most` of the reader's next accesses. Ends before what the program does between
  /// two, which then is in `between`.
  ReadEnd read(TraceReader& reader, std::uint64_t most, PlainAccess& between);
  void add(const PageTouch& touch);
  /// What the program does between two accesses: a stretch has nothing beside it.
  void add_between(const PlainAccess& item);

 private:
  std::vector<PlainAccess> memory_;
  std::size_t count_ = 0;
};

}  // namespace htabsim
