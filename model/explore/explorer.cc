// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explorer.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kProgressEvery = 1000;
constexpr World::Choice kNoChoice{.actor = 0xff};
using NodeId = std::uint32_t;

// Of an agent, or of a processor that a tlbie reaches; behind a dot, of an outcome that is not 0.
constexpr std::string_view kNames =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr char kOutcome = '.';
static_assert(kNames.size() == World::kMostOutcomes);

/// A state's number, the first way that led to it, and where it leads.
struct Node {
  NodeId parent = 0;
  World::Choice last = kNoChoice;
  std::vector<NodeId> successors;
};

/// Who has gone on last, and how often somebody had to wait who could have gone on. Counted only
/// where that is bounded.
struct Turn {
  std::uint8_t actor = kNoChoice.actor;
  std::uint8_t preemptions = 0;
};

class Search {
 public:
  Search(const Scenario& scenario, const ExplorerOptions& options)
      : options_(options), world_(options.rules), first_(begin(scenario)) {}

  Exploration run();

 private:
  using StatePointer = std::unique_ptr<WorldState>;
  /// A state that is to be expanded, and its node.
  struct Waiting {
    NodeId node = 0;
    StatePointer state;
    Turn turn;
  };

  WorldState begin(const Scenario& scenario);
  void expand(Waiting waiting);
  /// Nothing if the choice would be one preemption too many.
  [[nodiscard]] std::optional<Turn> turn_after(const Turn& turn,
                                               const std::vector<World::Choice>& choices,
                                               World::Choice choice) const;
  void follow(NodeId node, StatePointer state, World::Choice choice, const Turn& turn);
  NodeId arrive(StatePointer state, NodeId parent, World::Choice last, const Turn& turn);
  void note_violation(const World::Standing& standing, NodeId parent, World::Choice last);
  /// In memory that was used before, if there is any.
  [[nodiscard]] StatePointer copy_of(const WorldState& state);
  [[nodiscard]] std::vector<World::Choice> path_to(NodeId node) const;
  void count_schedules();

  const ExplorerOptions& options_;
  World world_;
  const WorldState first_;
  std::vector<Node> nodes_;
  std::deque<Waiting> waiting_;
  std::vector<StatePointer> spare_;
  boost::unordered_flat_map<std::uint64_t, NodeId> known_;
  Exploration result_;
};

WorldState Search::begin(const Scenario& scenario) {
  scenario.set_up(world_);
  if (options_.preemptions) world_.ignore_symmetry();  // whose turn it is counts
  return world_.begin(options_.reduction);
}

Exploration Search::run() {
  arrive(copy_of(first_), 0, kNoChoice, {});
  for (std::uint64_t expanded = 0; !waiting_.empty() && !result_.violation; ++expanded) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    expand(std::move(next));
    if (options_.progress && expanded % kProgressEvery == 0) {
      options_.progress(nodes_.size(), waiting_.size());
    }
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

void Search::follow(NodeId node, StatePointer state, World::Choice choice, const Turn& turn) {
  ++result_.transitions;
  world_.perform(*state, choice);
  const NodeId successor = arrive(std::move(state), node, choice, turn);
  nodes_[node].successors.push_back(successor);
}

/// The number of the state, which waits to be expanded if it is new and not an end.
NodeId Search::arrive(StatePointer state, NodeId parent, World::Choice last, const Turn& turn) {
  const auto id = static_cast<NodeId>(nodes_.size());
  std::uint64_t name = world_.digest(*state);
  if (options_.preemptions) name = Digest().add(name).add(turn.actor).add(turn.preemptions).value();
  const auto [found, is_new] = known_.try_emplace(name, id);
  const NodeId node = found->second;
  if (is_new) nodes_.push_back({parent, last, {}});
  // Of two ways to one state only one may have broken a promise.
  const World::Standing standing =
      is_new ? world_.standing(*state) : World::Standing{.broken = world_.violation(*state)};
  if (!standing.holds()) note_violation(standing, parent, last);
  if (is_new && standing.end == World::Standing::End::kOpen) {
    waiting_.push_back({node, std::move(state), turn});
  } else {
    spare_.push_back(std::move(state));
  }
  return node;
}

void Search::note_violation(const World::Standing& standing, NodeId parent, World::Choice last) {
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

std::vector<World::Choice> Search::path_to(NodeId node) const {
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
  std::vector<NodeId> stack{0};
  while (!stack.empty()) {
    const NodeId node = stack.back();
    Count& count = counts[node];
    const auto& successors = nodes_[node].successors;
    if (count.next < successors.size()) {
      const NodeId successor = successors[count.next++];
      if (counts[successor].ways == 0) stack.push_back(successor);
      continue;
    }
    stack.pop_back();
    if (successors.empty()) count.ways = 1;
    for (const NodeId successor : successors) {
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
