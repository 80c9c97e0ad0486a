// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "htabsim/model/guest/turn_source.h"
#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/model/trace/guest_event_reader.h"
#include "sc_main/setup/batch_listener.h"
#include "sc_main/setup/deferred_damage.h"
#include "sc_main/setup/read_ahead.h"

namespace htabsim {

/// The events of a captured guest's file, in the order of the recording.
class CapturedEvents final : public TurnSource {
 public:
  /// `on_batch`, if any, is told the number of events in each turn.
  CapturedEvents(const CapturedGuest& guest, BatchListener on_batch);

  /// How much of the file has been read.
  [[nodiscard]] const std::shared_ptr<const ReadShare>& share() const { return share_; }

  RecordedTurn next_turn() override;
  /// InputError if the file turned out damaged while it was read.
  void rethrow_if_damaged() const { damage_.rethrow_if_any(); }
  /// No more of it was wanted, and there was more.
  [[nodiscard]] bool is_cut_short() const { return is_cut_short_; }

 private:
  struct Turn {
    std::uint32_t vcpu = 0;
    std::uint64_t line = 1;
    std::size_t begin = 0;  // of its events in the batch
    std::size_t end = 0;
  };
  struct Batch {
    std::vector<GuestEvent> events;
    std::vector<Turn> turns;

    [[nodiscard]] bool empty() const { return turns.empty(); }
    void clear() {
      events.clear();
      turns.clear();
    }
  };

  CapturedEvents(const CapturedGuest& guest, InputFile file, BatchListener on_batch);

  void read(Batch& batch);
  RecordedTurn take_turn();

  std::shared_ptr<const ReadShare> share_;
  GuestEventReader reader_;
  BatchListener on_batch_;
  const Batch* batch_ = nullptr;
  std::size_t taken_ = 0;  // of its turns
  bool is_cut_short_ = false;
  DeferredDamage damage_;
  ReadAhead<Batch> batches_;
};

}  // namespace htabsim
