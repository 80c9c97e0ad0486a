// SPDX-License-Identifier: Apache-2.0
#include "sc_main/run_result.h"

namespace htabsim {

std::uint64_t RunResult::replay_differences() const {
  std::uint64_t sum = 0;
  for (const GuestCpu& cpu : platform.source().cpus()) sum += cpu.report().counters.differences();
  return sum;
}

std::uint64_t RunResult::events() const {
  std::uint64_t sum = 0;
  for (const GuestCpu& cpu : platform.source().cpus()) sum += cpu.report().counters.events;
  return sum;
}

std::uint64_t RunResult::accesses() const {
  std::uint64_t sum = 0;
  for (const GuestCpu& cpu : platform.source().cpus()) {
    sum += cpu.counters().fetches + cpu.counters().loads + cpu.counters().stores;
  }
  return sum;
}

std::uint64_t RunResult::event_hash() const {
  EventHash combined;
  for (const EventHash& agent : platform.event_hashes()) combined.add(agent.value());
  return combined.value();
}

bool RunResult::holds() const {
  if (replay_differences() != 0) return false;
  if (request.job == Job::kRun) return true;
  return destination && destination->different == 0 && platform.promises()->violations() == 0 &&
         platform.agent()->outcome().finished && platform.agent()->outcome().failed_calls == 0;
}

}  // namespace htabsim
