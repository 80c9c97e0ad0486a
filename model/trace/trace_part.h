// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/trace/process_telling.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Which accesses of a trace are meant. The thread is chosen first, then what is skipped and taken,
/// then the periods.
struct TracePartChoice {
  std::optional<std::uint32_t> thread;
  std::uint64_t skip = 0;
  std::uint64_t take = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t period = 1;     ///< of each so many accesses
  std::uint64_t of_period = 1;  ///< the first so many
};

/// A part of a trace as a trace of its own. What is skipped is passed over as the trace below does
/// that, unless it must be read to know the thread. Processes fork and end in the part as they do
/// there, whatever the thread and the period; what they did before it is left out.
class TracePart final : public TraceReader {
 public:
  TracePart(std::unique_ptr<TraceReader> whole, const TracePartChoice& choice)
      : whole_(std::move(whole)), choice_(choice) {}

  bool next(PlainAccess& access) override;
  /// Of all threads without periods as the trace below does it. The first one then also tells the
  /// first touches before the part, as the trace below may tell none of them again.
  std::uint64_t skip(std::uint64_t count, PassedTouches& touches) override;
  [[nodiscard]] const std::string& file_name() const override { return whole_->file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override { return whole_->remarks(); }
  [[nodiscard]] bool may_be_empty() const override { return whole_->may_be_empty(); }
  [[nodiscard]] InputError refusal(std::uint64_t line, const std::string& why) const override {
    return whole_->refusal(line, why);
  }

 private:
  [[nodiscard]] bool is_range() const { return !choice_.thread && choice_.period == 1; }
  /// Passes over what is before the part; false if the trace ends there.
  bool pass_beginning();
  /// Whether the next access of the thread belongs to the part.
  bool choose();

  std::unique_ptr<TraceReader> whole_;
  TracePartChoice choice_;
  std::uint64_t met_ = 0;  // accesses of the thread
  PassedTouches before_;   // the part, as long as skip() has not told it
  ProcessTelling telling_;
};

}  // namespace htabsim
