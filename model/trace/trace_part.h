// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

/// A part of a trace as a trace of its own.
class TracePart final : public TraceReader {
 public:
  TracePart(std::unique_ptr<TraceReader> whole, const TracePartChoice& choice)
      : whole_(std::move(whole)), choice_(choice) {}

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return whole_->file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override { return whole_->remarks(); }

 private:
  std::unique_ptr<TraceReader> whole_;
  TracePartChoice choice_;
  std::uint64_t met_ = 0;  // accesses of the thread
};

}  // namespace htabsim
