// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "htabsim/model/base/progress.h"
#include "htabsim/tlm/migration/platform.h"
#include "sc_main/setup/run_inputs.h"

namespace htabsim {

/// What a terminal shows of a simulation: how much of its inputs it has been given; when these have
/// been silent for a while, how far the pass of a migration is.
class RunProgress final : public ReceivedObserver {
 public:
  RunProgress() : progress_(stderr) {}

  /// Shows also how much has been read. They may read as they are made, so they come later.
  void set_inputs(const RunInputs& inputs) { inputs_ = &inputs; }
  /// Shows also the passes, if there is a migration.
  void watch(Platform& platform);

  /// So many events more are given to the simulation.
  void on_given(std::uint64_t events);
  /// Before something else is printed.
  void erase() { progress_.erase(); }
  void on_connected() override {}
  void on_received(const StreamChunk& chunk) override;

 private:
  using Clock = std::chrono::steady_clock;

  Progress progress_;
  const RunInputs* inputs_ = nullptr;
  Platform* platform_ = nullptr;
  std::uint64_t given_ = 0;
  Clock::time_point last_given_ = Clock::now();
  std::size_t pass_ = 0;
  Clock::time_point pass_began_ = Clock::now();
};

}  // namespace htabsim
