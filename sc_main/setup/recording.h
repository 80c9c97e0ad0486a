// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "htabsim/model/guest/recorded_order.h"
#include "htabsim/tlm/core/vcpu_setup.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/setup/batch_listener.h"
#include "sc_main/setup/captured_events.h"
#include "sc_main/setup/replay_order.h"
#include "sc_main/setup/vcpu_events.h"

namespace htabsim {

/// A captured guest's recording as the work of its processors. It must outlive them.
class Recording {
 public:
  /// `on_batch` is told of each number of events that is read.
  Recording(const CapturedGuest& guest, ReplayOrder order, BatchListener on_batch);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// The guest's processors as they stand before the first event.
  std::vector<VcpuSetup> vcpus(const Config& config);
  /// InputError if the file turned out damaged while it was read.
  void rethrow_if_damaged() const { events_.rethrow_if_damaged(); }
  /// How much of the file has been read.
  [[nodiscard]] const std::shared_ptr<const ReadShare>& share() const { return events_.share(); }
  /// No more of it was wanted, and there was more.
  [[nodiscard]] bool is_cut_short() const { return events_.is_cut_short(); }

 private:
  const CapturedGuest& guest_;
  CapturedEvents events_;
  std::optional<RecordedOrder> in_order_;
  std::optional<VcpuEvents> apart_;
};

}  // namespace htabsim
