// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "sc_main/sweep/local_runs.h"

namespace htabsim {

/// One line of a terminal that says how far a sweep is; nothing where the standard error is no
/// terminal.
class SweepProgress {
 public:
  SweepProgress();
  ~SweepProgress();
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  void show(const RunTally& tally) const;

 private:
  const bool is_shown_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// "42.0 %  12 of 24 runs  1.2 runs/s  left 0:34", without what is not known yet. What was there
/// before has taken no time.
std::string sweep_progress_text(const RunTally& tally, std::chrono::duration<double> elapsed);

}  // namespace htabsim
