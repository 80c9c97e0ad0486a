// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/sweep/local_runs.h"
#include "sc_main/sweep/slurm_job.h"

namespace htabsim {

/// Has a sweep run by a job array of Slurm, and waits for it.
class SlurmRuns {
 public:
  /// `request` asks for as many tasks as are wanted at most. UsageError if another process waits
  /// for the same sweep's job.
  SlurmRuns(const SweepWork& work, SlurmRequest request);

  /// Submits a job, unless the last one is still at work on it or all is finished. If interrupted
  /// it waits no longer, and the job goes on. InputError if Slurm refuses.
  RunTally run(const LocalRuns::IsInterrupted& is_interrupted,
               const LocalRuns::OnProgress& on_progress);

 private:
  [[nodiscard]] SlurmJob job_at_work() const;
  void count(RunTally& tally) const;

  const SweepWork& work_;
  SlurmRequest request_;
  Claim claim_;
};

/// "slurm job 17: 2 RUNNING, 1 PENDING", a line, of the job that was submitted last; nothing if
/// none was.
std::string slurm_status_text(const SweepStore& store);

}  // namespace htabsim
