// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/granule_index.h"

#include <algorithm>
#include <bit>

namespace htabsim {

namespace {

constexpr std::uint32_t kNone = 0xffff'ffff;
constexpr std::uint64_t kMultiplier = 0x9e37'79b9'7f4a'7c15;  // 2^64 / the golden ratio
/// Buckets a way, so that most have one.
constexpr std::size_t kSpread = 4;

}  // namespace

GranuleIndex::GranuleIndex(std::size_t ways)
    : granules_(ways), buckets_(std::bit_ceil(kSpread * ways), kNone) {}

std::size_t GranuleIndex::bucket_number(std::uint64_t number, unsigned shift) const {
  const auto bits = static_cast<unsigned>(std::countr_zero(buckets_.size()));
  return static_cast<std::size_t>(((number * 64 + shift) * kMultiplier) >> (64 - bits));
}

GranuleIndex::Way* GranuleIndex::bucket(std::uint64_t number, unsigned shift) {
  return &buckets_[bucket_number(number, shift)];
}

GranuleIndex::Size& GranuleIndex::size(unsigned shift) {
  const auto found = std::ranges::find(sizes_, shift, &Size::shift);
  return found != sizes_.end() ? *found : sizes_.emplace_back(Size{.shift = shift});
}

void GranuleIndex::add(std::size_t way, Ea granule, unsigned shift) {
  const std::uint64_t number = granule.value() >> shift;
  Way* first = bucket(number, shift);
  granules_[way] = {number, shift, *first};
  *first = static_cast<Way>(way);
  ++size(shift).granules;
}

void GranuleIndex::remove(std::size_t way) {
  const Granule& gone = granules_[way];
  Way* link = bucket(gone.number, gone.shift);
  while (*link != way) link = &granules_[*link].next;
  *link = gone.next;
  --size(gone.shift).granules;
}

std::optional<std::size_t> GranuleIndex::find(Ea ea) const {
  Way lowest = kNone;
  for (const Size& size : sizes_) {
    if (size.granules == 0) continue;
    const std::uint64_t number = ea.value() >> size.shift;
    Way way = buckets_[bucket_number(number, size.shift)];
    while (way != kNone &&
           (granules_[way].number != number || granules_[way].shift != size.shift)) {
      way = granules_[way].next;
    }
    lowest = std::min(lowest, way);
  }
  return lowest != kNone ? std::optional<std::size_t>(lowest) : std::nullopt;
}

}  // namespace htabsim
