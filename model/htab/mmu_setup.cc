// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/mmu_setup.h"

#include <utility>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

namespace {

/// 1 TB segment 0x1ffffff, through which a guest's real mode accesses are translated (facts A5).
constexpr std::uint64_t kVrmaSegment =
    (std::uint64_t{1} << hpte_v::kSegmentSizeShift) | (std::uint64_t{0x1ffffff} << 24);
/// The bits of dword 0 that do not tell segments of 1 TB apart.
constexpr std::uint64_t kWithinSegment = low_mask(24);
/// LPCR's VRMASD is L and LP of the segment value, moved down to bit 0.
constexpr unsigned kVrmasdShift = 4;

constexpr std::uint64_t slb_page_size_field(PageSize base) {
  if (base == PageSize::page_4k) return 0;
  return base == PageSize::page_64k ? slb_vsid::kLarge | 0x10 : slb_vsid::kLarge;
}

}  // namespace

MmuSetup::MmuSetup(HptPort& port, Partition& partition) : port_(port), partition_(partition) {
  while (partition_.mmu_setup_locked) port_.spend(SoftwareWork::kSpin);
  partition_.mmu_setup_locked = true;
  ready_ = std::exchange(partition_.mmu_ready, false);
}

MmuSetup::~MmuSetup() {
  partition_.mmu_ready = ready_;
  partition_.mmu_setup_locked = false;
}

bool MmuSetup::stop_guest() {
  if (!ready_) return true;
  port_.barrier(BarrierPoint::stop_guest_ptesync);
  return partition_.running_vcpus == 0;
}

void MmuSetup::note_insertion(std::uint64_t v, PageSize base) {
  if (ready_ || (v & ~kWithinSegment) != kVrmaSegment) return;
  const std::uint64_t page_size = slb_page_size_field(base);
  partition_.vrma_slb_v = kVrmaSegment | page_size;
  partition_.vrmasd = page_size >> kVrmasdShift;
  ready_ = true;
}

}  // namespace htabsim
