// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/explore/broken_promise.h"
#include "htabsim/model/explore/exploration_rules.h"
#include "htabsim/model/explore/scenario_pages.h"
#include "htabsim/model/explore/scenario_step.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/papr/hardware_view.h"

namespace htabsim {

/// An entry of the table as a scenario begins.
struct ScenarioEntry {
  HpteIndex index;
  bool used = false;  ///< hardware has set R and C
  bool bolted = false;
  bool absent = false;  ///< the host has withdrawn its page
  HashKind hash = HashKind::kPrimary;
  bool unbacked = false;  ///< its page had no host page when it was entered
};

struct ScenarioAgent {
  std::string name;
  std::vector<ScenarioStep> steps;
};

/// A scenario as its file says it.
struct ScenarioText {
  std::string meaning;
  std::optional<std::string> breaks;  ///< a promise, by name; nothing: it is to hold
  /// Where it breaks; nothing: with any memory.
  std::optional<MemoryModel> breaks_on;
  std::optional<std::string> needs;  ///< a barrier, by name, without which it breaks
  HpteFormat format = HpteFormat::isa207;
  TlbieErratum erratum = TlbieErratum::none;
  /// Whether the table is a hypervisor's, or an operating system's own, which has no stream.
  enum class Owner : std::uint8_t { kHypervisor, kNative };
  Owner owner = Owner::kHypervisor;
  ScenarioPages pages = {};
  HostAccess host_access = HostAccess::kReadWrite;  ///< to the guest's pages
  std::vector<ScenarioEntry> entries;
  std::vector<ScenarioAgent> agents;
};

/// Reads a scenario (docs/explore.md). InputError, with the line, for anything else.
ScenarioText read_scenario_file(InputFile file);

}  // namespace htabsim
