// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/alloc_reset_hpt.h"

#include <utility>

#include "htabsim/model/htab/mmu_setup.h"

namespace htabsim {

namespace {

/// Dwords only: the reverse map stays (R55). Nobody runs, so no lock is held.
void clear_entries(HptPort& port) {
  for (HpteIndex index = port.next_to_scan(HpteIndex(0)); port.geometry().contains(index);
       index = port.next_to_scan(index + 1)) {
    port.store(index, HpteDword::k0, 0);
    port.store(index, HpteDword::k1, 0);
  }
}

/// Returns what the guest was (KVM: kvmppc_switch_mmu_to_hpt).
GuestTranslation switch_mmu_to_hpt(Partition& partition) {
  if (partition.translation == GuestTranslation::kRadix) partition.process_table = 0;
  return std::exchange(partition.translation, GuestTranslation::kHash);
}

}  // namespace

std::optional<HtabErrno> alloc_reset_hpt(HptPort& port, Partition& partition, std::uint32_t order) {
  MmuSetup setup(port, partition);
  if (!setup.stop_guest()) return HtabErrno::kBusy;
  setup.give_up_real_mode_area();
  const GuestTranslation before = switch_mmu_to_hpt(partition);
  port.reset_page_rc();

  const HptGeometry& table = port.geometry();
  if (order == table.order() && before == GuestTranslation::kHash) {
    clear_entries(port);
    return std::nullopt;
  }
  const bool exists = HptGeometry::order_exists(order);
  port.switch_table(HptImage(HptGeometry(exists ? order : kDefaultHptOrder, table.format())));
  return exists ? std::nullopt : std::optional(HtabErrno::kInvalid);
}

}  // namespace htabsim
