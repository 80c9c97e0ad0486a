// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/run_result.h"

#include <algorithm>

#include "htabsim/model/guest/guest_resize.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/replay_report.h"
#include "sc_main/report/part_reports.h"

namespace htabsim {

std::uint64_t RunResult::replay_differences(const Guest& guest) const {
  std::uint64_t sum = 0;
  for (const GuestCpu& cpu : guest.cpus()) {
    if (cpu.work().report() != nullptr) sum += cpu.work().report()->counters.differences();
  }
  return sum;
}

std::uint64_t RunResult::accesses() const {
  std::uint64_t sum = 0;
  for (const GuestCpu* cpu : platform.source().cpus()) {
    sum += cpu->counters().accesses();
  }
  return sum;
}

std::uint64_t RunResult::event_hash() const { return events_of(platform).value(); }

RaceCounters RunResult::races() const {
  RaceCounters sum = races_of(platform.source());
  if (platform.checker() != nullptr) sum += races_of(*platform.checker());
  return sum;
}

bool RunResult::has_resized(const Guest& guest) {
  return std::ranges::any_of(guest.cpus(), [](const GuestCpu& cpu) {
    return cpu.work().resize() != nullptr && cpu.work().resize()->committed != 0;
  });
}

// Programs on the same table change what a recorded guest's hcalls and accesses meet, and so do the
// guest's processors if they go on in another order than the recorded one, and another table.
bool RunResult::replay_can_be_exact(const Guest& guest) const {
  const GuestFiles& files = request.guests[static_cast<std::size_t>(guest.lpid())];
  return files.traces.empty() && files.replay_order() == ReplayOrder::recorded &&
         !has_resized(guest);
}

bool RunResult::holds() const {
  const auto differs = [this](const Guest& guest) {
    return replay_can_be_exact(guest) && replay_differences(guest) != 0;
  };
  if (std::ranges::any_of(platform.source().guests(), differs)) return false;
  if (request.job == Job::kRun) return true;
  return destination && destination->different == 0 &&
         platform.checker()->promises().violations() == 0 && platform.agent()->outcome().finished &&
         platform.agent()->outcome().failed_calls == 0;
}

}  // namespace htabsim
