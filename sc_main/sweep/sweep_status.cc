// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_status.h"

namespace htabsim {

SweepStatus sweep_status(const SweepStore& store, const SweepRecord& record) {
  SweepStatus status;
  for (std::size_t i = 0; i < record.runs.size(); ++i) {
    const std::string& id = record.runs[i].id;
    // One that ends just now is finished, or seen to be running.
    const bool is_running = store.is_running(id);
    if (store.is_finished(id)) {
      ++status.finished;
    } else if (is_running) {
      ++status.running;
    } else if (const auto why = store.failure(id)) {
      status.failures.push_back({i, *why});
    } else {
      ++status.waiting;
    }
  }
  return status;
}

}  // namespace htabsim
