// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "sc_main/sweep/child_process.h"
#include "sc_main/sweep/sweep_plan.h"
#include "sc_main/sweep/sweep_store.h"

namespace htabsim {

/// What is needed to run configurations of a sweep.
struct SweepWork {
  const SweepPlan& plan;
  const SweepStore& store;
  std::filesystem::path program;  ///< htabsim
};

enum class RunOutcome : std::uint8_t {
  kFinished,  ///< its results are in the store
  kFailed,    ///< why is in the store
  kKilled,    ///< by a signal; the same may go well another time
};

/// A configuration that a process of its own runs. If this one ends, that one does; then the
/// configuration is neither finished nor failed.
class StartedRun {
 public:
  /// Begins a configuration. Nothing if someone else works on it, or makes the warm state that it
  /// is to go on from, or it is finished.
  static std::unique_ptr<StartedRun> try_start(const SweepWork& work, std::size_t number);

  /// Nothing while it runs.
  [[nodiscard]] std::optional<RunOutcome> poll();
  [[nodiscard]] int end_event() const { return process_.end_event(); }
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  /// The claims are given back when it is over.
  struct Claims {
    Claim run;
    std::optional<Claim> warm_state;
  };

  StartedRun(const SweepWork& work, std::size_t number, Claims claims,
             const ProcessCommand& command);
  RunOutcome settle(const ProcessEnd& end) const;
  [[nodiscard]] std::string failure_text(const ProcessEnd& end) const;

  const SweepStore& store_;
  const SweepRun& run_;
  std::size_t number_;
  ProcessCommand command_;
  Claims claims_;
  ChildProcess process_;
};

}  // namespace htabsim
