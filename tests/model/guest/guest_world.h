// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <gtest/gtest.h>

#include "htabsim/model/guest/functional_machine.h"
#include "htabsim/model/guest/thread_state.h"
#include "htabsim/model/isa/hash.h"

namespace htabsim::guest_test {

inline constexpr std::uint64_t kKernel = msr::kSf | msr::kIr | msr::kDr;
inline constexpr std::uint64_t kMemory = 0x10;  ///< WIMG 0010

/// Segment of 256 MB at 0x10000000: VSID 0x45678, 4K pages.
inline constexpr std::uint64_t kRs = 0x4567'8000;
inline constexpr std::uint64_t kRb = 0x1000'0000 | 0x0800'0000;
inline constexpr Ea kEa{0x1234'5678};
inline constexpr GuestReal kPage{0x49'c000};
inline constexpr std::uint64_t kHostBase = 0x10'0000'0000;
inline constexpr GuestReal kMmio{0x8000'0000};

/// A guest of 512 MB and one processor under KVM, on a table of 2^18 bytes.
struct GuestWorld {
  GuestWorld() {
    partition.slots.add({GuestReal(0), 0x2000'0000, HostReal(kHostBase), 24, true});
    ThreadState state;
    state.slb.push_back({kRb, kRs});
    load_state(mmu, state);
  }

  /// The guest enters a 4K page, in the first slot of its PTEG.
  HpteIndex enter(Ea ea, GuestReal page, std::uint64_t r = kMemory | hpte_r::kPpReadWrite) {
    const Segment segment = *decode_segment(kRs);
    const VirtualAddress va = virtual_address(segment, ea);
    const std::uint64_t hash = page_hash(va, PageSize::page_4k, HashKind::kPrimary);
    const HpteIndex index = first_slot(image.geometry().pteg(hash));
    const std::uint64_t v = avpn_field(va, PageSize::page_4k) | hpte_v::kValid;
    const HcallResult result = machine.hcall(
        {HcallToken::kEnter, kKernel, {hcall_flag::kExact, index.value(), v, page.value() | r}});
    EXPECT_EQ(result.status, HcallStatus::kSuccess);
    return index;
  }
  /// R and C as the guest sees them.
  [[nodiscard]] std::uint64_t rc(HpteIndex index) const {
    return guest_view(image, index).r & hpte_r::kRc;
  }
  static HostReal host(std::uint64_t guest) { return HostReal(kHostBase + guest); }

  HptImage image{HptGeometry(18)};
  Partition partition;
  static constexpr MmuSizes kMmuSizes{.ierat_entries = 8,
                                      .derat_entries = 8,
                                      .secondary_derat_entries = 0,
                                      .tlb_entries = 64,
                                      .tlb_ways = 4,
                                      .mpss_reach = MpssReach::actual};
  Tlb tlb{kMmuSizes};
  ThreadMmu mmu{kMmuSizes, tlb};
  FunctionalMachine machine{mmu, image, partition};
};

}  // namespace htabsim::guest_test
