// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "htabsim/model/trace/sample_plan.h"
#include "htabsim/model/trace/trace_reader.h"
#include "htabsim/model/trace/trace_stretch.h"

namespace htabsim {

/// Takes a trace apart by a plan: what to simulate in time, what without, and what to pass over but
/// for its first touches of pages, and its last ones at its end. Without a plan all is measured,
/// and what the program does between two accesses is a stretch of its own.
class TraceSampler {
 public:
  TraceSampler(std::unique_ptr<TraceReader> reader, std::optional<SamplePlan> plan);

  /// Reads what comes next; leaves an empty stretch empty at the end. Throws InputError like the
  /// reader, for a trace that ends before the first sample does, and for samples of processes.
  void read(TraceStretch& stretch);
  /// Before the first stretch: goes on behind so many accesses. Throws InputError like the reader,
  /// and for a trace that has fewer.
  void pass_over(std::uint64_t accesses);
  [[nodiscard]] const TraceReader& reader() const { return *reader_; }

 private:
  void read_planned(const SamplePlan& plan, TraceStretch& stretch);
  /// That process's accesses come now.
  void begin_process(std::uint32_t number);
  /// Passes over some accesses of those until `end`.
  void pass_to(std::uint64_t end, TraceStretch& stretch);
  /// The last touches of what has been passed over.
  void touch_last(TraceStretch& stretch);
  /// Reads a few accesses of those until `end`.
  void read_to(std::uint64_t end, AccessTiming timing, TraceStretch& stretch);
  [[noreturn]] void refuse_without_sample(const SamplePlan& plan) const;

  std::unique_ptr<TraceReader> reader_;
  std::optional<SamplePlan> plan_;
  std::size_t sample_ = 0;      // the number of the one that comes next, or is being read
  std::uint64_t position_ = 0;  // of the next access
  bool at_end_ = false;
  std::optional<PlainAccess> between_;  // what comes before the access at `position_`
  PassedTouches touches_;
};

}  // namespace htabsim
