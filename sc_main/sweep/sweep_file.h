// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "sc_main/sweep/axis.h"
#include "sc_main/sweep/constraint.h"
#include "sc_main/sweep/sampling.h"

namespace htabsim {

/// A sweep as a TOML file describes it: what a run's file may say, and tables [[axis]],
/// [[constraint]] and [sweep] with `command`, `sample`, `points`, `sample_seed` and `repeat`.
struct SweepFile {
  std::filesystem::path file;
  Job job = Job::kRun;
  ConfigFile base;
  std::vector<Axis> axes;  ///< one at least; seeds of repetitions are not among them
  std::vector<Constraint> constraints;
  Sample sample;
  std::optional<Axis> repetitions;  ///< of each choice
};

/// InputError with file and line for anything that cannot be meant.
SweepFile read_sweep_file(const std::filesystem::path& file);

}  // namespace htabsim
