// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/local_runs.h"

#include <algorithm>
#include <utility>

#include <poll.h>

namespace htabsim {

namespace {

/// How often it is looked whether others are ready, or a signal has come.
constexpr int kPollMilliseconds = 100;
constexpr unsigned kMostTimesKilled = 2;

}  // namespace

LocalRuns::LocalRuns(const SweepWork& work, std::span<const std::size_t> numbers,
                     std::size_t at_a_time)
    : work_(work), at_a_time_(at_a_time), waiting_(numbers.begin(), numbers.end()) {
  tally_.total = numbers.size();
}

RunTally LocalRuns::run(const IsInterrupted& is_interrupted, const OnProgress& on_progress) {
  while (!is_interrupted()) {
    start_some();
    on_progress(tally_);
    if (waiting_.empty() && running_.empty()) break;
    wait_for_one();
    // A terminal's Ctrl-C ends the runs, too, and that is no failure of theirs.
    if (is_interrupted()) break;
    settle();
  }
  running_.clear();
  return tally_;
}

void LocalRuns::start_some() {
  std::deque<std::size_t> later;
  while (!waiting_.empty()) {
    const std::size_t number = waiting_.front();
    if (work_.store.is_finished(work_.plan.runs[number].id)) {
      ++tally_.there;
    } else if (running_.size() == at_a_time_) {
      break;
    } else if (auto started = StartedRun::try_start(work_, number)) {
      running_.push_back(std::move(started));
    } else {
      later.push_back(number);
    }
    waiting_.pop_front();
  }
  later.insert(later.end(), waiting_.begin(), waiting_.end());
  waiting_ = std::move(later);
}

void LocalRuns::wait_for_one() const {
  std::vector<pollfd> events;
  for (const auto& run : running_) events.push_back({run->end_event(), POLLIN, 0});
  ::poll(events.data(), events.size(), kPollMilliseconds);
}

void LocalRuns::settle() {
  std::erase_if(running_, [this](const std::unique_ptr<StartedRun>& run) {
    const auto outcome = run->poll();
    if (outcome) settle(run->number(), *outcome);
    return outcome.has_value();
  });
}

void LocalRuns::settle(std::size_t number, RunOutcome outcome) {
  if (outcome == RunOutcome::kFinished) {
    ++tally_.done;
  } else if (outcome == RunOutcome::kKilled && ++times_killed_[number] < kMostTimesKilled) {
    waiting_.push_back(number);
  } else {
    ++tally_.failed;
  }
}

}  // namespace htabsim
