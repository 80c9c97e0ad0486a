// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>

#include "htabsim/model/explore/operation.h"
#include "htabsim/model/hpt/digest.h"

namespace htabsim {

enum class PageRecords : std::uint8_t { kUnused, kUsed };

/// What an agent may touch: entries of one table, and the host's records of pages.
struct AgentReach {
  unsigned table = 0;
  std::vector<HpteIndex> loads;
  std::vector<HpteIndex> stores;
  PageRecords page_records = PageRecords::kUnused;

  [[nodiscard]] bool can_load(HpteIndex index) const;
  [[nodiscard]] bool can_store(HpteIndex index) const;
};

/// Straight-line code that stops before each of its operations, and goes on when it is chosen.
///
/// The code must be deterministic: what it does next depends only on what its operations have
/// returned.
class ExploredAgent {
 public:
  using Stacks = boost::context::pooled_fixedsize_stack;
  using Predicate = std::function<bool()>;

  ExploredAgent(std::string name, AgentReach reach)
      : name_(std::move(name)), reach_(std::move(reach)) {}
  ExploredAgent(const ExploredAgent&) = delete;
  ExploredAgent& operator=(const ExploredAgent&) = delete;

  /// Runs `body` up to its first operation.
  void start(Stacks& stacks, std::function<void()> body);
  /// Does the operation at which the agent has stopped, and runs up to the next one.
  void resume();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const AgentReach& reach() const { return reach_; }
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] const Operation& next() const { return next_; }
  /// The last operation, with what it returned.
  [[nodiscard]] const Operation& last() const { return last_; }
  /// Whether the agent can go on. It cannot if it waits for something that has not happened.
  [[nodiscard]] bool enabled() const { return !done_ && (!ready_ || ready_()); }
  /// Stands for all that the operations have returned.
  [[nodiscard]] std::uint64_t history() const { return history_.value(); }

  /// From within: stops before `operation` until it is chosen, at the earliest when `ready`.
  void turn(const Operation& operation, Predicate ready = {});
  /// From within: waits for other agents.
  void await(Predicate ready) { turn({OperationKind::await, HpteIndex(0), 0}, std::move(ready)); }
  /// Takes note of what the operation has returned, and returns it.
  std::uint64_t observe(std::uint64_t value);
  /// Takes note of another change that the agent can see.
  void note(std::uint64_t value) { history_.add(value); }
  /// Marks the beginning of a try for a lock. A wait that follows returns the history to this
  /// point, as nothing of the try is left in the agent.
  void begin_attempt() { attempt_ = history_; }
  [[nodiscard]] bool in_attempt() const { return attempt_.has_value(); }
  void end_attempt() { attempt_.reset(); }
  void forget_attempt();

 private:
  void run(const std::function<void()>& body);

  std::string name_;
  AgentReach reach_;
  bool done_ = false;
  Operation next_;
  Operation last_;
  Predicate ready_;
  Digest history_;
  std::optional<Digest> attempt_;
  std::exception_ptr error_;
  boost::context::fiber caller_;
  boost::context::fiber fiber_;
};

}  // namespace htabsim
