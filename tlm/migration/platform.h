// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <systemc>

#include "htabsim/tlm/host/guest_machine.h"
#include "htabsim/tlm/migration/migration_agent.h"
#include "htabsim/tlm/migration/stream_checker.h"

namespace htabsim {

enum class SimulationEnd : std::uint8_t { kFinished, kStuck };

/// Everything of one simulation: a guest on its host and, for a migration, the host it goes to, the
/// agent that moves it and the checker that watches. One platform a process.
class Platform : public sc_core::sc_module {
 public:
  Platform(const sc_core::sc_module_name& name, const Config& config, MachineSetup setup, Job job,
           Stepping stepping);

  /// Runs until nothing is left to happen, then checks what the migration's receiver has. Stuck if
  /// an agent has not come to its end: one makes no progress, or all wait for each other.
  SimulationEnd simulate();

  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] GuestMachine& source() { return source_; }
  /// Null unless the job is a migration.
  [[nodiscard]] GuestMachine* destination() { return migration_ ? &migration_->machine : nullptr; }
  [[nodiscard]] const MigrationAgent* agent() const {
    return migration_ ? &migration_->agent : nullptr;
  }
  [[nodiscard]] const StreamPromises* promises() const {
    return migration_ ? &migration_->checker.promises() : nullptr;
  }
  /// Null unless the job is a migration.
  [[nodiscard]] const StreamChecker* checker() const {
    return migration_ ? &migration_->checker : nullptr;
  }
  /// What the source's agents met, readers of its stream included.
  [[nodiscard]] RaceCounters races() const;
  /// The fingerprints of all agents' events, in a fixed order of the agents.
  [[nodiscard]] std::vector<EventHash> event_hashes();

 private:
  [[nodiscard]] bool finished() const;

  struct Migration {
    Migration(Platform& platform, const Config& config, Stepping stepping);

    GuestMachine machine;
    StreamChecker checker;
    MigrationAgent agent;
  };

  Clock clock_;
  std::uint64_t warmup_accesses_;
  GuestMachine source_;
  std::optional<Migration> migration_;
};

}  // namespace htabsim
