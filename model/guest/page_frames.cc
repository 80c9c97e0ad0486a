// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/page_frames.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

constexpr std::uint64_t bytes_of(PageSize size) { return std::uint64_t{1} << shift(size); }

}  // namespace

std::optional<GuestReal> PageFrames::take(PageSize size) {
  std::vector<GuestReal>& own = returned(size);
  if (!own.empty()) {
    const GuestReal frame = own.back();
    own.pop_back();
    return frame;
  }
  if (const auto frame = carve(size)) return frame;
  return divide_larger_than(size) ? carve(size) : std::nullopt;
}

bool PageFrames::leave(GuestReal frame) {
  const auto found = sharers_.find(frame.value());
  if (found == sharers_.end()) return true;
  if (--found->second == 1) sharers_.erase(found);
  return false;
}

/// What lies before and behind the frame in its range stays unused.
std::optional<GuestReal> PageFrames::carve(PageSize size) {
  const std::uint64_t bytes = bytes_of(size);
  for (auto range = unused_.begin(); range != unused_.end(); ++range) {
    const std::uint64_t before = -range->base.value() & low_mask(shift(size));
    if (range->bytes < before || range->bytes - before < bytes) continue;
    const GuestReal frame = range->base + before;
    const GuestMemoryRange behind{frame + bytes, range->bytes - before - bytes};
    range->bytes = before;
    if (behind.bytes != 0) range = unused_.insert(range + 1, behind) - 1;
    if (before == 0) unused_.erase(range);
    return frame;
  }
  return std::nullopt;
}

bool PageFrames::divide_larger_than(PageSize size) {
  for (const PageSize larger : kAllPageSizes) {
    if (larger <= size || returned(larger).empty()) continue;
    unused_.push_back({returned(larger).back(), bytes_of(larger)});
    returned(larger).pop_back();
    return true;
  }
  return false;
}

}  // namespace htabsim
