// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explorer.h"

#include <algorithm>

#include <boost/unordered/unordered_flat_map.hpp>

namespace htabsim {

namespace {

constexpr std::uint64_t kProgressEvery = 1000;
constexpr std::size_t kStackBytes = std::size_t{256} << 10;

using NodeId = std::uint32_t;

/// A state, the first way that led to it, and where it leads.
struct Node {
  NodeId parent = 0;
  World::Choice last = 0;
  std::vector<World::Choice> choices;
  std::vector<NodeId> successors;
};

class Search {
 public:
  Search(const Scenario& scenario, const ExplorerOptions& options)
      : scenario_(scenario), options_(options), stacks_(kStackBytes) {}

  Exploration run();

 private:
  [[nodiscard]] std::vector<World::Choice> path_to(NodeId node) const;
  void repeat(World& world, const std::vector<World::Choice>& path);
  void expand(NodeId node);
  void follow(NodeId node, World& world, World::Choice choice);
  /// The number of the state that the world is in, which may be new. Also checks whether the way to
  /// it has broken a promise: of two ways to one state only one may have.
  NodeId arrive(World& world, NodeId parent, World::Choice last);
  void count_schedules();

  const Scenario& scenario_;
  const ExplorerOptions& options_;
  ExploredAgent::Stacks stacks_;
  std::vector<Node> nodes_;
  boost::unordered_flat_map<std::uint64_t, NodeId> known_;
  Exploration result_;
};

Exploration Search::run() {
  {
    World world(stacks_, options_.defect);
    repeat(world, {});
    arrive(world, 0, 0);
  }
  for (NodeId node = 0; node < nodes_.size() && !result_.violation; ++node) {
    expand(node);
    if (options_.progress && node % kProgressEvery == 0) options_.progress(nodes_.size());
  }
  result_.states = nodes_.size();
  if (!result_.violation) count_schedules();
  return std::move(result_);
}

std::vector<World::Choice> Search::path_to(NodeId node) const {
  std::vector<World::Choice> path;
  for (; node != 0; node = nodes_[node].parent) path.push_back(nodes_[node].last);
  std::ranges::reverse(path);
  return path;
}

void Search::repeat(World& world, const std::vector<World::Choice>& path) {
  scenario_.set_up(world);
  world.begin(options_.reduction);
  for (const World::Choice choice : path) world.perform(choice);
}

void Search::expand(NodeId node) {
  const std::vector<World::Choice> path = path_to(node);
  const std::vector<World::Choice> choices = nodes_[node].choices;
  for (const World::Choice choice : choices) {
    World world(stacks_, options_.defect);
    repeat(world, path);
    follow(node, world, choice);
    if (result_.violation) return;
  }
}

void Search::follow(NodeId node, World& world, World::Choice choice) {
  ++result_.transitions;
  world.perform(choice);
  const NodeId successor = arrive(world, node, choice);
  nodes_[node].successors.push_back(successor);
}

NodeId Search::arrive(World& world, NodeId parent, World::Choice last) {
  const auto [found, is_new] =
      known_.try_emplace(world.state(), static_cast<NodeId>(nodes_.size()));
  const NodeId node = found->second;
  if (is_new) nodes_.push_back({parent, last, world.choices(), {}});
  const bool stuck = !world.done() && world.choices().empty();
  if (is_new && world.done()) world.finish();
  const auto broken = world.violation();
  if (stuck || broken) result_.violation = {broken, world.steps()};
  return node;
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

std::size_t ExploredViolation::steps() const {
  return static_cast<std::size_t>(
      std::ranges::count(schedule, World::Step::Kind::kChosen, &World::Step::kind));
}

Exploration explore(const Scenario& scenario, const ExplorerOptions& options) {
  return Search(scenario, options).run();
}

}  // namespace htabsim
