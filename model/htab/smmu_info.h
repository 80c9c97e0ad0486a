// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "htabsim/model/isa/page_size.h"

namespace htabsim {

/// Bits of SmmuInfo::flags.
namespace smmu_flag {
inline constexpr std::uint64_t kPageSizesReal = 0x1;  ///< guest pages fit into the host's
inline constexpr std::uint64_t k1TSegments = 0x2;
}  // namespace smmu_flag

/// A page size of a segment, and LP of its entries (bits 44:51 of dword 1).
struct SmmuPageSize {
  PageSize actual = PageSize::page_4k;
  std::uint32_t pte_encoding = 0;

  friend bool operator==(const SmmuPageSize&, const SmmuPageSize&) = default;
};

/// A base page size, L and LP as in slbmte's RS, and the page sizes that its segments may have.
struct SmmuSegment {
  PageSize base = PageSize::page_4k;
  std::uint32_t slb_encoding = 0;
  std::vector<SmmuPageSize> pages;

  friend bool operator==(const SmmuSegment&, const SmmuSegment&) = default;
};

struct SmmuInfo {
  std::uint64_t flags = 0;  ///< of smmu_flag
  std::uint32_t slb_entries = 0;
  std::uint16_t data_keys = 0;
  std::uint16_t instruction_keys = 0;
  std::vector<SmmuSegment> segments;
};

/// What KVM says of POWER8's and POWER9's MMU at KVM_PPC_GET_SMMU_INFO (facts J7; KVM:
/// kvm_vm_ioctl_get_smmu_info_hv). It is less than the processor and H_ENTER know: no 16 GB pages,
/// and no 64 KB pages in segments of 4 KB.
SmmuInfo smmu_info();

}  // namespace htabsim
