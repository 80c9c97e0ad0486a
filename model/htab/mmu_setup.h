// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {

/// Keeps the guest's processors out of the table for the length of one write() (R37), and other
/// writers too (R57): the destructor gives the MMU back as it was found, or ready if the real mode
/// area was set up meanwhile.
class MmuSetup {
 public:
  /// Waits for other writers.
  MmuSetup(HptPort& port, Partition& partition);
  ~MmuSetup();
  MmuSetup(const MmuSetup&) = delete;
  MmuSetup& operator=(const MmuSetup&) = delete;

  /// False if a guest processor is running on a ready MMU. A MMU that is not ready is not looked
  /// at: nobody can run on it.
  [[nodiscard]] bool stop_guest();

  /// An entry with dword 0 `v` and base page size `base` was inserted: the first one of the virtual
  /// real mode area makes a MMU ready that was not (R50).
  void note_insertion(std::uint64_t v, PageSize base);

 private:
  HptPort& port_;
  Partition& partition_;
  bool ready_ = false;  // what mmu_ready is at the end
};

}  // namespace htabsim
