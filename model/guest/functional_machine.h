// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/guest/in_order_machine.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/mmu/thread_mmu.h"
#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/papr/storage_interrupt.h"

namespace htabsim {

/// The machine of a replay without time: walks, hcalls and storage interrupts happen at once, and
/// every tlbie reaches the one processor before the next operation.
class FunctionalMachine : public InOrderMachine {
 public:
  FunctionalMachine(ThreadMmu& mmu, HptImage& image, Partition& partition)
      : partition_(partition), port_(image, [&mmu](TlbieRb rb) {
          if (const auto target = decode_tlbie(rb)) mmu.tlbie(*target);
        }) {}

  void begin_access() {}
  void erat_reloaded() {}
  void erat_promoted() {}
  void settle() {}
  WalkResult walk(const WalkRequest& request) { return table_walk(port_, request); }
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt) {
    return handle_storage_interrupt(port_, partition_, interrupt);
  }
  HcallResult hcall(const HcallFrame& frame) { return execute_hcall(port_, partition_, frame); }
  void foreign_hcall() {}
  void interrupt_taken() {}
  void slb_changed() {}
  void spend(Cycles) {}

 private:
  Partition& partition_;
  FunctionalHptPort port_;
};

}  // namespace htabsim
