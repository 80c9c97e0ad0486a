// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "htabsim/model/explore/agent_event.h"
#include "htabsim/model/explore/agent_reach.h"
#include "htabsim/model/explore/pending_operation.h"
#include "htabsim/model/isa/tlbie.h"

namespace htabsim {

/// A change of the world, beside memory, that comes with an agent's step.
using Effect = std::function<void(WorldState&)>;
using Condition = std::function<bool(const WorldState&)>;
using Probe = std::function<Observed(const WorldState&)>;

/// One run of an agent's code from its beginning: its operations return what they have returned
/// before. Whoever runs it decides at each new one whether it is done or ends the run.
///
/// The code must be deterministic, and must know nothing of the world but what its operations
/// return and what partition() holds. What it changes besides, it changes by effect().
class AgentRun {
 public:
  /// An event for each operation, the first for the beginning.
  using Log = std::vector<const AgentEvent*>;
  /// Is told of each new operation, and gives what it has returned; null ends the run.
  using GoOn = std::function<const AgentEvent*(PendingOperation)>;

  AgentRun(unsigned agent, const AgentReach& reach, PartitionVersions& versions, Log log);
  AgentRun(const AgentRun&) = delete;
  AgentRun& operator=(const AgentRun&) = delete;

  enum class Outcome : std::uint8_t { kStopped, kDone };
  Outcome run(const std::function<void(AgentRun&)>& code, GoOn go_on);

  // For the agent's code.
  Observed turn(PendingOperation operation);
  void await(Condition condition) { await(std::move(condition), {}); }
  /// Looks, in the same step, at what others have left.
  Observed await(Condition condition, Probe probe);
  /// Comes behind what the condition says, without a barrier.
  void after(Condition condition);
  /// Begins and ends what hold_others() of another agent waits for. May look in the same step.
  Observed begin_work(OperationKind kind, std::uint64_t value, Probe probe = {});
  void end_work();
  /// What comes next belongs to a call, or an interrupt, that begins only then.
  void await_call();
  /// Ends the preparation, which runs alone before all else.
  void start() { turn({.operation = {OperationKind::start, HpteIndex(0), 0}}); }
  /// Waits until all others have ended. What follows runs alone.
  void rest();
  void effect(Effect effect) { effects_.push_back(std::move(effect)); }
  /// Is called for each tlbie that reaches the agent's processor.
  void on_invalidation(std::function<void(TlbieRb)> handler) { invalidate_ = std::move(handler); }
  [[nodiscard]] Partition& partition() { return partition_; }
  [[nodiscard]] unsigned agent() const { return agent_; }
  [[nodiscard]] const AgentReach& reach() const { return reach_; }
  [[nodiscard]] bool at_rest() const { return at_rest_; }

  // What the last step has left, for whoever runs it.
  [[nodiscard]] std::vector<Effect> take_effects() { return std::exchange(effects_, {}); }
  /// The partition, if the step has changed it.
  [[nodiscard]] std::optional<PartitionId> left_partition() const;

 private:
  void take(const AgentEvent& event);
  void take_invalidations();

  unsigned agent_;
  const AgentReach& reach_;
  PartitionVersions& versions_;
  Log log_;
  std::size_t next_ = 0;
  Partition partition_;
  PartitionId loaded_ = 0;
  bool at_rest_ = false;
  std::function<void(TlbieRb)> invalidate_;
  std::vector<Effect> effects_;
  GoOn go_on_;
};

}  // namespace htabsim
