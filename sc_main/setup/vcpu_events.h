// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "htabsim/model/guest/turn_source.h"

namespace htabsim {

/// The turns of each of a captured guest's processors, for processors that go each at its own pace.
/// Those that a processor has not asked for yet are kept.
class VcpuEvents {
 public:
  VcpuEvents(TurnSource& turns, std::size_t vcpus);

  TurnSource& of(std::uint32_t vcpu) { return vcpus_[vcpu]; }

 private:
  class Vcpu final : public TurnSource {
   public:
    Vcpu(VcpuEvents& all, std::uint32_t number) : all_(all), number_(number) {}

    RecordedTurn next_turn() override;

   private:
    struct KeptTurn {
      std::uint64_t line = 1;
      std::vector<GuestEvent> events;
    };

    VcpuEvents& all_;
    std::uint32_t number_;
    std::deque<KeptTurn> kept_;
    KeptTurn given_;
  };

  TurnSource& turns_;
  std::deque<Vcpu> vcpus_;
};

}  // namespace htabsim
