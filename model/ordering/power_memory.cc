// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/power_memory.h"

#include <algorithm>
#include <map>
#include <utility>

namespace htabsim {

namespace {

/// Whether a load behind such a dependency must see what the older load has seen.
bool orders_loads(Dependency kind) {
  return kind == Dependency::kAddress || kind == Dependency::kControlIsync;
}

/// Which stores come before which, to look for a cycle.
class Precedence {
 public:
  void add(StoreName older, StoreName newer) { newer_[older].push_back(newer); }
  void add(const StoreView& older, StoreName newer) {
    for (const StoreName one : older) {
      if (one.agent != StoreName::kNobody) add(one, newer);
    }
  }

  [[nodiscard]] bool has_cycle() {
    return std::ranges::any_of(newer_, [this](const auto& one) { return leads_back(one.first); });
  }

 private:
  enum class Visit : std::uint8_t { kNew, kUnderWay, kDone };

  bool leads_back(StoreName from) {
    Visit& visit = visits_[from];
    if (visit == Visit::kDone) return false;
    if (visit == Visit::kUnderWay) return true;
    visit = Visit::kUnderWay;
    const auto found = newer_.find(from);
    if (found != newer_.end()) {
      for (const StoreName next : found->second) {
        if (leads_back(next)) return true;
      }
    }
    visits_[from] = Visit::kDone;
    return false;
  }

  std::map<StoreName, std::vector<StoreName>> newer_;
  std::map<StoreName, Visit> visits_;
};

/// Adds what names stores, where processors may have other numbers than their own.
class NamesDigest {
 public:
  NamesDigest(Digest& digest, std::span<const unsigned> renamed)
      : digest_(digest), renamed_(renamed) {}

  [[nodiscard]] StoreName renamed(StoreName name) const {
    if (renamed_.empty() || name.agent == StoreName::kNobody) return name;
    return {static_cast<std::uint8_t>(renamed_[name.agent]), name.number};
  }

  /// Four names a word.
  template <class Names>
  void add(const Names& names) {
    std::uint64_t word = names.size();
    unsigned held = 1;
    for (const StoreName name : names) {
      word = word << 16 | renamed(name).word();
      if (++held < 4) continue;
      digest_.add(word);
      word = 0;
      held = 0;
    }
    digest_.add(word);
  }

 private:
  Digest& digest_;
  std::span<const unsigned> renamed_;
};

}  // namespace

PowerMemory::PowerMemory(unsigned locations, unsigned agents)
    : PowerMemory(std::vector<std::uint64_t>(locations), agents) {}

PowerMemory::PowerMemory(const std::vector<std::uint64_t>& values, unsigned agents)
    : first_values_(values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    first_.push_back({StoreName::kNobody, static_cast<std::uint8_t>(i)});
    orders_.push_back({first_.back()});
  }
  Processor processor;
  for (const auto view : kViews) processor.*view = first_;
  processors_.assign(agents, processor);
  synchronised_ = first_;
  acknowledged_ = first_;
}

std::size_t PowerMemory::position(Location location, StoreName name) const {
  const Order& order = orders_[location];
  return static_cast<std::size_t>(std::ranges::find(order, name) - order.begin());
}

bool PowerMemory::is_before(Location location, StoreName older, StoreName newer) const {
  return older != newer && position(location, older) < position(location, newer);
}

StoreView PowerMemory::joined(const StoreView& one, const StoreView& other) const {
  StoreView view = one;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (is_before(static_cast<Location>(i), view[i], other[i])) view[i] = other[i];
  }
  return view;
}

const PowerMemory::Store* PowerMemory::find(StoreName name) const {
  const auto found = std::ranges::find(stores_, name, &Store::name);
  return found == stores_.end() ? nullptr : &*found;
}

const StoreView& PowerMemory::view_of(StoreName name) const {
  const Store* store = find(name);
  return store ? store->carried : first_;
}

std::uint64_t PowerMemory::value(Location location, StoreName name) const {
  const Store* store = find(name);
  return store ? store->value : first_values_[location];
}

bool PowerMemory::merges(StoreName name) const {
  const Store* store = find(name);
  return store && store->merge == Merge::kYes;
}

const StoreView& PowerMemory::view_of(unsigned agent, const Behind& behind) const {
  return behind.read ? view_of(*behind.read) : processors_[agent].tested;
}

StoreView PowerMemory::floor_of_access(unsigned agent) const {
  const Processor& processor = processors_[agent];
  return processor.between_calls ? joined(processor.current, synchronised_) : processor.current;
}

StoreView PowerMemory::floor_of_load(unsigned agent, const Behind& behind) const {
  const StoreView floor = floor_of_access(agent);
  return orders_loads(behind.kind) ? joined(floor, view_of(agent, behind)) : floor;
}

StoreView PowerMemory::carried_by_store(unsigned agent, const Behind& behind) const {
  const StoreView& fence = processors_[agent].fence;
  return behind.kind == Dependency::kNone ? fence : joined(fence, view_of(agent, behind));
}

std::vector<StoreName> PowerMemory::readable(unsigned agent, Location location,
                                             const Behind& behind) const {
  const Order& order = orders_[location];
  const StoreName oldest = floor_of_load(agent, behind)[location];
  return {order.begin() + static_cast<std::ptrdiff_t>(position(location, oldest)), order.end()};
}

void PowerMemory::load(unsigned agent, Location location, const Behind& behind, StoreName read) {
  Processor& processor = begin_access(agent);
  processor.current = floor_of_load(agent, behind);
  processor.current[location] = read;
  StoreView seen = view_of(read);
  processor.tested = joined(processor.tested, seen);
  if (is_before(location, seen[location], read)) seen[location] = read;
  processor.seen = joined(processor.seen, seen);
}

std::vector<std::size_t> PowerMemory::places(unsigned agent, Location location,
                                             const Behind& behind) const {
  const Order& order = orders_[location];
  const StoreView carried = carried_by_store(agent, behind);
  const StoreName name{static_cast<std::uint8_t>(agent), processors_[agent].stores};
  const std::size_t after = std::max(position(location, floor_of_access(agent)[location]),
                                     position(location, carried[location]));
  std::vector<std::size_t> places;
  for (std::size_t place = after + 1; place <= order.size(); ++place) {
    const bool last = place == order.size();
    if (last || (!merges(order[place]) && fits(location, name, place, carried))) {
      places.push_back(place);
    }
  }
  return places;
}

bool PowerMemory::fits(Location location, StoreName name, std::size_t place,
                       const StoreView& carried) const {
  Precedence precedence;
  for (Location i = 0; i < orders_.size(); ++i) {
    Order order = orders_[i];
    if (i == location) order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), name);
    for (std::size_t k = 2; k < order.size(); ++k) precedence.add(order[k - 1], order[k]);
  }
  for (const Store& store : stores_) precedence.add(store.carried, store.name);
  precedence.add(carried, name);
  return !precedence.has_cycle();
}

StoreName PowerMemory::store(unsigned agent, Location location, const Behind& behind,
                             std::size_t place, std::uint64_t value, Merge merge) {
  Processor& processor = begin_access(agent);
  StoreView carried = carried_by_store(agent, behind);
  const StoreName name{static_cast<std::uint8_t>(agent), processor.stores++};
  Order& order = orders_[location];
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), name);
  processor.current[location] = name;
  processor.own[location] = name;
  stores_.push_back({name, std::move(carried), value, merge});
  return name;
}

void PowerMemory::barrier(unsigned agent, Barrier kind) {
  Processor& processor = begin_access(agent);
  switch (kind) {
    case Barrier::kEieio:  // stores against stores (facts O4)
      processor.fence = joined(processor.fence, processor.own);
      return;
    case Barrier::kIsync:  // loads behind a branch that tests older ones (facts O7)
      processor.current = joined(processor.current, processor.tested);
      return;
    case Barrier::kLwsync:  // cumulative (facts O5)
      processor.current = joined(processor.current, processor.seen);
      break;
    case Barrier::kPtesync:  // and total (facts O6)
      processor.current = joined(processor.current, processor.seen);
      processor.current = joined(processor.current, processor.waited);
      processor.current = joined(processor.current, synchronised_);
      synchronised_ = processor.current;
      break;
  }
  processor.fence = joined(processor.fence, processor.current);
}

PowerMemory::Processor& PowerMemory::begin_access(unsigned agent) {
  Processor& processor = processors_[agent];
  processor.current = floor_of_access(agent);
  processor.between_calls = false;
  return processor;
}

void PowerMemory::await_walk(unsigned agent) {
  Processor& processor = processors_[agent];
  processor.current = processor.own;
  processor.seen = first_;
  processor.tested = first_;
  await_call(agent);
}

void PowerMemory::acknowledge(unsigned agent) {
  acknowledged_ = joined(acknowledged_, processors_[agent].own);
}

void PowerMemory::tlbsync(unsigned agent) {
  Processor& processor = processors_[agent];
  processor.waited = joined(processor.waited, acknowledged_);
}

void PowerMemory::locked_section(unsigned agent, std::uint64_t lock) {
  Processor& processor = begin_access(agent);
  auto found = std::ranges::lower_bound(locks_, lock, {}, &Lock::name);
  if (found == locks_.end() || found->name != lock) found = locks_.insert(found, {lock, first_});
  processor.current = joined(processor.current, found->passed);
  barrier(agent, Barrier::kLwsync);
  found->passed = processor.current;
}

void PowerMemory::see_newest(unsigned agent, Location location) {
  processors_[agent].current[location] = newest(location);
}

void PowerMemory::see_newest(unsigned agent) {
  for (std::size_t i = 0; i < orders_.size(); ++i) see_newest(agent, static_cast<Location>(i));
}

void PowerMemory::retire(unsigned agent) {
  Processor& processor = processors_[agent];
  processor.current = joined(processor.current, processor.own);
  for (StoreView* view :
       {&processor.fence, &processor.seen, &processor.tested, &processor.waited}) {
    *view = first_;
  }
}

void PowerMemory::publish(unsigned agent) {
  synchronised_ = joined(synchronised_, processors_[agent].current);
}

bool PowerMemory::is_cut(const std::vector<Location>& locations,
                         const std::vector<StoreName>& stores) const {
  const auto is_there = [&](const StoreView& view) {
    for (std::size_t i = 0; i < stores.size(); ++i) {
      if (is_before(locations[i], stores[i], view[locations[i]])) return false;
    }
    return true;
  };
  for (std::size_t i = 0; i < stores.size(); ++i) {
    for (std::size_t place = position(locations[i], stores[i]); place > 0; --place) {
      if (!is_there(view_of(orders_[locations[i]][place]))) return false;
    }
  }
  return true;
}

void PowerMemory::meet(const std::vector<std::uint64_t>& values) {
  first_values_ = values;
  for (std::size_t i = 0; i < orders_.size(); ++i) orders_[i] = {first_[i]};
  stores_.clear();
  locks_.clear();
  for (Processor& processor : processors_) {
    for (const auto view : kViews) processor.*view = first_;
  }
  synchronised_ = first_;
  acknowledged_ = first_;
}

// A store that all have seen is read by nobody who has not seen what is after it, and nothing can
// be put before it. If all that it is behind are such stores too, it is in no cycle still to come.
void PowerMemory::forget(const std::vector<unsigned>& live) {
  StoreView last = seen_by_all(live);
  while (shorten(last)) continue;
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    const auto location = static_cast<Location>(i);
    if (const std::size_t place = position(location, last[i])) forget(location, place);
  }
}

StoreView PowerMemory::seen_by_all(const std::vector<unsigned>& live) {
  StoreView oldest;
  for (const Order& order : orders_) oldest.push_back(order.back());
  for (const unsigned agent : live) {
    Processor& processor = processors_[agent];
    processor.current = floor_of_access(agent);
    for (std::size_t i = 0; i < oldest.size(); ++i) {
      if (is_before(static_cast<Location>(i), processor.current[i], oldest[i])) {
        oldest[i] = processor.current[i];
      }
    }
  }
  return oldest;
}

bool PowerMemory::shorten(StoreView& last) const {
  bool shorter = false;
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    const Order& order = orders_[i];
    const std::size_t end = position(static_cast<Location>(i), last[i]);
    std::size_t place = 0;
    while (place < end && is_within(view_of(order[place + 1]), last)) ++place;
    shorter = shorter || place < end;
    last[i] = order[place];
  }
  return shorter;
}

bool PowerMemory::is_within(const StoreView& view, const StoreView& bound) const {
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (is_before(static_cast<Location>(i), bound[i], view[i])) return false;
  }
  return true;
}

/// The last of them becomes the location's first value.
void PowerMemory::forget(Location location, std::size_t last) {
  Order& order = orders_[location];
  const auto forgotten = [&](StoreName name) { return position(location, name) <= last; };
  for_each_view([&](StoreView& view) {
    if (forgotten(view[location])) view[location] = first_[location];
  });
  first_values_[location] = value(location, order[last]);
  std::erase_if(stores_, [&](const Store& store) { return forgotten(store.name); });
  order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(last));
  order.front() = first_[location];
}

template <class Use>
void PowerMemory::for_each_view(const Use& use) {
  for (Processor& processor : processors_) {
    for (const auto view : kViews) use(processor.*view);
  }
  for (Store& store : stores_) use(store.carried);
  for (Lock& lock : locks_) use(lock.passed);
  use(synchronised_);
  use(acknowledged_);
}

/// Stores in whatever order they came: only which there are matters.
void PowerMemory::add_state(Digest& digest, std::span<const unsigned> renamed) const {
  NamesDigest names(digest, renamed);
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    digest.add(first_values_[i]);
    names.add(orders_[i]);
  }
  std::vector<const Store*> stores;
  for (const Store& store : stores_) stores.push_back(&store);
  std::ranges::sort(stores, {}, [&](const Store* store) { return names.renamed(store->name); });
  for (const Store* store : stores) {
    names.add(store->carried);
    digest.add(store->value);
  }
  for (const Lock& lock : locks_) {
    digest.add(lock.name);
    names.add(lock.passed);
  }
  for (std::size_t i = 0; i < processors_.size(); ++i) {
    const auto number = renamed.empty() ? i : std::ranges::find(renamed, i) - renamed.begin();
    for (const auto view : kViews) names.add(processors_[number].*view);
  }
  names.add(synchronised_);
  names.add(acknowledged_);
}

}  // namespace htabsim
