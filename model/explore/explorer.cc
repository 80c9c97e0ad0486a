// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explorer.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <ranges>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kProgressEvery = 1000;

// Of an agent, or of a processor that a tlbie reaches; behind a dot, of an outcome that is not 0.
constexpr std::string_view kNames =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr char kOutcome = '.';
static_assert(kNames.size() == World::kMostOutcomes);

[[noreturn]] void refuse_record() {
  throw UsageError("the interrupted search is not one of this scenario");
}

class Search {
 public:
  Search(const Scenario& scenario, const ExplorerOptions& options)
      : options_(options), world_(options.rules), first_(begin(scenario)) {}

  Exploration run();

 private:
  using StatePointer = std::unique_ptr<WorldState>;
  /// A state that is to be expanded, and its node.
  struct Waiting {
    StateId node = 0;
    StatePointer state;
    Turn turn;
  };

  WorldState begin(const Scenario& scenario);
  [[nodiscard]] bool is_interrupted() const {
    return options_.is_interrupted && options_.is_interrupted();
  }
  /// Comes to where another search of the same stood.
  void go_on(const SearchRecord& record);
  using Restored = boost::unordered_flat_map<StateId, StatePointer>;
  void see_again(const SearchRecord::FirstSight& sight);
  void do_again(WorldState& state, World::Choice choice);
  [[nodiscard]] std::vector<std::vector<StateId>> ways_to(
      const std::vector<SearchRecord::Waiting>& waiting) const;
  void restore(StateId node, StatePointer state, const std::vector<std::vector<StateId>>& ways,
               Restored& restored);
  SearchRecord take_record();
  void expand(Waiting waiting);
  /// Nothing if the choice would be one preemption too many.
  [[nodiscard]] std::optional<Turn> turn_after(const Turn& turn,
                                               const std::vector<World::Choice>& choices,
                                               World::Choice choice) const;
  void follow(StateId node, StatePointer state, World::Choice choice, const Turn& turn);
  StateId arrive(StatePointer state, StateId parent, World::Choice last, const Turn& turn);
  void note_violation(const World::Standing& standing, StateId parent, World::Choice last);
  /// In memory that was used before, if there is any.
  [[nodiscard]] StatePointer copy_of(const WorldState& state);
  [[nodiscard]] std::vector<World::Choice> path_to(StateId node) const;
  [[nodiscard]] std::uint64_t name_of(const WorldState& state, const Turn& turn) const;
  void count_schedules();

  const ExplorerOptions& options_;
  World world_;
  const WorldState first_;
  std::vector<FoundState> nodes_;
  std::deque<Waiting> waiting_;
  std::vector<StatePointer> spare_;
  std::vector<SearchRecord::FirstSight> first_sights_;
  std::size_t partitions_ = 0;  // that have been seen
  boost::unordered_flat_map<std::uint64_t, StateId> known_;
  Exploration result_;
};

WorldState Search::begin(const Scenario& scenario) {
  scenario.set_up(world_);
  if (options_.preemptions) world_.ignore_symmetry();  // whose turn it is counts
  return world_.begin(options_.reduction);
}

Exploration Search::run() {
  if (options_.from) {
    go_on(*options_.from);
  } else {
    arrive(copy_of(first_), 0, kNoChoice, {});
  }
  for (std::uint64_t expanded = 0; !waiting_.empty() && !result_.violation; ++expanded) {
    if (is_interrupted()) {
      result_.states = nodes_.size();
      result_.interrupted = take_record();
      return std::move(result_);
    }
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    if (options_.progress && expanded % kProgressEvery == 0) {
      options_.progress({nodes_.size(), waiting_.size() + 1, path_to(next.node).size()});
    }
    expand(std::move(next));
  }
  result_.states = nodes_.size();
  if (!result_.violation) count_schedules();
  return std::move(result_);
}

void Search::expand(Waiting waiting) {
  const std::vector<World::Choice> choices = world_.choices(*waiting.state);
  for (const World::Choice choice : choices) {
    const auto turn = turn_after(waiting.turn, choices, choice);
    if (!turn) continue;
    const bool is_last = &choice == &choices.back();
    follow(waiting.node, is_last ? std::move(waiting.state) : copy_of(*waiting.state), choice,
           *turn);
    if (result_.violation) return;
  }
}

/// A tlbie that arrives takes nobody's turn.
std::optional<Turn> Search::turn_after(const Turn& turn, const std::vector<World::Choice>& choices,
                                       World::Choice choice) const {
  if (!options_.preemptions) return Turn{};
  if (!world_.is_agent(choice.actor) || choice.actor == turn.actor) return turn;
  const bool preempts =
      std::ranges::find(choices, turn.actor, &World::Choice::actor) != choices.end();
  if (preempts && turn.preemptions == *options_.preemptions) return std::nullopt;
  const unsigned preemptions = turn.preemptions + (preempts ? 1U : 0U);
  return Turn{choice.actor, static_cast<std::uint8_t>(preemptions)};
}

void Search::follow(StateId node, StatePointer state, World::Choice choice, const Turn& turn) {
  ++result_.transitions;
  world_.perform(*state, choice);
  const StateId successor = arrive(std::move(state), node, choice, turn);
  nodes_[node].successors.push_back(successor);
}

/// The number of the state, which waits to be expanded if it is new and not an end.
StateId Search::arrive(StatePointer state, StateId parent, World::Choice last, const Turn& turn) {
  const auto id = static_cast<StateId>(nodes_.size());
  const std::uint64_t name = name_of(*state, turn);
  const auto [found, is_new] = known_.try_emplace(name, id);
  const StateId node = found->second;
  if (is_new) nodes_.push_back({parent, last, name});
  // Of two ways to one state only one may have broken a promise.
  const World::Standing standing =
      is_new ? world_.standing(*state) : World::Standing{.broken = world_.violation(*state)};
  if (!standing.holds()) note_violation(standing, parent, last);
  if (world_.partitions() != partitions_) {
    partitions_ = world_.partitions();
    first_sights_.push_back({parent, last});
  }
  if (is_new && standing.end == World::Standing::End::kOpen) {
    waiting_.push_back({node, std::move(state), turn});
  } else {
    spare_.push_back(std::move(state));
  }
  return node;
}

std::uint64_t Search::name_of(const WorldState& state, const Turn& turn) const {
  const std::uint64_t name = world_.digest(state);
  if (!options_.preemptions) return name;
  return Digest().add(name).add(turn.actor).add(turn.preemptions).value();
}

SearchRecord Search::take_record() {
  SearchRecord record{.transitions = result_.transitions,
                      .first_sights = std::move(first_sights_),
                      .states = std::move(nodes_),
                      .waiting = {}};
  for (const Waiting& one : waiting_) record.waiting.push_back({one.node, one.turn});
  return record;
}

// The names of states depend on the numbers of partitions, so these are seen in the same order.
void Search::go_on(const SearchRecord& record) {
  result_.transitions = record.transitions;
  nodes_ = record.states;
  for (StateId node = 0; node < nodes_.size(); ++node) known_.emplace(nodes_[node].name, node);
  for (const SearchRecord::FirstSight& sight : record.first_sights) see_again(sight);
  first_sights_ = record.first_sights;
  partitions_ = world_.partitions();
  Restored restored;
  restore(0, copy_of(first_), ways_to(record.waiting), restored);
  for (const auto& [node, turn] : record.waiting) {
    waiting_.push_back({node, std::move(restored[node]), turn});
    const StatePointer& state = waiting_.back().state;
    if (is_interrupted()) continue;
    if (!state || name_of(*state, turn) != nodes_[node].name) refuse_record();
  }
}

void Search::see_again(const SearchRecord::FirstSight& sight) {
  std::vector<World::Choice> path = path_to(sight.from);
  if (sight.choice != kNoChoice) path.push_back(sight.choice);
  WorldState state = first_;
  for (const World::Choice choice : path) do_again(state, choice);
  world_.standing(state);
}

void Search::do_again(WorldState& state, World::Choice choice) {
  const std::vector<World::Choice> choices = world_.choices(state);
  if (std::ranges::find(choices, choice) == choices.end()) refuse_record();
  world_.perform(state, choice);
}

/// Of each state those behind it on the first ways to states that wait.
std::vector<std::vector<StateId>> Search::ways_to(
    const std::vector<SearchRecord::Waiting>& waiting) const {
  std::vector<std::vector<StateId>> ways(nodes_.size());
  std::vector<bool> is_on_way(nodes_.size());
  for (StateId node : waiting | std::views::transform(&SearchRecord::Waiting::state)) {
    for (; node != 0 && !is_on_way[node]; node = nodes_[node].parent) {
      is_on_way[node] = true;
      ways[nodes_[node].parent].push_back(node);
    }
  }
  return ways;
}

void Search::restore(StateId node, StatePointer state,
                     const std::vector<std::vector<StateId>>& ways, Restored& restored) {
  for (const StateId next : ways[node]) {
    if (is_interrupted()) return;
    StatePointer copy = copy_of(*state);
    do_again(*copy, nodes_[next].last);
    restore(next, std::move(copy), ways, restored);
  }
  if (ways[node].empty()) {
    restored.insert_or_assign(node, std::move(state));
  } else {
    spare_.push_back(std::move(state));
  }
}

void Search::note_violation(const World::Standing& standing, StateId parent, World::Choice last) {
  std::vector<World::Choice> path = path_to(parent);
  if (last != kNoChoice) path.push_back(last);
  result_.violation = {standing.broken, world_.steps_along(first_, path), text_of(path)};
}

Search::StatePointer Search::copy_of(const WorldState& state) {
  if (spare_.empty()) return std::make_unique<WorldState>(state);
  StatePointer copy = std::move(spare_.back());
  spare_.pop_back();
  *copy = state;
  return copy;
}

std::vector<World::Choice> Search::path_to(StateId node) const {
  std::vector<World::Choice> path;
  for (; node != 0; node = nodes_[node].parent) path.push_back(nodes_[node].last);
  std::ranges::reverse(path);
  return path;
}

// From the ends backwards: the ways on from a state are those of its successors together. Time
// passes in every step, so there are no cycles.
void Search::count_schedules() {
  struct Count {
    boost::multiprecision::cpp_int ways;
    std::uint64_t longest = 0;
    std::size_t next = 0;
  };
  std::vector<Count> counts(nodes_.size());
  std::vector<StateId> stack{0};
  while (!stack.empty()) {
    const StateId node = stack.back();
    Count& count = counts[node];
    const auto& successors = nodes_[node].successors;
    if (count.next < successors.size()) {
      const StateId successor = successors[count.next++];
      if (counts[successor].ways == 0) stack.push_back(successor);
      continue;
    }
    stack.pop_back();
    if (successors.empty()) count.ways = 1;
    for (const StateId successor : successors) {
      count.ways += counts[successor].ways;
      count.longest = std::max(count.longest, counts[successor].longest + 1);
    }
  }
  result_.schedules = counts[0].ways;
  result_.longest = counts[0].longest;
}

}  // namespace

std::string text_of(const std::vector<World::Choice>& choices) {
  std::string text;
  for (const World::Choice choice : choices) {
    text += kNames.at(choice.actor);
    if (choice.outcome != 0) text += {kOutcome, kNames.at(choice.outcome)};
  }
  return text;
}

std::size_t ExploredViolation::steps() const {
  return static_cast<std::size_t>(
      std::ranges::count(schedule, World::Step::Kind::kChosen, &World::Step::kind));
}

Exploration explore(const Scenario& scenario, const ExplorerOptions& options) {
  return Search(scenario, options).run();
}

Replayed replay(const Scenario& scenario, const ExplorerOptions& options,
                std::string_view choices) {
  World world(options.rules);
  scenario.set_up(world);
  WorldState state = world.begin(options.reduction);
  Replayed replayed;
  for (unsigned number = 1; !choices.empty(); ++number) {
    const std::vector<World::Choice> possible = world.choices(state);
    const std::string one(choices.substr(0, choices.substr(1, 1) == "." ? 3 : 1));
    const auto choice =
        std::ranges::find(possible, one, [](World::Choice each) { return text_of({each}); });
    if (choice == possible.end()) {
      throw UsageError(fmt::format("choice {}, '{}', cannot be made; there are \"{}\"", number, one,
                                   text_of(possible)));
    }
    world.perform(state, *choice, &replayed.steps);
    choices.remove_prefix(one.size());
  }
  replayed.standing = world.standing(state);
  return replayed;
}

}  // namespace htabsim
