// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "htabsim/model/trace/access_timing.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// Whether a stretch of accesses has all that it should have, or the trace has ended within.
enum class StretchEnd : std::uint8_t { kWhole, kCut };

/// Is told of the stretches of a trace of which samples are taken: a sample is one of its own.
class StretchListener {
 public:
  virtual ~StretchListener() = default;
  /// The next access is the first of one.
  virtual void stretch_begins(AccessTiming timing) = 0;
  /// The last access was the last of the one that has begun.
  virtual void stretch_ends(StretchEnd end) = 0;
};

/// The accesses of a program of which only the addresses are known. Where only samples take time,
/// accesses that do and accesses that do not come in turn, an empty batch between them.
class PlainAccessSource {
 public:
  virtual ~PlainAccessSource() = default;
  /// The next accesses in order, many at a time so that one costs no call; empty at the end. Good
  /// until the next call.
  virtual std::span<const PlainAccess> next_batch() = 0;
  /// Whether the next accesses take no time.
  [[nodiscard]] virtual bool is_between_samples() const { return false; }
  /// Of an empty batch: whether no other will come.
  [[nodiscard]] virtual bool at_end() const { return true; }
  /// Accesses of the trace until now, those that were passed over included.
  [[nodiscard]] virtual std::uint64_t passed() const { return 0; }
  /// Before the first batch: goes on behind so many accesses. Throws what a trace's reader throws,
  /// and InputError if there are not so many; std::logic_error of a source that cannot do it.
  virtual void pass_over(std::uint64_t /*accesses*/) {
    throw std::logic_error("these accesses cannot be passed over");
  }
  virtual void observe_stretches(StretchListener& /*listener*/) {}
  /// The guest's kernel cannot serve an access: that of PlainAccess::line. The program does not go
  /// on.
  virtual void refuse(std::uint64_t /*line*/, const std::string& /*why*/) {}
};

}  // namespace htabsim
