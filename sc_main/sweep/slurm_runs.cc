// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/slurm_runs.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/sweep/sweep_status.h"

namespace htabsim {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kSignalPeriod = 100ms;
/// Slurm is asked often at first, and then as often as its manual thinks fit.
constexpr std::chrono::milliseconds kFirstPeriod = 500ms;
constexpr std::chrono::milliseconds kLastPeriod = 10s;

Claim sole_claim(const SweepStore& store) {
  std::optional<Claim> claim = store.claim("slurm");
  if (claim) return std::move(*claim);
  throw UsageError("sweep: --slurm: another htabsim waits for this sweep's job already");
}

void sleep_unless(const LocalRuns::IsInterrupted& is_interrupted,
                  std::chrono::milliseconds period) {
  const auto end = std::chrono::steady_clock::now() + period;
  while (!is_interrupted() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kSignalPeriod);
  }
}

}  // namespace

SlurmRuns::SlurmRuns(const SweepWork& work, SlurmRequest request)
    : work_(work), request_(std::move(request)), claim_(sole_claim(work.store)) {}

SlurmJob SlurmRuns::job_at_work() const {
  const std::filesystem::path folder = std::filesystem::absolute(work_.store.slurm_folder());
  const auto last = SlurmJob::last_of(folder);
  return last && !last->tasks().empty() ? *last : SlurmJob::submit(request_, folder);
}

void SlurmRuns::count(RunTally& tally) const {
  const auto is_finished = [this](const SweepRun& run) { return work_.store.is_finished(run.id); };
  tally.done =
      static_cast<std::size_t>(std::ranges::count_if(work_.plan.runs, is_finished)) - tally.there;
}

RunTally SlurmRuns::run(const LocalRuns::IsInterrupted& is_interrupted,
                        const LocalRuns::OnProgress& on_progress) {
  RunTally tally;
  tally.total = work_.plan.runs.size();
  count(tally);
  tally.there = std::exchange(tally.done, 0);
  if (tally.there == tally.total) return tally;
  request_.tasks = std::min<std::uint64_t>(request_.tasks, tally.total);
  const SlurmJob job = job_at_work();
  for (auto period = kFirstPeriod; !is_interrupted() && !job.tasks().empty();
       period = std::min(2 * period, kLastPeriod)) {
    sleep_unless(is_interrupted, period);
    count(tally);
    on_progress(tally);
  }
  count(tally);
  tally.failed = sweep_status(work_.store, record_of(work_.plan)).failures.size();
  return tally;
}

std::string slurm_status_text(const SweepStore& store) {
  const auto job = SlurmJob::last_of(store.slurm_folder());
  if (!job) return {};
  try {
    const auto tasks = job->tasks();
    if (!tasks.empty())
      return fmt::format("slurm job {}: {}\n", job->id(), task_states_text(tasks));
    const auto ended = job->ended_tasks();
    return fmt::format("slurm job {}: over{}{}\n", job->id(), ended.empty() ? "" : ", ",
                       task_states_text(ended));
  } catch (const InputError& error) {
    return fmt::format("slurm job {}: {}\n", job->id(), error.what());
  }
}

}  // namespace htabsim
