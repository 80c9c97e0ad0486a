// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/power_memory.h"

#include <algorithm>
#include <map>

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

void add(Digest& digest, const StoreView& view) {
  for (const StoreName name : view) digest.add(name.word());
}

}  // namespace

PowerMemory::PowerMemory(unsigned locations, unsigned agents) {
  for (unsigned i = 0; i < locations; ++i) {
    first_.push_back({StoreName::kNobody, static_cast<std::uint8_t>(i)});
    orders_.push_back({first_.back()});
  }
  processors_.assign(agents, {first_, first_, first_, first_, 0});
  synchronised_ = first_;
}

std::size_t PowerMemory::position(Location location, StoreName name) const {
  const Order& order = orders_[location];
  return static_cast<std::size_t>(std::ranges::find(order, name) - order.begin());
}

bool PowerMemory::is_before(Location location, StoreName older, StoreName newer) const {
  return position(location, older) < position(location, newer);
}

StoreView PowerMemory::joined(const StoreView& one, const StoreView& other) const {
  StoreView view = one;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (is_before(static_cast<Location>(i), view[i], other[i])) view[i] = other[i];
  }
  return view;
}

StoreView PowerMemory::view_of(StoreName name) const {
  const auto found = std::ranges::find(stores_, name, &Store::name);
  return found == stores_.end() ? first_ : found->carried;
}

StoreView PowerMemory::floor_of_load(unsigned agent, const Behind& behind) const {
  const StoreView& current = processors_[agent].current;
  return orders_loads(behind.kind) ? joined(current, view_of(behind.read)) : current;
}

StoreView PowerMemory::carried_by_store(unsigned agent, const Behind& behind) const {
  const StoreView& fence = processors_[agent].fence;
  return behind.kind == Dependency::kNone ? fence : joined(fence, view_of(behind.read));
}

std::vector<StoreName> PowerMemory::readable(unsigned agent, Location location,
                                             const Behind& behind) const {
  const Order& order = orders_[location];
  const StoreName oldest = floor_of_load(agent, behind)[location];
  return {order.begin() + static_cast<std::ptrdiff_t>(position(location, oldest)), order.end()};
}

void PowerMemory::load(unsigned agent, Location location, const Behind& behind, StoreName read) {
  Processor& processor = processors_[agent];
  processor.current = floor_of_load(agent, behind);
  processor.current[location] = read;
  StoreView seen = view_of(read);
  if (is_before(location, seen[location], read)) seen[location] = read;
  processor.seen = joined(processor.seen, seen);
}

std::vector<std::size_t> PowerMemory::places(unsigned agent, Location location,
                                             const Behind& behind) const {
  const StoreView carried = carried_by_store(agent, behind);
  const StoreName name{static_cast<std::uint8_t>(agent), processors_[agent].stores};
  const std::size_t after = std::max(position(location, processors_[agent].current[location]),
                                     position(location, carried[location]));
  std::vector<std::size_t> places;
  for (std::size_t place = after + 1; place <= orders_[location].size(); ++place) {
    if (fits(location, name, place, carried)) places.push_back(place);
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
                             std::size_t place) {
  Processor& processor = processors_[agent];
  StoreView carried = carried_by_store(agent, behind);
  const StoreName name{static_cast<std::uint8_t>(agent), processor.stores++};
  Order& order = orders_[location];
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), name);
  processor.current[location] = name;
  processor.own[location] = name;
  stores_.push_back({name, std::move(carried)});
  return name;
}

void PowerMemory::barrier(unsigned agent, Barrier kind) {
  Processor& processor = processors_[agent];
  if (kind == Barrier::kEieio) {
    processor.fence = joined(processor.fence, processor.own);  // stores against stores (facts O4)
    return;
  }
  processor.current = joined(processor.current, processor.seen);  // cumulative (facts O5)
  if (kind == Barrier::kPtesync) {
    processor.current = joined(processor.current, synchronised_);  // and total (facts O6)
    synchronised_ = processor.current;
  }
  processor.fence = joined(processor.fence, processor.current);
}

/// Stores in whatever order they came: only which there are matters.
void PowerMemory::add_state(Digest& digest) const {
  for (const Order& order : orders_) {
    digest.add(order.size());
    for (const StoreName name : order) digest.add(name.word());
  }
  std::vector<const Store*> stores;
  for (const Store& store : stores_) stores.push_back(&store);
  std::ranges::sort(stores, {}, &Store::name);
  for (const Store* store : stores) add(digest, store->carried);
  for (const Processor& processor : processors_) {
    add(digest, processor.current);
    add(digest, processor.fence);
    add(digest, processor.seen);
    add(digest, processor.own);
  }
  add(digest, synchronised_);
}

}  // namespace htabsim
