// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/guest/machine.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/mmu/thread_mmu.h"

namespace htabsim {

/// The machine of a replay without time: walks, hcalls and storage interrupts happen at once, and
/// every tlbie reaches the one processor before the next operation.
class FunctionalMachine {
 public:
  FunctionalMachine(ThreadMmu& mmu, HptImage& image, Partition& partition)
      : partition_(partition), port_(image, [&mmu](TlbieRb rb) {
          if (const auto target = decode_tlbie(rb)) mmu.tlbie(*target);
        }) {}

  void pass(Step) {}
  void spend(Cycles) {}
  WalkResult walk(const WalkRequest& request) { return table_walk(port_, request); }
  StartedWalk start_walk(const Access&, const TranslationStep&) { return {}; }
  bool finish_walks() { return false; }
  void access_data(AccessKind, HostReal, std::uint32_t) {}
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt) {
    return handle_storage_interrupt(port_, partition_, interrupt);
  }
  HcallResult hcall(const HcallFrame& frame) { return execute_hcall(port_, partition_, frame); }

 private:
  Partition& partition_;
  FunctionalHptPort port_;
};

}  // namespace htabsim
