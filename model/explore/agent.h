// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/explore/agent_run.h"

namespace htabsim {

/// Names all that an agent has learned so far.
using AgentNodeId = std::uint32_t;

/// Straight-line code that stops before each of its operations, and goes on when it is chosen.
///
/// What it does next depends only on what its operations have returned. So each such history is run
/// once, from the beginning; whoever comes to it again finds the operation that follows.
class ExploredAgent {
 public:
  using Code = std::function<void(AgentRun&)>;

  /// A place in the code, with all that the agent knows there.
  struct Node {
    enum class Progress : std::uint8_t {
      kGoing,
      kResting,  ///< it has come to its rest(), or is beyond
      kDone,
    };
    AgentNodeId parent = 0;
    std::uint64_t name = 0;  ///< of all that has led here, for agents of the same code the same
    AgentEvent event = {};
    Progress progress = Progress::kGoing;
    PendingOperation next = {};
    std::vector<Effect> effects = {};                ///< of the step that leads here
    std::optional<PartitionId> left_partition = {};  ///< as that step has left it, if it changed it
    /// The place before the try for a lock that the agent is in.
    std::optional<AgentNodeId> attempt = {};
  };

  ExploredAgent(unsigned number, std::string name, AgentReach reach, Code code)
      : number_(number), name_(std::move(name)), reach_(std::move(reach)), code_(std::move(code)) {}

  /// Is told of each new place that the code comes to, and gives what its operation returns if the
  /// code is to go on.
  using GoOn = std::function<std::optional<AgentEvent>(AgentNodeId)>;

  /// Runs up to the first operation.
  void begin(PartitionVersions& versions, PartitionId partition, const GoOn& go_on);
  /// The place that follows a place, if anybody has been there.
  [[nodiscard]] std::optional<AgentNodeId> known(const Node& from, const AgentEvent& event) const;
  /// Runs on to where nobody has been.
  void run_on(PartitionVersions& versions, AgentNodeId from, AgentEvent event, const GoOn& go_on);
  /// The same code at the same place, with a tlbie that has reached its processor.
  AgentNodeId invalidated(AgentNodeId from, AgentEvent event);

  [[nodiscard]] const Node& at(AgentNodeId node) const { return nodes_[node]; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const AgentReach& reach() const { return reach_; }

 private:
  AgentNodeId add(AgentNodeId from, AgentEvent event);
  void run_to(PartitionVersions& versions, AgentNodeId node, const GoOn& go_on);
  void leave(AgentNodeId node, AgentRun& run);
  [[nodiscard]] AgentRun::Log log_of(AgentNodeId node) const;

  unsigned number_;
  std::string name_;
  AgentReach reach_;
  Code code_;
  std::deque<Node> nodes_;
  boost::unordered_flat_map<std::uint64_t, AgentNodeId> known_;  // by name
};

}  // namespace htabsim
