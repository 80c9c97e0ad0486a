// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/captured_events.h"

#include <span>
#include <utility>

namespace htabsim {

namespace {

constexpr std::size_t kEventsPerBatch = 4096;

}  // namespace

CapturedEvents::CapturedEvents(const CapturedGuest& guest, BatchListener on_batch)
    : CapturedEvents(guest, InputFile(guest.events), std::move(on_batch)) {}

CapturedEvents::CapturedEvents(const CapturedGuest& guest, InputFile file, BatchListener on_batch)
    : share_(file.share()),
      reader_(LineReader(std::move(file)), guest.vcpus.size()),
      on_batch_(std::move(on_batch)),
      batches_(guest.events.string(), [this](Batch& batch) { read(batch); }) {}

RecordedTurn CapturedEvents::next_turn() {
  RecordedTurn turn;
  if (is_cut_short_) return turn;
  damage_.is_none_after([&] { turn = take_turn(); });
  if (!on_batch_ || turn.events.empty()) return turn;
  is_cut_short_ = on_batch_(turn.events.size()) == Wanted::kNoMore;
  return is_cut_short_ ? RecordedTurn() : turn;
}

RecordedTurn CapturedEvents::take_turn() {
  if (batch_ == nullptr || taken_ == batch_->turns.size()) {
    batch_ = &batches_.next();
    taken_ = 0;
    if (batch_->empty()) return {};
  }
  const Turn& turn = batch_->turns[taken_++];
  return {turn.vcpu, turn.line,
          std::span(batch_->events).subspan(turn.begin, turn.end - turn.begin)};
}

// A turn that is longer than its batch is given in parts.
void CapturedEvents::read(Batch& batch) {
  batch.events.reserve(kEventsPerBatch);
  std::uint64_t number = 0;
  while (batch.events.size() < kEventsPerBatch) {
    if (!reader_.next(batch.events.emplace_back())) return batch.events.pop_back();
    const std::size_t last = batch.events.size() - 1;
    if (batch.empty() || reader_.turns() != number) {
      number = reader_.turns();
      batch.turns.push_back({reader_.vcpu(), reader_.line_number(), last});
    }
    batch.turns.back().end = last + 1;
  }
}

}  // namespace htabsim
