// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/isa/slb.h"
#include "htabsim/model/trace/user_accesses.h"

namespace htabsim {

/// A guest's kernel as the MMU sees it: its memory, from guest real 0 on, mapped linearly.
struct KernelMemory {
  SegmentSize segment_size = SegmentSize::segment_1t;
  PageSize page_size = PageSize::page_4k;
  std::uint64_t pages = 0;
  std::uint64_t address_spaces = 2;  ///< of all programs, and the kernel's
  // As the programs' are given, lest one gets the kernel's.
  VsidAllocation vsid_allocation = VsidAllocation::linux;
  std::uint64_t seed = 1;
};

/// Where the linear map begins.
inline constexpr Ea kLinearMap = kFirstKernelAddress;

/// The SLB entry of slot 0: the linear map's first segment.
SlbEntry bolted_segment(const KernelMemory& kernel);

/// Enters the kernel's pages into a table, bolted, as Linux does at boot.
void enter_kernel_memory(HptImage& image, Partition& partition, const KernelMemory& kernel);

}  // namespace htabsim
