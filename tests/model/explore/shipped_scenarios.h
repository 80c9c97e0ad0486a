// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "htabsim/model/explore/scenario.h"

namespace htabsim {

inline ScenarioText shipped_scenario_text(const std::string& name) {
  const std::filesystem::path folder = HTABSIM_SOURCE_DIR "/tests/explore";
  return read_scenario_file(InputFile(folder / (name + ".scenario")));
}

inline Scenario shipped_scenario(const std::string& name) {
  return scenario_of(name, shipped_scenario_text(name));
}

inline std::vector<std::string> shipped_scenario_names() {
  std::vector<std::string> names;
  for (const auto& file :
       std::filesystem::directory_iterator(HTABSIM_SOURCE_DIR "/tests/explore")) {
    names.push_back(file.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

inline std::vector<Scenario> shipped_scenarios() {
  std::vector<Scenario> scenarios;
  for (const std::string& name : shipped_scenario_names()) {
    scenarios.push_back(shipped_scenario(name));
  }
  return scenarios;
}

}  // namespace htabsim
