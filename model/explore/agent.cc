// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/agent.h"

#include <algorithm>
#include <utility>

#include "htabsim/model/hpt/digest.h"

namespace htabsim {

namespace {

/// The name of the place to which an event leads.
std::uint64_t name_after(const ExploredAgent::Node& from, const AgentEvent& event) {
  Digest digest;
  digest.add(from.name).add(static_cast<std::uint64_t>(event.kind)).add(event.partition);
  for (const std::uint64_t word : event.observed) digest.add(word);
  return digest.value();
}

/// The place before the try for a lock that the agent is in, once its operation at `from` is done.
/// A tlbie that arrives amid a try stays with the agent, so the try cannot be forgotten.
std::optional<AgentNodeId> attempt_after(AgentNodeId from, const ExploredAgent::Node& node,
                                         const AgentEvent& event) {
  if (event.kind == AgentEvent::Kind::kInvalidated) return std::nullopt;
  switch (node.next.operation.kind) {
    case OperationKind::load_dword0:
      return from;
    case OperationKind::store_conditional: {
      const bool stored = event.observed.front() == 1;
      return stored ? std::nullopt : node.attempt;
    }
    case OperationKind::barrier:
    case OperationKind::spin:
      return node.attempt;
    default:
      return std::nullopt;
  }
}

}  // namespace

void ExploredAgent::begin(PartitionVersions& versions, PartitionId partition, const GoOn& go_on) {
  nodes_.push_back({.event = {.partition = partition}});
  run_to(versions, 0, go_on);
}

std::optional<AgentNodeId> ExploredAgent::known(const Node& from, const AgentEvent& event) const {
  const auto found = known_.find(name_after(from, event));
  if (found == known_.end()) return std::nullopt;
  return found->second;
}

AgentNodeId ExploredAgent::add(AgentNodeId from, AgentEvent event) {
  const auto id = static_cast<AgentNodeId>(nodes_.size());
  const std::uint64_t name = name_after(nodes_[from], event);
  known_.emplace(name, id);
  const auto attempt = attempt_after(from, nodes_[from], event);
  nodes_.push_back({.parent = from, .name = name, .event = std::move(event), .attempt = attempt});
  return id;
}

void ExploredAgent::run_on(PartitionVersions& versions, AgentNodeId from, AgentEvent event,
                           const GoOn& go_on) {
  run_to(versions, add(from, std::move(event)), go_on);
}

AgentNodeId ExploredAgent::invalidated(AgentNodeId from, AgentEvent event) {
  if (const auto id = known(nodes_[from], event)) return *id;
  const AgentNodeId id = add(from, std::move(event));
  nodes_[id].progress = nodes_[from].progress;
  nodes_[id].next = nodes_[from].next;
  return id;
}

void ExploredAgent::run_to(PartitionVersions& versions, AgentNodeId node, const GoOn& go_on) {
  AgentRun run(number_, reach_, versions, log_of(node));
  const auto at_operation = [&](PendingOperation next) -> const AgentEvent* {
    const bool rests = run.at_rest() || next.operation.kind == OperationKind::rest;
    nodes_[node].progress = rests ? Node::Progress::kResting : Node::Progress::kGoing;
    nodes_[node].next = std::move(next);
    leave(node, run);
    auto event = go_on(node);
    if (!event) return nullptr;
    node = add(node, std::move(*event));
    return &nodes_[node].event;
  };
  if (run.run(code_, at_operation) == AgentRun::Outcome::kStopped) return;
  nodes_[node].progress = Node::Progress::kDone;
  leave(node, run);
  go_on(node);
}

void ExploredAgent::leave(AgentNodeId node, AgentRun& run) {
  nodes_[node].effects = run.take_effects();
  nodes_[node].left_partition = run.left_partition();
}

AgentRun::Log ExploredAgent::log_of(AgentNodeId node) const {
  AgentRun::Log log;
  for (; node != 0; node = nodes_[node].parent) log.push_back(&nodes_[node].event);
  log.push_back(&nodes_[0].event);
  std::ranges::reverse(log);
  return log;
}

}  // namespace htabsim
