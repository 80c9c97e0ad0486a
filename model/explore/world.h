// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/explore/exploration_rules.h"
#include "htabsim/model/explore/world_state.h"

namespace htabsim {

/// The rules of one scenario: who its agents are, what their operations do to a state, and in what
/// order they may. States are values; whoever explores holds them.
///
/// References to what add_...() gives stay good. Everything is set up before begin().
class World {
 public:
  explicit World(const ExplorationRules& rules) : rules_(rules) {}
  [[nodiscard]] const ExplorationRules& rules() const { return rules_; }

  /// A table as the scenario begins.
  struct TablePlan {
    unsigned number = 0;
    ExploredTable table;
    Partition partition;
    std::vector<unsigned> agents = {};  ///< that use it
  };
  TablePlan& add_table(unsigned ptegs, HpteFormat format = HpteFormat::isa207);

  /// Whether an agent's code has a part, up to start(), that is done before all else.
  enum class Preparation : std::uint8_t { kNone, kSome };
  /// Returns its number.
  unsigned add_agent(std::string name, AgentReach reach, ExploredAgent::Code code,
                     Preparation preparation = Preparation::kNone);
  /// Makes tlbies reach the agent that is added next. Returns the number of its processor.
  unsigned add_processor();
  void add_link() { has_link_ = true; }
  /// Agents of the same code, in the order of their numbers, of which nobody knows which is which:
  /// states that differ only in that are one. No descriptor of theirs has another number than they.
  void add_symmetry(std::vector<unsigned> agents) { symmetric_ = std::move(agents); }
  void ignore_symmetry() { symmetric_.clear(); }
  /// Its processors have POWER9's erratum.
  void add_erratum() { waits_ = Invalidations::Waits::kSecondTime; }

  enum class Reduction : std::uint8_t { kOff, kOn };
  WorldState begin(Reduction reduction);

  /// What happens next.
  struct Choice {
    /// The number of an agent, or the number of agents plus that of a processor to which an
    /// invalidation is delivered.
    std::uint8_t actor = 0;
    std::uint8_t outcome = 0;  ///< of the agent's operation (WeakMemory::outcomes)

    friend bool operator==(const Choice&, const Choice&) = default;
  };
  /// UsageError if there are more than kMostOutcomes of an operation.
  [[nodiscard]] std::vector<Choice> choices(const WorldState& state) const;
  static constexpr unsigned kMostOutcomes = 62;  ///< a character tells them apart
  /// Actors are below this.
  [[nodiscard]] unsigned actors() const {
    return static_cast<unsigned>(agents_.size() + processors_.size());
  }

  /// How many contents partitions have had.
  [[nodiscard]] std::size_t partitions() const { return partitions_.size(); }

  [[nodiscard]] bool is_agent(unsigned actor) const { return actor < agents_.size(); }

  struct Step {
    enum class Kind : std::uint8_t {
      kChosen,
      kFollows,  ///< at once, as there was no choice to make
    };
    std::string agent;
    Operation operation;
    Kind kind = Kind::kChosen;
    unsigned outcome = 0;
  };
  /// Does what was chosen, and then every operation whose timing no other agent can observe. Tells
  /// `steps`, if there is one, what was chosen, and which reads and waits followed.
  void perform(WorldState& state, Choice choice, std::vector<Step>* steps = nullptr);
  /// The steps of a path from a state on.
  std::vector<Step> steps_along(WorldState state, const std::vector<Choice>& path);
  [[nodiscard]] bool ended(const WorldState& state, unsigned agent) const {
    return node(state, agent).progress != ExploredAgent::Node::Progress::kGoing;
  }

  /// The first promise that was broken so far.
  [[nodiscard]] std::optional<BrokenPromise> violation(const WorldState& state) const;
  /// How far an order has come, and what it has broken.
  struct Standing {
    enum class End : std::uint8_t { kOpen, kDone, kDeadlock };
    End end = End::kOpen;
    std::optional<BrokenPromise> broken = {};

    [[nodiscard]] bool holds() const { return end != End::kDeadlock && !broken; }
  };
  /// Of a state that is new. If all agents have ended each does first what follows its rest().
  Standing standing(WorldState& state);
  /// A fingerprint, the same for states that are one.
  [[nodiscard]] std::uint64_t digest(const WorldState& state) const;

 private:
  using Node = ExploredAgent::Node;
  struct Planned {
    ExploredAgent agent;
    Preparation preparation = Preparation::kNone;
  };

  [[nodiscard]] const Node& node(const WorldState& state, unsigned agent) const {
    return agents_[agent].agent.at(state.agents[agent]);
  }
  [[nodiscard]] unsigned table_of(unsigned agent) const {
    return agents_[agent].agent.reach().table;
  }
  /// Which of an agent's next operations follow the one that was chosen, in the same step.
  enum class Follow : std::uint8_t { kNone, kPrivate, kAll };
  void begin(WorldState& state, unsigned agent);
  /// Whether agents have ended, but for what they do after their rest().
  [[nodiscard]] bool done(const WorldState& state) const;
  void finish(WorldState& state, const std::vector<unsigned>& order);
  [[nodiscard]] std::optional<BrokenPromise> verdict_at_end(WorldState& state);
  /// The agents, with those of the same code in another order.
  [[nodiscard]] std::vector<unsigned> in_order(const std::vector<unsigned>& symmetric) const;
  [[nodiscard]] std::uint64_t digest_as_named(const WorldState& state) const;
  [[nodiscard]] std::uint64_t digest_in(const WorldState& state,
                                        const std::vector<unsigned>& order) const;
  [[nodiscard]] bool enabled(const WorldState& state, unsigned agent) const;
  [[nodiscard]] bool is_ready(const WorldState& state, unsigned agent,
                              const PendingOperation& next) const;
  [[nodiscard]] unsigned outcomes(const WorldState& state, unsigned agent) const;
  [[nodiscard]] unsigned counted_outcomes(const WorldState& state, unsigned agent) const;
  Operation step(WorldState& state, unsigned agent, Follow follow, unsigned outcome = 0);
  AgentEvent event_of(WorldState& state, unsigned agent, unsigned outcome);
  ExploredAgent::GoOn go_on(WorldState& state, unsigned agent, Follow follow);
  Observed do_operation(WorldState& state, unsigned agent, const PendingOperation& pending,
                        unsigned outcome);
  static Observed do_weakly(ExploredTable& table, unsigned agent, const PendingOperation& pending,
                            unsigned outcome);
  void do_control(WorldState& state, unsigned agent, const PendingOperation& pending) const;
  void do_barrier(WorldState& state, unsigned agent, Barrier kind) const;
  void meet_ended(WorldState& state, unsigned agent) const;
  void post(WorldState& state, unsigned from, TlbieRb rb) const;
  Operation deliver(WorldState& state, unsigned processor);
  void apply(WorldState& state, unsigned agent) const;
  [[nodiscard]] bool invalidations_matter(const WorldState& state) const;
  [[nodiscard]] bool any_other(const WorldState& state, unsigned agent) const;
  [[nodiscard]] bool can_be_told(const WorldState& state, unsigned agent) const;
  [[nodiscard]] bool is_private(const WorldState& state, unsigned agent) const {
    return enabled(state, agent) && !can_be_told(state, agent) && outcomes(state, agent) == 1;
  }
  [[nodiscard]] bool conflicts(const WorldState& state, unsigned agent, OperationKind kind,
                               HpteIndex index) const;
  [[nodiscard]] bool others_use_page_records(const WorldState& state, unsigned agent) const;
  void perform_private(WorldState& state, std::vector<Step>* steps);
  void make_weak(WorldState& state) const;
  void settle(WorldState& state) const;

  ExplorationRules rules_;
  Reduction reduction_ = Reduction::kOn;
  bool has_link_ = false;
  Invalidations::Waits waits_ = Invalidations::Waits::kAlways;
  std::deque<TablePlan> tables_;
  std::deque<Planned> agents_;
  std::vector<unsigned> processors_;  // the agent of each
  std::vector<unsigned> symmetric_;
  PartitionVersions partitions_;
};

}  // namespace htabsim
