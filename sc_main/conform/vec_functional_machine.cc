// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_functional_machine.h"

#include "htabsim/model/papr/locked_hpte.h"
#include "sc_main/conform/vec_setup.h"

namespace htabsim {

VecFunctionalMachine::VecFunctionalMachine(const VecConfig& config, const MmuConfig& mmu)
    : image_(vec_geometry(config)),
      partition_(vec_partition()),
      tlb_(mmu_sizes(mmu)),
      mmu_(mmu_sizes(mmu), tlb_),
      port_(image_,
            [this](TlbieRb rb) {
              if (const auto target = decode_tlbie(rb)) mmu_.tlbie(*target);
            }),
      machine_(port_, partition_, config),
      thread_(mmu_, partition_, machine_) {
  mmu_.set_registers(vec_registers(config));
}

void VecFunctionalMachine::write_hpte(HpteIndex index, Hpte memory) {
  publish_in_memory_format(port_, index, memory);
}

StorageOutcome VecFunctionalThread::storage_interrupt(const StorageInterrupt& interrupt) {
  return native_ ? take_native(interrupt) : handle_storage_interrupt(port_, partition_, interrupt);
}

}  // namespace htabsim
