// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/reuse_distance.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace htabsim {

std::uint64_t ReuseProfile::within(std::uint64_t entries) const {
  const std::uint64_t distances = std::min<std::uint64_t>(entries, by_distance.size());
  return std::accumulate(by_distance.begin(),
                         by_distance.begin() + static_cast<std::ptrdiff_t>(distances),
                         std::uint64_t{0});
}

ReuseProfile ReuseDistance::profile() const {
  ReuseProfile profile = profile_;
  if (nearest_ == 0) return profile;
  if (profile.by_distance.empty()) profile.by_distance.resize(1);
  profile.by_distance[0] = nearest_;
  return profile;
}

void ReuseDistance::use_other(std::uint32_t page) {
  for (unsigned i = 1; i < in_front_; ++i) {
    if (front_[i] != page) continue;
    count(i);
    std::copy_backward(front_.begin(), front_.begin() + i, front_.begin() + i + 1);
    front_[0] = page;
    return;
  }
  if (page >= slots_.size()) slots_.resize(page + std::size_t{1}, kUnused);
  const std::uint32_t slot = slots_[page];
  if (slot == kUnused) {
    ++profile_.first_uses;
  } else {
    count(in_front_ + std::size_t{taken_above(slot)});
    take_out(slot);
  }
  bring_to_front(page);
}

void ReuseDistance::count(std::size_t distance) {
  if (distance >= profile_.by_distance.size()) profile_.by_distance.resize(distance + 1);
  ++profile_.by_distance[distance];
}

void ReuseDistance::bring_to_front(std::uint32_t page) {
  if (in_front_ == kFront) {
    put_behind(front_.back());
  } else {
    ++in_front_;
  }
  std::copy_backward(front_.begin(), front_.end() - 1, front_.end());
  front_[0] = page;
  slots_[page] = kInFront;
}

void ReuseDistance::put_behind(std::uint32_t page) {
  if (next_slot_ == pages_.size()) move_together();
  const std::uint32_t slot = next_slot_++;
  pages_[slot] = page;
  slots_[page] = slot;
  taken_[slot / kBits] |= std::uint64_t{1} << slot % kBits;
  for (std::size_t i = slot / kBits + 1; i < tree_.size(); i += i & -i) ++tree_[i];
  ++behind_;
}

void ReuseDistance::take_out(std::uint32_t slot) {
  taken_[slot / kBits] &= ~(std::uint64_t{1} << slot % kBits);
  for (std::size_t i = slot / kBits + 1; i < tree_.size(); i += i & -i) --tree_[i];
  --behind_;
}

std::uint32_t ReuseDistance::taken_above(std::uint32_t slot) const {
  const std::uint64_t to_slot = ~std::uint64_t{0} >> (kBits - 1 - slot % kBits);
  auto up_to = static_cast<std::uint32_t>(std::popcount(taken_[slot / kBits] & to_slot));
  for (std::size_t i = slot / kBits; i != 0; i &= i - 1) up_to += tree_[i];
  return behind_ - up_to;
}

void ReuseDistance::move_together() {
  // As many slots stay free as are taken, so this is done seldom enough to cost a use next to
  // nothing.
  constexpr std::uint32_t kFewest = 1024;
  std::uint32_t to = 0;
  for (std::uint32_t from = 0; from < next_slot_; ++from) {
    if ((taken_[from / kBits] >> from % kBits & 1) == 0) continue;
    slots_[pages_[from]] = to;
    pages_[to++] = pages_[from];
  }
  next_slot_ = to;
  const std::size_t words = std::max(kFewest, 2 * to + kBits) / kBits;
  pages_.resize(words * kBits);
  taken_.assign(words, 0);
  std::fill_n(taken_.begin(), to / kBits, ~std::uint64_t{0});
  if (to % kBits != 0) taken_[to / kBits] = (std::uint64_t{1} << to % kBits) - 1;
  tree_.assign(words + 1, 0);
  for (std::size_t i = 1; i <= words; ++i) {
    tree_[i] += static_cast<std::uint32_t>(std::popcount(taken_[i - 1]));
    if (const std::size_t next = i + (i & -i); next <= words) tree_[next] += tree_[i];
  }
}

}  // namespace htabsim
