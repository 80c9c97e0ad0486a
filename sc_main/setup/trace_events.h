// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include "htabsim/model/trace/guest_event_reader.h"
#include "htabsim/tlm/core/guest_event_source.h"

namespace htabsim {

/// The events of a file for a simulated processor.
///
/// A damaged file must not unwind through a SystemC process, which would hide what was wrong: the
/// events end there, and rethrow_if_damaged() says so after the run.
template <class Event, class Reader>
class TraceEvents final : public EventSource<Event> {
 public:
  /// `on_batch`, if any, is told the number of events in each batch that is given.
  TraceEvents(LineReader lines, std::function<void(std::uint64_t)> on_batch)
      : reader_(std::move(lines)), on_batch_(std::move(on_batch)), batch_(kBatch) {}

  std::span<const Event> next_batch() override {
    std::size_t count = 0;
    try {
      while (count < batch_.size() && reader_.next(batch_[count])) ++count;
    } catch (...) {
      damage_ = std::current_exception();
      count = 0;
    }
    if (on_batch_) on_batch_(count);
    return {batch_.data(), count};
  }

  void rethrow_if_damaged() const {
    if (damage_) std::rethrow_exception(damage_);
  }

 private:
  static constexpr std::size_t kBatch = 1024;

  Reader reader_;
  std::function<void(std::uint64_t)> on_batch_;
  std::vector<Event> batch_;
  std::exception_ptr damage_;
};

using CapturedEvents = TraceEvents<GuestEvent, GuestEventReader>;
using PlainAccesses = TraceEvents<PlainAccess, LackeyReader>;

}  // namespace htabsim
