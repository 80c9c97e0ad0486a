// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <utility>

#include "htabsim/model/guest/machine.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/mmu/thread_mmu.h"

namespace htabsim {

/// The machine of a replay without time: walks, hcalls and storage interrupts happen at once, and
/// every tlbie reaches the processors before the next operation.
class FunctionalMachine {
 public:
  /// Of the guest's one processor.
  FunctionalMachine(ThreadMmu& mmu, HptImage& image, Partition& partition)
      : FunctionalMachine(mmu, image, partition, [&mmu](TlbieRb rb) {
          invalidate({&mmu, 1}, rb);
        }) {}
  /// Of one of the guest's processors, which are all in `vcpus`.
  FunctionalMachine(ThreadMmu& mmu, HptImage& image, Partition& partition,
                    std::span<ThreadMmu> vcpus)
      : FunctionalMachine(mmu, image, partition, [vcpus](TlbieRb rb) { invalidate(vcpus, rb); }) {}

  void pass(Step) {}
  void spend(Cycles) {}
  bool sleep(Cycles) { return true; }
  std::size_t join(KernelLock&) { return 0; }
  void take(KernelLock&, std::size_t) {}
  void release(KernelLock&) {}
  WalkResult walk(const WalkRequest& request) { return table_walk(port_, request); }
  StartedWalk start_walk(const Access&, const TranslationStep&) { return {}; }
  bool finish_walks() { return false; }
  void access_data(AccessKind, HostReal, std::uint32_t) {}
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt) {
    return handle_storage_interrupt(port_, partition_, interrupt);
  }
  HcallResult hcall(const HcallFrame& frame) { return execute_hcall(port_, partition_, frame); }

 private:
  FunctionalMachine(ThreadMmu& mmu, HptImage& image, Partition& partition,
                    FunctionalHptPort::TlbieSink all)
      : partition_(partition), port_(image, std::move(all), [&mmu](TlbieRb rb) {
          if (const auto target = decode_tlbiel(rb)) mmu.tlbie(*target);
        }) {}

  static void invalidate(std::span<ThreadMmu> vcpus, TlbieRb rb) {
    const auto target = decode_tlbie(rb);
    if (!target) return;
    for (ThreadMmu& vcpu : vcpus) vcpu.tlbie(*target);
  }

  Partition& partition_;
  FunctionalHptPort port_;
};

}  // namespace htabsim
