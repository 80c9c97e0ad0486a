// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "htabsim/model/explore/explored_processor.h"
#include "htabsim/model/explore/explored_reader.h"
#include "htabsim/model/explore/exploring_port.h"
#include "htabsim/model/explore/scenario_pages.h"
#include "htabsim/model/explore/scenario_step.h"
#include "htabsim/model/explore/world_state.h"

namespace htabsim {

/// Runs an agent's steps, one after the other. What they need of the world is named by numbers.
class ScenarioCode {
 public:
  struct Place {
    HptGeometry geometry;
    ScenarioPages pages;
    std::optional<unsigned> processor;    ///< of an agent that accesses memory
    std::optional<unsigned> destination;  ///< the table that a link leads to
    /// A commit can be in the way of hcalls, which wait for it.
    bool can_be_held = false;
    ExplorationRules rules = {};
  };
  /// Whether another agent has ended, by name.
  using Ended = std::function<bool(const WorldState&, const std::string& agent)>;

  ScenarioCode(AgentRun& run, const Place& place, const Ended& ended);
  ScenarioCode(const ScenarioCode&) = delete;
  ScenarioCode& operator=(const ScenarioCode&) = delete;

  void run(const std::vector<ScenarioStep>& steps);

 private:
  enum class Next : std::uint8_t { kStep, kEnd };
  Next access(const ScenarioStep& step);
  void call(const ScenarioStep& step);
  void hcall(const ScenarioStep& step);
  void write_protect(HpteIndex index);
  void port_operation(const ScenarioStep& step);
  void port_barrier(StepKind kind);
  void stream(const ScenarioStep& step);
  void read_one_unless_ended(const ScenarioStep& step);
  void control(const ScenarioStep& step);
  void open(int descriptor);
  std::span<const std::byte> read_all();
  bool send_all();
  void write_until_closed();
  [[nodiscard]] Condition all_ended(const std::vector<std::string>& agents) const;

  AgentRun& run_;
  const Place& place_;
  const Ended& ended_;
  ExploringPort processor_port_;
  ExploringPort reader_port_;
  std::optional<ExploredProcessor> processor_;
  std::optional<ExploredReader> reader_;
};

}  // namespace htabsim
