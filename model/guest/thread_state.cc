// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/thread_state.h"

namespace htabsim {

void load_state(ThreadMmu& mmu, const ThreadState& state) {
  for (std::size_t slot = 0; slot < state.slb.size(); ++slot) {
    mmu.slbmte(state.slb[slot].vsid_word, state.slb[slot].esid_word | slot);
  }
  mmu.set_masks(state.masks);
  mmu.set_speculative_r(state.speculative_r);
  PartitionRegisters registers;
  registers.lpcr = Lpcr(lpcr::kVpm1);
  mmu.set_registers(registers);
}

}  // namespace htabsim
