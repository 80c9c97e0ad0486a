// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/agent_run.h"

#include <utility>

#include "htabsim/model/explore/world_state.h"

namespace htabsim {

namespace {

/// Thrown where the log ends. Not an exception that code may want to handle.
struct Stopped {};

}  // namespace

AgentRun::AgentRun(unsigned agent, const AgentReach& reach, PartitionVersions& versions, Log log)
    : agent_(agent), reach_(reach), versions_(versions), log_(std::move(log)) {
  take(*log_[next_++]);
}

AgentRun::Outcome AgentRun::run(const std::function<void(AgentRun&)>& code, GoOn go_on) {
  go_on_ = std::move(go_on);
  try {
    code(*this);
  } catch (const Stopped&) {
    return Outcome::kStopped;
  }
  return Outcome::kDone;
}

void AgentRun::take(const AgentEvent& event) {
  effects_.clear();
  loaded_ = event.partition;
  const Partition& found = versions_.at(loaded_);
  if (partition_ != found) partition_ = found;
}

void AgentRun::take_invalidations() {
  while (next_ < log_.size() && log_[next_]->kind == AgentEvent::Kind::kInvalidated) {
    invalidate_(TlbieRb{log_[next_++]->observed.front()});
  }
}

std::optional<PartitionId> AgentRun::left_partition() const {
  if (partition_ == versions_.at(loaded_)) return std::nullopt;
  return versions_.id_of(partition_);
}

Observed AgentRun::turn(PendingOperation operation) {
  take_invalidations();
  if (next_ < log_.size()) {
    take(*log_[next_]);
    return log_[next_++]->observed;
  }
  if (operation.awaits == Awaits::kPartitionChange) {
    operation.partition = left_partition().value_or(loaded_);
  }
  const AgentEvent* event = go_on_(std::move(operation));
  if (!event) throw Stopped{};
  take(*event);
  return event->observed;
}

Observed AgentRun::await(Condition condition, Probe probe) {
  return turn({.operation = {OperationKind::await, HpteIndex(0), 0},
               .awaits = Awaits::kCondition,
               .condition = std::move(condition),
               .probe = std::move(probe)});
}

void AgentRun::after(Condition condition) {
  turn({.operation = {OperationKind::after, HpteIndex(0), 0},
        .awaits = Awaits::kCondition,
        .condition = std::move(condition)});
}

Observed AgentRun::begin_work(OperationKind kind, std::uint64_t value, Probe probe) {
  return turn({.operation = {kind, HpteIndex(0), value},
               .awaits = Awaits::kNotHeld,
               .probe = std::move(probe)});
}

void AgentRun::end_work() {
  effect([table = reach_.table](WorldState& state) { --state.tables[table].at_work; });
  await_call();
}

void AgentRun::await_call() {
  effect([table = reach_.table, agent = agent_](WorldState& state) {
    state.await_call(table, agent);
  });
}

void AgentRun::rest() {
  turn({.operation = {OperationKind::rest, HpteIndex(0), 0}, .awaits = Awaits::kEnd});
  at_rest_ = true;
}

}  // namespace htabsim
