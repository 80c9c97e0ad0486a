// SPDX-License-Identifier: Apache-2.0
#include "sc_main/mpi/mpi_runs.h"

#include <array>
#include <cstdint>
#include <stdexcept>
#include <thread>

namespace htabsim {

namespace {

using namespace std::chrono_literals;

/// MPI's own waiting takes a processor.
constexpr std::chrono::milliseconds kPeriod = 5ms;
/// A configuration on which nobody has worked for so long was a rank's that is no more.
constexpr std::chrono::seconds kLostAfter = 10s;

constexpr int kHandsOut = 0;  ///< this rank
constexpr int kNews = 1;      ///< the tags of messages
constexpr int kWork = 2;
constexpr std::int64_t kNone = -1;

enum News : std::int64_t { kReady, kDone, kFailedRun };

/// The number of a configuration, or none, and what has become of it.
using NewsMessage = std::array<std::int64_t, 2>;

}  // namespace

MpiRuns::MpiRuns(const SweepWork& work, const boost::mpi::communicator& world)
    : work_(work), world_(world) {
  tally_.total = work.plan.runs.size();
  for (std::size_t i = 0; i < tally_.total; ++i) {
    if (work.store.is_finished(work.plan.runs[i].id)) {
      ++tally_.there;
    } else {
      waiting_.push_back(i);
    }
  }
}

RunTally MpiRuns::run() {
  while (!waiting_.empty() || !handed_out_.empty()) {
    hand_out();
    take_news();
    look_for_lost();
    if (lost_.size() + 1 == static_cast<std::size_t>(world_.size())) {
      throw std::runtime_error("all ranks that run configurations are lost");
    }
    std::this_thread::sleep_for(kPeriod);
  }
  end_ranks();
  return tally_;
}

void MpiRuns::hand_out() {
  while (!waiting_.empty() && !idle_.empty()) {
    const int rank = *idle_.begin();
    const auto number = static_cast<std::int64_t>(waiting_.front());
    world_.send(rank, kWork, number);
    handed_out_[rank] = {waiting_.front(), Clock::now()};
    idle_.erase(rank);
    waiting_.pop_front();
  }
}

void MpiRuns::take_news() {
  while (const auto message = world_.iprobe(boost::mpi::any_source, kNews)) {
    NewsMessage news{};
    const int rank = message->source();
    world_.recv(rank, kNews, news.data(), static_cast<int>(news.size()));
    lost_.erase(rank);
    handed_out_.erase(rank);
    idle_.insert(rank);
    if (news[0] == kNone || !settled_.insert(static_cast<std::size_t>(news[0])).second) continue;
    ++(news[1] == kDone ? tally_.done : tally_.failed);
  }
}

void MpiRuns::look_for_lost() {
  const auto now = Clock::now();
  for (auto& [rank, work] : handed_out_) {
    const std::string& id = work_.plan.runs[work.number].id;
    if (work_.store.is_running(id)) work.last_seen = now;
    if (now - work.last_seen < kLostAfter) continue;
    lost_.insert(rank);
    waiting_.push_back(work.number);
  }
  std::erase_if(handed_out_, [this](const auto& entry) { return lost_.contains(entry.first); });
}

void MpiRuns::end_ranks() {
  const auto ranks = static_cast<std::size_t>(world_.size());
  const auto give_up = Clock::now() + kLostAfter;
  // Each is to have begun, or it would not hear that there is no more.
  while (idle_.size() + lost_.size() + 1 < ranks && Clock::now() < give_up) {
    take_news();
    std::this_thread::sleep_for(kPeriod);
  }
  for (int rank = kHandsOut + 1; rank < world_.size(); ++rank) {
    if (!idle_.contains(rank)) lost_.insert(rank);
  }
  for (const int rank : idle_) world_.send(rank, kWork, kNone);
}

void run_handed_out(const SweepWork& work, const boost::mpi::communicator& world) {
  NewsMessage news{kNone, kReady};
  for (;;) {
    world.send(kHandsOut, kNews, news.data(), static_cast<int>(news.size()));
    while (!world.iprobe(kHandsOut, kWork)) std::this_thread::sleep_for(kPeriod);
    std::int64_t number = kNone;
    world.recv(kHandsOut, kWork, number);
    if (number == kNone) return;
    const auto which = static_cast<std::size_t>(number);
    LocalRuns runs(work, {&which, 1}, 1);
    const RunTally tally = runs.run([] { return false; }, [](const RunTally&) {});
    news = {number, tally.failed == 0 ? kDone : kFailedRun};
  }
}

}  // namespace htabsim
