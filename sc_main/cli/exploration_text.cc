// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/exploration_text.h"

#include <fmt/format.h>

#include "htabsim/model/base/described.h"

namespace htabsim {

namespace {

/// What POWER's storage has made of it.
std::string_view outcome_text(const World::Step& step) {
  if (step.outcome == 0) return "";
  return is_load(step.operation.kind) ? "not the newest" : "before another's";
}

/// Without the outcome.
std::string operation_text(const World::Step& step) {
  const Operation& operation = step.operation;
  const std::string entry =
      on_entries(operation.kind) ? fmt::format("entry {}", operation.index.value()) : "";
  switch (operation.kind) {
    case OperationKind::fetch_pteg:
    case OperationKind::tlbsync:
    case OperationKind::await:
    case OperationKind::after:
    case OperationKind::work:
      return fmt::format("{:<18} {:<8} {:16}", enumerator_name(operation.kind), entry, "");
    case OperationKind::barrier:
      return std::string(mnemonic(static_cast<Barrier>(operation.value)));
    case OperationKind::read:
      return fmt::format("{:<18} {} bytes", "read", operation.value);
    default:
      return fmt::format("{:<18} {:<8} {:016x}", enumerator_name(operation.kind), entry,
                         operation.value);
  }
}

std::string step_text(const World::Step& step) {
  return fmt::format("{:<12} {}  {}", step.agent, operation_text(step), outcome_text(step));
}

}  // namespace

std::string promise_text(const std::optional<BrokenPromise>& promise) {
  if (!promise) return "deadlock: nobody can go on";
  return fmt::format("{}: entry {}: {}", promise->promise, promise->index.value(), promise->text);
}

std::string steps_text(const std::vector<World::Step>& steps) {
  std::string text;
  unsigned number = 0;
  for (const World::Step& step : steps) {
    const bool chosen = step.kind == World::Step::Kind::kChosen;
    std::string line =
        fmt::format("{:>4}  {}", chosen ? fmt::to_string(++number) : "", step_text(step));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string violation_text(const ExploredViolation& violation, std::string_view which) {
  return fmt::format("{}\n{} schedule that does it, {} steps (--replay {}):\n{}",
                     promise_text(violation.promise), which, violation.steps(), violation.choices,
                     steps_text(violation.schedule));
}

}  // namespace htabsim
