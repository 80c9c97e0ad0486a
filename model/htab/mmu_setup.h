// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {

/// Keeps the guest's processors (R37) and other writers (R57) out of the table during one write(),
/// or while there is another table. The destructor leaves the MMU as it was found, unless the real
/// mode area was set up or given up meanwhile.
class MmuSetup {
 public:
  /// Waits for other writers.
  MmuSetup(HptPort& port, Partition& partition);
  ~MmuSetup();
  MmuSetup(const MmuSetup&) = delete;
  MmuSetup& operator=(const MmuSetup&) = delete;

  /// Returns false if the MMU was ready and a guest processor is running. Nobody can run on one
  /// that was not ready.
  [[nodiscard]] bool stop_guest();

  /// Whether the MMU is ready once this is over.
  [[nodiscard]] bool ready() const { return ready_; }
  /// The real mode area is gone with the table it was in, so nobody can run before it is set up
  /// anew.
  void give_up_real_mode_area() { ready_ = false; }

  /// Takes note of an inserted entry with dword 0 `v` and base page size `base`. The first entry of
  /// the virtual real mode area makes the MMU ready (R50).
  void note_insertion(std::uint64_t v, PageSize base);

 private:
  HptPort& port_;
  Partition& partition_;
  bool ready_ = false;  // what mmu_ready is at the end
};

}  // namespace htabsim
