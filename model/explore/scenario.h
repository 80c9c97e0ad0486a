// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "htabsim/model/explore/scenario_file.h"
#include "htabsim/model/explore/world.h"

namespace htabsim {

/// A few agents on a small table, all of whose orders are to be explored.
struct Scenario {
  std::string name;
  std::string meaning;
  std::function<void(World&)> set_up;
  /// The promise that some order breaks without an injected defect; nothing for a scenario that is
  /// to hold.
  std::optional<std::string> breaks = {};
  std::optional<MemoryModel> breaks_on = {};  ///< nothing: with any memory

  [[nodiscard]] bool holds_on(MemoryModel memory) const {
    return !breaks || (breaks_on && *breaks_on != memory);
  }
};

/// The scenario that a file describes.
Scenario scenario_of(const std::string& name, const ScenarioText& text);

}  // namespace htabsim
