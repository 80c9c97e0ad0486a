// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "htabsim/model/trace/guest_event.h"
#include "htabsim/model/trace/lackey_reader.h"

namespace htabsim {

/// Where a processor's events come from, a batch at a time so that an event costs no call.
template <class Event>
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// The next events in order; empty at the end. Good until the next call.
  virtual std::span<const Event> next_batch() = 0;
};

/// What a captured guest's processor did.
using GuestEventSource = EventSource<GuestEvent>;
/// The accesses of a program of which only the addresses are known.
using PlainAccessSource = EventSource<PlainAccess>;

}  // namespace htabsim
