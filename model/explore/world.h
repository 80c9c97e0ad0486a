// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/explore/explored_processor.h"
#include "htabsim/model/explore/explored_reader.h"
#include "htabsim/model/explore/exploring_port.h"

namespace htabsim {

/// One run of a scenario: tables, agents, and the order of their operations, which its owner
/// chooses step by step.
///
/// References to what add_...() gives stay good. Everything is set up before begin().
class World {
 public:
  World(ExploredAgent::Stacks& stacks, Defect defect);

  ExploredTable& add_table(unsigned ptegs);
  ExploredAgent& add_agent(std::string name, AgentReach reach);
  ExploredProcessor& add_processor(ExploredTable& table, ExploredAgent& agent);
  ExploredReader& add_reader(ExploredTable& table);
  ExploringPort& add_port(ExploredTable& table, ExploredAgent* agent, ExploringPort::Role role);
  /// Sets what the agent does; `finish` runs alone, when all agents are done.
  void set_body(ExploredAgent& agent, std::function<void()> body);
  void set_finish(std::function<void()> finish) { finish_ = std::move(finish); }

  /// Checks at the end that the guest's views of two tables are equal; a difference is a violation
  /// of no_lost_update.
  void require_equal(const ExploredTable& expected, const ExploredTable& actual);

  enum class Reduction : std::uint8_t { kOff, kOn };
  void begin(Reduction reduction);

  /// A choice is the number of an agent, or the number of agents plus that of a processor to which
  /// an invalidation is delivered.
  using Choice = std::uint8_t;
  [[nodiscard]] std::vector<Choice> choices() const;
  /// Does what was chosen, and then every operation whose timing no other agent can observe.
  void perform(Choice choice);
  [[nodiscard]] bool done() const;
  void finish();

  /// The first promise that was broken so far.
  [[nodiscard]] std::optional<PromiseViolation> violation() const;
  [[nodiscard]] std::uint64_t state() const;

  struct Step {
    enum class Kind : std::uint8_t {
      kChosen,
      kFollows,  ///< at once, as there was no choice to make
    };
    std::string agent;
    Operation operation;
    Kind kind = Kind::kChosen;
  };
  /// The operations that were chosen, in order, and the reads and waits among the others.
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

 private:
  [[nodiscard]] bool can_be_told(const ExploredAgent& agent) const;
  [[nodiscard]] bool conflicts(const ExploredAgent& agent, const Operation& operation) const;
  void note_private(const ExploredAgent& agent);
  void perform_private();

  ExploredAgent::Stacks& stacks_;
  Defect defect_;
  Reduction reduction_ = Reduction::kOn;
  Invalidations invalidations_;
  std::deque<ExploredTable> tables_;
  std::deque<ExploredProcessor> processors_;
  std::deque<ExploredReader> readers_;
  std::deque<ExploringPort> ports_;
  std::vector<std::function<void()>> bodies_;
  std::function<void()> finish_;
  std::optional<PromiseViolation> unequal_;
  std::vector<Step> steps_;
  // The last member: agents that are not done unwind into what is above.
  std::deque<ExploredAgent> agents_;
};

}  // namespace htabsim
