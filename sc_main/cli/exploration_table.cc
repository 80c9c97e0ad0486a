// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/exploration_table.h"

#include <string_view>

#include <fmt/format.h>

#include "sc_main/cli/exploration_text.h"

namespace htabsim {

void ExplorationTable::add(const Scenario& scenario, const Exploration& result) {
  const std::string_view verdict = result.interrupted ? "interrupted"
                                   : result.violation ? "BROKEN"
                                                      : "holds";
  const bool holds = !result.violation && !result.interrupted;
  table_.add_row({scenario.name, grouped(result.states), grouped(result.transitions),
                  holds ? grouped(result.schedules.str()) : "",
                  holds ? grouped(result.longest) : "", std::string(verdict)});
  passed_ += holds ? 1 : 0;
  if (!result.violation) return;
  ++failed_;
  violations_ +=
      fmt::format("\n{}: {}", scenario.name, violation_text(*result.violation, "the shortest"));
}

std::string ExplorationTable::text(std::optional<std::uint64_t> preemptions) const {
  std::string text = table_.text() + violations_ + "\n";
  if (preemptions) text += fmt::format("orders of at most {} preemptions only\n\n", *preemptions);
  return text + fmt::format("{} passed, {} failed\n", passed_, failed_);
}

}  // namespace htabsim
