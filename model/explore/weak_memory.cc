// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/weak_memory.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "htabsim/model/explore/sequential_memory.h"

namespace htabsim {

namespace {

using Merge = PowerMemory::Merge;

/// A doubleword with one byte of R or C stored into it.
std::uint64_t merged(std::uint64_t dword, RcByte which, std::uint64_t byte) {
  const unsigned shift = which == RcByte::kReferenced ? 8 : 0;
  return (dword & ~(std::uint64_t{0xff} << shift)) | byte << shift;
}

}  // namespace

WeakMemory::WeakMemory(const HptImage& image, std::vector<HpteIndex> entries, unsigned agents,
                       const std::vector<unsigned>& processors)
    : entries_(std::move(entries)),
      walkers_(agents),
      memory_(values(image), agents + static_cast<unsigned>(processors.size())) {
  std::iota(walkers_.begin(), walkers_.end(), 0U);
  for (unsigned agent = 0; agent < agents; ++agent) await_call(agent);
  for (unsigned i = 0; i < processors.size(); ++i) {
    walkers_[processors[i]] = agents + i;
    end_walk(processors[i]);
  }
}

std::vector<std::uint64_t> WeakMemory::values(const HptImage& image) const {
  std::vector<std::uint64_t> values;
  for (const HpteIndex index : entries_) {
    values.push_back(image.load(index, HpteDword::k0));
    values.push_back(image.load(index, HpteDword::k1));
    values.push_back(image.guest_r(index));
  }
  return values;
}

std::optional<Location> WeakMemory::location(HpteIndex index, Word word) const {
  const auto found = std::ranges::find(entries_, index);
  if (found == entries_.end()) return std::nullopt;
  return static_cast<Location>((found - entries_.begin()) * kWords + static_cast<unsigned>(word));
}

std::optional<WeakMemory::Word> WeakMemory::word_of(OperationKind kind) {
  switch (kind) {
    case OperationKind::walk_dword0:
    case OperationKind::load_dword0:
    case OperationKind::store_dword0:
    case OperationKind::store_conditional:
      return Word::kDword0;
    case OperationKind::walk_dword1:
    case OperationKind::load_dword1:
    case OperationKind::store_dword1:
    case OperationKind::store_rc_byte:
      return Word::kDword1;
    case OperationKind::load_guest_r:
    case OperationKind::store_guest_r:
      return Word::kGuestR;
    default:
      return std::nullopt;
  }
}

unsigned WeakMemory::actor(unsigned agent, const PendingOperation& pending) const {
  return pending.by == PendingOperation::By::kWalker ? walkers_[agent] : agent;
}

/// All code here tests, or stores, what it has loaded, and hardware reads dword 1 of what matches.
PowerMemory::Behind WeakMemory::behind(OperationKind kind) {
  if (kind == OperationKind::walk_dword1) return {Dependency::kAddress};
  return is_load(kind) ? PowerMemory::Behind{} : PowerMemory::Behind{Dependency::kControl};
}

unsigned WeakMemory::outcomes(unsigned agent, const PendingOperation& pending) const {
  const auto& [kind, index, value] = pending.operation;
  const unsigned by = actor(agent, pending);
  if (kind == OperationKind::fetch_pteg) return static_cast<unsigned>(lines(by, index).size());
  const auto word = word_of(kind);
  const auto at = word ? location(index, *word) : std::nullopt;
  if (!at) return 1;
  if (kind == OperationKind::store_conditional) {
    return can_succeed(by, *at) && can_fail(by, *at) ? 2 : 1;
  }
  const auto ways = is_load(kind) ? memory_.readable(by, *at, behind(kind)).size()
                                  : memory_.places(by, *at, behind(kind)).size();
  return static_cast<unsigned>(ways);
}

WeakMemory::Done WeakMemory::perform(unsigned agent, const PendingOperation& pending,
                                     unsigned outcome, HptImage& image) {
  const auto& [kind, index, value] = pending.operation;
  const unsigned by = actor(agent, pending);
  if (kind == OperationKind::fetch_pteg) return fetch(by, index, outcome, image);
  const auto word = word_of(kind);
  if (!word) return on_page(by, pending, image);
  const auto at = location(index, *word);
  if (!at) {
    if (!is_load(kind)) throw std::logic_error("a store to an entry that nobody was to store to");
    if (*word == Word::kGuestR) return {{image.guest_r(index)}};
    return {{image.load(index, *word == Word::kDword0 ? HpteDword::k0 : HpteDword::k1)}};
  }
  if (is_load(kind)) return load(by, *at, kind, outcome);
  if (kind == OperationKind::store_conditional) {
    return store_conditional(by, *at, pending, outcome, image);
  }
  return store(by, *at, pending, outcome, image);
}

std::vector<Location> WeakMemory::locations_of_pteg(HpteIndex first) const {
  std::vector<Location> locations;
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    for (const Word word : {Word::kDword0, Word::kDword1}) {
      if (const auto at = location(first + slot, word)) locations.push_back(*at);
    }
  }
  return locations;
}

std::vector<WeakMemory::Line> WeakMemory::lines(unsigned actor, HpteIndex first) const {
  const std::vector<Location> locations = locations_of_pteg(first);
  std::vector<Line> lines{{}};
  for (const Location at : locations) {
    std::vector<StoreName> stores = memory_.readable(actor, at, {});
    std::ranges::reverse(stores);
    std::vector<Line> longer;
    for (const Line& line : lines) {
      for (const StoreName store : stores) {
        longer.push_back(line);
        longer.back().push_back(store);
      }
    }
    lines = std::move(longer);
  }
  std::erase_if(lines, [&](const Line& line) { return !memory_.is_cut(locations, line); });
  return lines;
}

WeakMemory::Done WeakMemory::fetch(unsigned actor, HpteIndex first, unsigned outcome,
                                   const HptImage& image) {
  const Line line = lines(actor, first)[outcome];
  const std::vector<Location> locations = locations_of_pteg(first);
  for (std::size_t i = 0; i < line.size(); ++i) memory_.load(actor, locations[i], {}, line[i]);
  Done done;
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    for (const Word word : {Word::kDword0, Word::kDword1}) {
      const HpteIndex index = first + slot;
      const auto at = location(index, word);
      const HpteDword which = word == Word::kDword0 ? HpteDword::k0 : HpteDword::k1;
      done.observed.push_back(at ? memory_.value(*at, memory_.current(actor, *at))
                                 : image.load(index, which));
    }
  }
  return done;
}

WeakMemory::Done WeakMemory::load(unsigned actor, Location at, OperationKind kind,
                                  unsigned outcome) {
  const std::vector<StoreName> stores = memory_.readable(actor, at, behind(kind));
  const StoreName read = stores[stores.size() - 1 - outcome];
  memory_.load(actor, at, behind(kind), read);
  return {{memory_.value(at, read)}};
}

WeakMemory::Done WeakMemory::store(unsigned actor, Location at, const PendingOperation& pending,
                                   unsigned outcome, HptImage& image) {
  const auto& [kind, index, value] = pending.operation;
  const std::vector<std::size_t> places = memory_.places(actor, at, behind(kind));
  const std::size_t place = places[places.size() - 1 - outcome];
  if (kind != OperationKind::store_rc_byte) {
    return put(actor, at, place, value, Merge::kNo, image);
  }
  const std::uint64_t before = memory_.value(at, memory_.at(at, place - 1));
  return put(actor, at, place, merged(before, pending.rc_byte, value), Merge::kYes, image);
}

/// Behind the store that the ldarx has read, which is the newest that the agent has seen.
bool WeakMemory::can_succeed(unsigned actor, Location at) const {
  const std::size_t place = memory_.position(at, memory_.current(actor, at)) + 1;
  const auto places = memory_.places(actor, at, behind(OperationKind::store_conditional));
  return std::ranges::find(places, place) != places.end();
}

bool WeakMemory::can_fail(unsigned actor, Location at) const {
  return memory_.current(actor, at) != memory_.newest(at);
}

WeakMemory::Done WeakMemory::store_conditional(unsigned actor, Location at,
                                               const PendingOperation& pending, unsigned outcome,
                                               HptImage& image) {
  if (can_fail(actor, at) && (outcome == 0 || !can_succeed(actor, at))) return {{0}};
  const std::size_t place = memory_.position(at, memory_.current(actor, at)) + 1;
  Done done = put(actor, at, place, pending.operation.value, Merge::kYes, image);
  done.observed = {1};
  return done;
}

WeakMemory::Done WeakMemory::put(unsigned actor, Location at, std::size_t place,
                                 std::uint64_t value, Merge merge, HptImage& image) {
  const StoreName made = memory_.store(actor, at, {Dependency::kControl}, place, value, merge);
  if (memory_.newest(at) != made) return {};
  const HpteIndex index = entries_[at / kWords];
  switch (static_cast<Word>(at % kWords)) {
    case Word::kDword0:
      image.store(index, HpteDword::k0, value);
      break;
    case Word::kDword1:
      image.store(index, HpteDword::k1, value);
      break;
    case Word::kGuestR:
      image.set_guest_r(index, value);
      break;
  }
  return {.observed = {}, .newest = Change{at, made}};
}

/// Linux takes the lock of the page's chain for it (lock_rmap).
WeakMemory::Done WeakMemory::on_page(unsigned actor, const PendingOperation& pending,
                                     HptImage& image) {
  memory_.locked_section(actor, pending.page.value());
  return {do_on_page(image, pending)};
}

void WeakMemory::see_newest(unsigned agent, HpteIndex index) {
  if (const auto at = location(index, Word::kDword0)) memory_.see_newest(agent, *at);
}

void WeakMemory::see_newest(unsigned agent) {
  memory_.see_newest(agent);
  memory_.see_newest(walkers_[agent]);
}

void WeakMemory::retire(unsigned agent) {
  memory_.retire(agent);
  memory_.retire(walkers_[agent]);
}

void WeakMemory::publish(unsigned agent) {
  memory_.publish(agent);
  memory_.publish(walkers_[agent]);
}

void WeakMemory::meet(const HptImage& image) { memory_.meet(values(image)); }

void WeakMemory::add_state(Digest& digest, std::span<const unsigned> renamed) const {
  if (renamed.empty()) return memory_.add_state(digest);
  std::vector<unsigned> actors(memory_.agents());
  for (std::size_t agent = 0; agent < walkers_.size(); ++agent) {
    actors[agent] = renamed[agent];
    actors[walkers_[agent]] = walkers_[renamed[agent]];
  }
  memory_.add_state(digest, actors);
}

void WeakMemory::forget(const std::vector<unsigned>& live) {
  std::vector<unsigned> actors;
  for (const unsigned agent : live) {
    actors.push_back(agent);
    if (walkers_[agent] != agent) actors.push_back(walkers_[agent]);
  }
  memory_.forget(actors);
}

}  // namespace htabsim
