// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/setup_htab_rma.h"

#include <algorithm>
#include <cstdint>

#include "htabsim/model/htab/mmu_setup.h"
#include "htabsim/model/isa/hash.h"
#include "htabsim/model/mmu/real_mode.h"
#include "htabsim/model/papr/h_enter.h"

namespace htabsim {

namespace {

/// KVM leaves the other slots of a PTEG to the guest.
constexpr unsigned kVrmaSlot = kHptesPerPteg - 1;

/// The largest page size of the area that the host's pages hold.
PageSize vrma_page(const MemorySlot& memory) {
  for (const PageSize size : {PageSize::page_16m, PageSize::page_64k}) {
    if (memory.host_page_shift >= shift(size)) return size;
  }
  return PageSize::page_4k;
}

/// At most 1 TB, and one entry in a PTEG.
std::uint64_t vrma_pages(const MemorySlot& memory, PageSize page, const HptGeometry& table) {
  const std::uint64_t in_segment = std::uint64_t{1}
                                   << (shift(SegmentSize::segment_1t) - shift(page));
  return std::min({memory.bytes >> shift(page), in_segment, table.ptegs()});
}

VirtualAddress vrma_address(std::uint64_t offset) {
  return {SegmentSize::segment_1t, kVrmaVsid, offset};
}

/// KVM: kvmppc_map_vrma. Supervisor may read and write, as PP is 0.
HcallStatus map_vrma_page(HptPort& port, const Partition& partition, std::uint64_t offset,
                          PageSize page) {
  const VirtualAddress va = vrma_address(offset);
  const PtegIndex pteg = port.geometry().pteg(page_hash(va, page, HashKind::kPrimary));
  const PageSizeBits size = encode_page_size({page, page});
  const Hpte entry{avpn_field(va, page) | hpte_v::kBolted | size.v,
                   offset | size.r | hpte_r::kRc | hpte_r::kMemory};
  return h_enter(port, partition, hcall_flag::kExact, first_slot(pteg) + kVrmaSlot, entry).status;
}

}  // namespace

void setup_htab_rma(HptPort& port, Partition& partition) {
  MmuSetup setup(port, partition);
  const MemorySlot* memory = partition.slots.find(GuestReal(0));
  if (setup.ready() || !memory) return;
  const PageSize page = vrma_page(*memory);
  const std::uint64_t pages = vrma_pages(*memory, page, port.geometry());
  for (std::uint64_t i = 0; i < pages; ++i) {
    const std::uint64_t offset = i << shift(page);
    // KVM leaves it at the entries so far if the guest's own are in the way.
    if (map_vrma_page(port, partition, offset, page) != HcallStatus::kSuccess) break;
  }
  setup.note_insertion(avpn_field(vrma_address(0), page), page);
}

}  // namespace htabsim
