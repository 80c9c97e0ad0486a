// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "htabsim/model/guest/turn_source.h"
#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/model/trace/guest_event_reader.h"
#include "sc_main/setup/deferred_damage.h"

namespace htabsim {

/// The events of a captured guest's file, in the order of the recording.
class CapturedEvents final : public TurnSource {
 public:
  /// `on_batch`, if any, is told the number of events in each turn that is given.
  CapturedEvents(const CapturedGuest& guest, std::function<void(std::uint64_t)> on_batch);

  RecordedTurn next_turn() override;
  /// InputError if the file turned out damaged while it was read.
  void rethrow_if_damaged() const { damage_.rethrow_if_any(); }

 private:
  RecordedTurn read_turn();

  GuestEventReader reader_;
  std::function<void(std::uint64_t)> on_batch_;
  std::vector<GuestEvent> batch_;
  std::size_t count_ = 0;        // of the events given last
  bool next_turn_read_ = false;  // the next turn's first event follows them
  DeferredDamage damage_;
};

}  // namespace htabsim
