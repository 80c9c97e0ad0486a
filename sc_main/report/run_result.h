// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/hpt/table_compare.h"
#include "htabsim/tlm/migration/platform.h"
#include "sc_main/setup/run_request.h"

namespace htabsim {

/// A simulation that is over: what was asked for, the platform as it stands, and what was compared.
struct RunResult {
  const RunRequest& request;
  Platform& platform;
  /// Of a migration that came to its end: source against destination.
  std::optional<TableComparison> destination;
  double host_seconds = 0;         ///< of simulating, on the wall clock
  std::vector<std::string> notes;  ///< of the inputs
  std::vector<std::string> timeline_notes = {};
  std::optional<Cycles> cut_short_at = {};  ///< by a signal; nothing: it came to its end

  /// Of a guest from its recording.
  [[nodiscard]] std::uint64_t replay_differences(const Guest& guest) const;
  /// Whether it has another table than at its begin, which it asked for on its own.
  [[nodiscard]] static bool has_resized(const Guest& guest);
  /// Whether what differs from that recording is a failure, not a race.
  [[nodiscard]] bool replay_can_be_exact(const Guest& guest) const;
  [[nodiscard]] std::uint64_t accesses() const;
  /// One fingerprint of all agents' events.
  [[nodiscard]] std::uint64_t event_hash() const;
  /// What the source's agents met, readers of its stream included.
  [[nodiscard]] RaceCounters races() const;
  /// All that was checked holds.
  [[nodiscard]] bool holds() const;
};

}  // namespace htabsim
