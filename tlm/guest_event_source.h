// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "model/trace/guest_event.h"

namespace htabsim {

/// Where a processor's events come from, a batch at a time so that an event costs no call.
class GuestEventSource {
 public:
  virtual ~GuestEventSource() = default;
  /// The next events in order; empty at the end. Good until the next call.
  virtual std::span<const GuestEvent> next_batch() = 0;
};

}  // namespace htabsim
