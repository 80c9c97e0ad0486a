// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "htabsim/model/guest/captured_replay.h"
#include "htabsim/model/guest/functional_machine.h"
#include "htabsim/model/guest/turn_source.h"
#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// A captured guest's processors without time, on cores as configured.
class FunctionalGuest {
 public:
  /// InputError for a table that cannot be used. The guest must outlive this.
  FunctionalGuest(const CapturedGuest& guest, const Config& config, Defect defect);
  FunctionalGuest(const FunctionalGuest&) = delete;
  FunctionalGuest& operator=(const FunctionalGuest&) = delete;

  /// Does all turns, to the recording's end.
  void replay(TurnSource& turns);

  [[nodiscard]] const HptImage& table() const { return image_; }
  [[nodiscard]] const ReplayReport& report(std::size_t vcpu) const {
    return replays_[vcpu].report();
  }
  [[nodiscard]] const Slb& slb(std::size_t vcpu) const { return mmus_[vcpu].slb(); }

 private:
  Partition partition_;
  HptImage image_;
  std::deque<Tlb> tlbs_;  // of the cores
  std::vector<ThreadMmu> mmus_;
  std::deque<FunctionalMachine> machines_;
  std::deque<CapturedReplay<FunctionalMachine>> replays_;
};

}  // namespace htabsim
