// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "model/trace/guest_event_reader.h"
#include "tlm/guest_event_source.h"

namespace htabsim {

/// A recorded guest's events for a simulated processor.
///
/// A damaged recording must not unwind through a SystemC process, which would hide what was wrong:
/// the events end there, and rethrow_if_damaged() says so after the run.
class CapturedEvents final : public GuestEventSource {
 public:
  /// `on_batch`, if any, is told the number of events given so far now and then.
  CapturedEvents(InputFile file, std::function<void(std::uint64_t)> on_batch);

  std::span<const GuestEvent> next_batch() override;
  void rethrow_if_damaged() const;

 private:
  GuestEventReader reader_;
  std::function<void(std::uint64_t)> on_batch_;
  std::vector<GuestEvent> batch_;
  std::uint64_t given_ = 0;
  std::exception_ptr damage_;
};

}  // namespace htabsim
