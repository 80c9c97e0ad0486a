// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/captured_events.h"

#include <utility>

namespace htabsim {

namespace {

constexpr std::size_t kEventsPerBatch = 1024;

}  // namespace

CapturedEvents::CapturedEvents(const CapturedGuest& guest,
                               std::function<void(std::uint64_t)> on_batch)
    : reader_(LineReader(InputFile(guest.events)), guest.vcpus.size()),
      on_batch_(std::move(on_batch)),
      batch_(kEventsPerBatch) {}

RecordedTurn CapturedEvents::next_turn() {
  RecordedTurn turn;
  if (!damage_.is_none_after([&] { turn = read_turn(); })) turn = {};
  if (on_batch_) on_batch_(turn.events.size());
  return turn;
}

// That a turn has begun is known when its first event has been read.
RecordedTurn CapturedEvents::read_turn() {
  if (std::exchange(next_turn_read_, false)) {
    std::swap(batch_.front(), batch_[count_]);
  } else if (!reader_.next(batch_.front())) {
    return {};
  }
  RecordedTurn turn{reader_.vcpu(), reader_.line_number(), {}};
  const std::uint64_t number = reader_.turns();
  count_ = 1;
  while (count_ < batch_.size() && reader_.next(batch_[count_])) {
    next_turn_read_ = reader_.turns() != number;
    if (next_turn_read_) break;
    ++count_;
  }
  turn.events = {batch_.data(), count_};
  return turn;
}

}  // namespace htabsim
