// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "htabsim/model/base/state_archive_fwd.h"
#include "htabsim/tlm/host/host.h"
#include "htabsim/tlm/kit/simulation_stop.h"
#include "htabsim/tlm/migration/migration_agent.h"
#include "htabsim/tlm/migration/stream_checker.h"

namespace htabsim {

enum class SimulationEnd : std::uint8_t { kFinished, kStuck, kStopped };

/// Everything of one simulation: guests on their host and, for a migration, the agent that moves
/// the first guest's table, the host it goes to, and the checker that watches. One platform a
/// process.
class Platform final : public Part {
 public:
  Platform(const sc_core::sc_module_name& name, const Sim& sim, MachineSetup only_guest, Job job);
  Platform(const sc_core::sc_module_name& name, const Sim& sim, std::vector<MachineSetup> guests,
           Job job);
  ~Platform() override;

  // Before simulate(), which warms up where neither was called:

  /// Does the processors' first accesses, which take no time (cpu.warmup_accesses).
  void warm_up();
  /// Goes on as if it had, as what save_warm_state() of its source has written. Throws as
  /// load_warm_state() does.
  void load_warm_state(StateReader& from);

  /// Runs until nothing is left to happen, then checks what the migration's receiver has. Stuck if
  /// a part has not done what it is there for: one makes no progress, or all wait for each other.
  /// Stopped if stop() ended it before.
  SimulationEnd simulate();
  /// Ends simulate() at the next event. Any thread may ask.
  void stop() { stop_.request(); }

  [[nodiscard]] const Clock& clock() const { return Part::clock(); }
  [[nodiscard]] Host& source() { return source_; }
  // Null unless the job is a migration:
  [[nodiscard]] Host* destination() { return migration_ ? &migration_->host : nullptr; }
  [[nodiscard]] MigrationAgent* agent() { return migration_ ? &migration_->agent : nullptr; }
  [[nodiscard]] StreamChecker* checker() { return migration_ ? &migration_->checker : nullptr; }

  [[nodiscard]] std::string title() const override { return "platform"; }

 private:
  struct Migration {
    Migration(Platform& platform, const Sim& sim);
    MigrationHooks hooks(Host& source);
    void renew_destination(const HptGeometry& table);

    MigrationAgent agent;
    Host host;
    StreamChecker checker;
  };

  /// Those after the first.
  void go_through_samples();
  /// Until where the processors are.
  void catch_up();

  Host source_;
  bool is_warm_ = false;
  std::optional<Migration> migration_;
  SimulationStop stop_{"stop"};
};

}  // namespace htabsim
