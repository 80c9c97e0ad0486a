// SPDX-License-Identifier: Apache-2.0
#include "sc_main/captured_events.h"

#include <utility>

namespace htabsim {

namespace {

constexpr std::size_t kBatch = 1024;

}  // namespace

CapturedEvents::CapturedEvents(InputFile file, std::function<void(std::uint64_t)> on_batch)
    : reader_(std::move(file)), on_batch_(std::move(on_batch)), batch_(kBatch) {}

std::span<const GuestEvent> CapturedEvents::next_batch() {
  std::size_t count = 0;
  try {
    while (count < batch_.size() && reader_.next(batch_[count])) ++count;
  } catch (...) {
    damage_ = std::current_exception();
    count = 0;
  }
  given_ += count;
  if (on_batch_) on_batch_(given_);
  return {batch_.data(), count};
}

void CapturedEvents::rethrow_if_damaged() const {
  if (damage_) std::rethrow_exception(damage_);
}

}  // namespace htabsim
