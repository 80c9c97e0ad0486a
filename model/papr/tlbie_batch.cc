// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/tlbie_batch.h"

#include <cassert>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/tlbie.h"

namespace htabsim {

void issue_tlbie(HptPort& port, const LockedHpte& locked) {
  const auto sizes = kvm_page_size(locked.entry.v, locked.entry.r);
  assert(sizes && "H_ENTER lets no other encoding into the table");
  port.tlbie(compute_tlbie_rb(locked.entry, locked.index, *sizes));
}

void await_tlbies(HptPort& port) {
  port.barrier(Barrier::kEieio);
  port.tlbsync();
  port.barrier(Barrier::kPtesync);
}

}  // namespace htabsim
