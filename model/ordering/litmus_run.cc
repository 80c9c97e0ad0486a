// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/litmus_run.h"

#include <array>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

namespace htabsim {

namespace {

std::optional<Barrier> barrier_of(LitmusEdge edge) {
  switch (edge) {
    case LitmusEdge::eieio:
      return Barrier::kEieio;
    case LitmusEdge::lwsync:
      return Barrier::kLwsync;
    case LitmusEdge::sync:
      return Barrier::kPtesync;
    default:
      return std::nullopt;
  }
}

/// An isync without a branch before it waits for no load.
Dependency dependency_of(LitmusEdge edge) {
  switch (edge) {
    case LitmusEdge::addr:
      return Dependency::kAddress;
    case LitmusEdge::data:
      return Dependency::kData;
    case LitmusEdge::ctrl:
      return Dependency::kControl;
    case LitmusEdge::ctrlisync:
      return Dependency::kControlIsync;
    default:
      return Dependency::kNone;
  }
}

/// How far a thread is, and which stores its accesses have read or made.
struct Progress {
  std::size_t accesses = 0;
  bool barrier_done = false;
  std::array<StoreName, 2> stores;
};

struct State {
  PowerMemory memory;
  std::vector<Progress> threads;
  std::vector<LitmusStep> steps;

  [[nodiscard]] std::uint64_t digest() const {
    Digest digest;
    memory.add_state(digest);
    for (const Progress& thread : threads) {
      digest.add(thread.accesses).add(thread.barrier_done);
      for (const StoreName name : thread.stores) {
        digest.add(name.word());
      }
    }
    return digest.value();
  }
};

class Search {
 public:
  explicit Search(const LitmusTest& test) : test_(test) {}

  std::optional<std::vector<LitmusStep>> run();

 private:
  void follow(const State& state, unsigned thread);
  void do_barrier(State state, unsigned thread, Barrier barrier);
  void do_load(const State& state, unsigned thread, const PowerMemory::Behind& behind);
  void do_store(const State& state, unsigned thread, const PowerMemory::Behind& behind);
  [[nodiscard]] PowerMemory::Behind behind(const State& state, unsigned thread) const;
  [[nodiscard]] bool done(const State& state) const;
  [[nodiscard]] bool is_outcome(const State& state) const;
  void reach(State state);

  const LitmusTest& test_;
  std::vector<State> waiting_;
  boost::unordered_flat_set<std::uint64_t> known_;
};

std::optional<std::vector<LitmusStep>> Search::run() {
  const auto threads = static_cast<unsigned>(test_.threads.size());
  reach({PowerMemory(test_.locations(), threads), std::vector<Progress>(threads), {}});
  while (!waiting_.empty()) {
    const State state = std::move(waiting_.back());
    waiting_.pop_back();
    if (done(state) && is_outcome(state)) return state.steps;
    for (unsigned thread = 0; thread < threads; ++thread) follow(state, thread);
  }
  return std::nullopt;
}

void Search::reach(State state) {
  if (known_.insert(state.digest()).second) waiting_.push_back(std::move(state));
}

void Search::follow(const State& state, unsigned thread) {
  const LitmusThread& code = test_.threads[thread];
  const Progress& progress = state.threads[thread];
  if (progress.accesses == code.accesses.size()) return;
  const auto barrier = barrier_of(code.edge);
  if (progress.accesses == 1 && barrier && !progress.barrier_done) {
    return do_barrier(state, thread, *barrier);
  }
  const PowerMemory::Behind older = behind(state, thread);
  if (code.accesses[progress.accesses].kind == LitmusAccessKind::kRead) {
    do_load(state, thread, older);
  } else {
    do_store(state, thread, older);
  }
}

PowerMemory::Behind Search::behind(const State& state, unsigned thread) const {
  const LitmusThread& code = test_.threads[thread];
  const bool after_load =
      state.threads[thread].accesses == 1 && code.accesses.front().kind == LitmusAccessKind::kRead;
  if (!after_load) return {};
  return {dependency_of(code.edge), state.threads[thread].stores.front()};
}

void Search::do_barrier(State state, unsigned thread, Barrier barrier) {
  state.memory.barrier(thread, barrier);
  state.threads[thread].barrier_done = true;
  state.steps.push_back({.kind = LitmusStep::Kind::kBarrier,
                         .thread = thread,
                         .barrier = test_.threads[thread].edge});
  reach(std::move(state));
}

void Search::do_load(const State& state, unsigned thread, const PowerMemory::Behind& behind) {
  const std::size_t access = state.threads[thread].accesses;
  const Location location = test_.threads[thread].accesses[access].location;
  for (const StoreName read : state.memory.readable(thread, location, behind)) {
    State next = state;
    next.memory.load(thread, location, behind, read);
    next.threads[thread].stores[access] = read;
    ++next.threads[thread].accesses;
    next.steps.push_back(
        {.kind = LitmusStep::Kind::kLoad, .thread = thread, .location = location, .store = read});
    reach(std::move(next));
  }
}

void Search::do_store(const State& state, unsigned thread, const PowerMemory::Behind& behind) {
  const std::size_t access = state.threads[thread].accesses;
  const Location location = test_.threads[thread].accesses[access].location;
  for (const std::size_t place : state.memory.places(thread, location, behind)) {
    State next = state;
    const StoreName before = state.memory.at(location, place - 1);
    const StoreName made = next.memory.store(thread, location, behind, place);
    next.threads[thread].stores[access] = made;
    ++next.threads[thread].accesses;
    next.steps.push_back({.kind = LitmusStep::Kind::kStore,
                          .thread = thread,
                          .location = location,
                          .store = made,
                          .stored_before = before});
    reach(std::move(next));
  }
}

bool Search::done(const State& state) const {
  for (std::size_t i = 0; i < state.threads.size(); ++i) {
    if (state.threads[i].accesses != test_.threads[i].accesses.size()) return false;
  }
  return true;
}

bool Search::is_outcome(const State& state) const {
  for (std::size_t i = 0; i < test_.threads.size(); ++i) {
    const std::size_t next = (i + 1) % test_.threads.size();
    const std::vector<LitmusAccess>& accesses = test_.threads[i].accesses;
    const Location location = accesses.back().location;
    const StoreName last = state.threads[i].stores[accesses.size() - 1];
    const StoreName first = state.threads[next].stores.front();
    const bool holds = test_.communications[i] == LitmusCommunication::rf
                           ? first == last
                           : state.memory.is_before(location, last, first);
    if (!holds) return false;
  }
  return true;
}

}  // namespace

std::optional<std::vector<LitmusStep>> find_execution(const LitmusTest& test) {
  return Search(test).run();
}

}  // namespace htabsim
