// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "htabsim/model/guest/recorded_order.h"
#include "htabsim/tlm/core/vcpu_setup.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/setup/captured_events.h"
#include "sc_main/setup/replay_order.h"
#include "sc_main/setup/vcpu_events.h"

namespace htabsim {

/// A captured guest's recording as the work of its processors. It must outlive them.
class Recording {
 public:
  /// `on_batch` is told of each number of events that is read.
  Recording(const CapturedGuest& guest, ReplayOrder order,
            std::function<void(std::uint64_t)> on_batch);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// The guest's processors as they stand before the first event.
  std::vector<VcpuSetup> vcpus(const Config& config);
  /// InputError if the file turned out damaged while it was read.
  void rethrow_if_damaged() const { events_.rethrow_if_damaged(); }

 private:
  const CapturedGuest& guest_;
  CapturedEvents events_;
  std::optional<RecordedOrder> in_order_;
  std::optional<VcpuEvents> apart_;
};

}  // namespace htabsim
