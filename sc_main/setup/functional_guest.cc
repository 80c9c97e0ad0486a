// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/functional_guest.h"

#include "htabsim/model/guest/thread_state.h"
#include "sc_main/setup/guest_setup.h"

namespace htabsim {

FunctionalGuest::FunctionalGuest(const CapturedGuest& guest, const Config& config, Defect defect)
    : partition_(guest_partition(config, GuestReal(guest.size.ram_bytes))),
      image_(load_table(guest, guest.hpt_start, partition_, config)) {
  partition_.defect = defect;
  partition_.online_vcpus = static_cast<unsigned>(guest.vcpus.size());
  const MmuSizes sizes = mmu_sizes(config.mmu);
  mmus_.reserve(guest.vcpus.size());
  for (const CapturedVcpu& vcpu : guest.vcpus) {
    if (mmus_.size() % config.cpu.threads_per_core == 0) tlbs_.emplace_back(sizes);
    load_state(mmus_.emplace_back(sizes, tlbs_.back()), initial_state(vcpu, config));
  }
  for (ThreadMmu& mmu : mmus_) {
    machines_.emplace_back(mmu, image_, partition_, mmus_);
    replays_.emplace_back(mmu, partition_, machines_.back());
  }
}

void FunctionalGuest::replay(TurnSource& turns) {
  for (RecordedTurn turn = turns.next_turn(); !turn.events.empty(); turn = turns.next_turn()) {
    auto& replay = replays_[turn.vcpu];
    replay.begin_turn(turn.line);
    for (const GuestEvent& event : turn.events) {
      while (replay.waits_for_table(event)) continue;
      replay.handle(event);
    }
  }
  for (auto& replay : replays_) replay.finish();
}

}  // namespace htabsim
