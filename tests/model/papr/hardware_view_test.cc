// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hardware_view.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/protection.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kPpMasks = hpte_r::kPp0 | hpte_r::kPp;

TEST(PaprHardwareView, ReadOnlyTurnsEachWritablePpIntoItsReadOnlyCounterpartE1) {
  EXPECT_EQ(read_only(0b00), hpte_r::kPp0 | 0b10);  // RW/none becomes RO/none
  EXPECT_EQ(read_only(0b01), 0b11U);                // RW/RO becomes RO/RO
  EXPECT_EQ(read_only(0b10), 0b11U);                // RW/RW becomes RO/RO
  EXPECT_EQ(read_only(0b11), 0b11U);
  EXPECT_EQ(read_only(hpte_r::kPp0 | 0b10), hpte_r::kPp0 | 0b10);
}

RC_GTEST_PROP(PaprHardwareView, ReadOnlyTakesStoresAwayAndNothingElseE1,
              (std::uint64_t r, bool supervisor_key, bool problem_key)) {
  Segment segment;
  segment.supervisor_key = supervisor_key;
  segment.problem_key = problem_key;
  const PageProtection before = decode_protection(segment, r);
  const PageProtection after = decode_protection(segment, read_only(r));
  for (const int problem : {0, 1}) {
    RC_ASSERT(!after.store[problem]);
    RC_ASSERT(after.load[problem] == before.load[problem]);
    RC_ASSERT(!before.store[problem] || writable(r));
  }
  RC_ASSERT((read_only(r) & ~kPpMasks) == (r & ~kPpMasks));
  RC_ASSERT(!writable(read_only(r)));
}

TEST(PaprHardwareView, MemoryGetsHostRpnAndKeepsPageSizeAndProtectionI2e) {
  // 64K page: LP 1 in bits 12:15 of dword 1 stays; key 11111 and pp0 stay; bit 62 goes.
  const std::uint64_t guest_r = 0xf000'0000'0123'1e16;
  EXPECT_EQ(memory_r(guest_r, PageSize::page_64k, HostReal(0x10'0123'0000), HostAccess::kReadWrite),
            0xb000'0010'0123'1e16U);
}

TEST(PaprHardwareView, CachingOfMemoryBecomesCoherentI2e) {
  const HostReal host(0x10'0000'0000);
  const auto caching = [&](std::uint64_t wimg) {
    return memory_r(wimg | 2, PageSize::page_4k, host, HostAccess::kReadWrite) & 0x78;
  };
  EXPECT_EQ(caching(0x10), 0x10U);  // M
  EXPECT_EQ(caching(0x70), 0x70U);  // W, I, M: strong access order
  EXPECT_EQ(caching(0x28), 0x10U);  // I, G
  EXPECT_EQ(caching(0x00), 0x10U);
  EXPECT_EQ(caching(0x78), 0x10U);
}

TEST(PaprHardwareView, WithdrawnMemoryHasKeyZeroAndMmioKey31I2e) {
  const std::uint64_t guest_r = 0x1000'0000'0123'4c12;
  EXPECT_EQ(withdrawn_r(guest_r, PageSize::page_4k), 0x12U);
  EXPECT_EQ(mmio_r(guest_r), 0x3000'0000'0123'4e12U);
}

TEST(PaprHardwareView, SlotHoldsOnlyPagesOfItsAlignmentAndHostPageSizeR46) {
  const MemorySlot slot = {GuestReal(0x1000'0000), 0x200'0000, HostReal(0), 24, true};
  EXPECT_TRUE(slot_can_hold(slot, PageSize::page_4k));
  EXPECT_TRUE(slot_can_hold(slot, PageSize::page_16m));
  EXPECT_FALSE(slot_can_hold(slot, PageSize::page_16g));

  MemorySlot odd_start = slot;
  odd_start.base = GuestReal(0x1001'0000);
  EXPECT_TRUE(slot_can_hold(odd_start, PageSize::page_64k));
  EXPECT_FALSE(slot_can_hold(odd_start, PageSize::page_16m));

  MemorySlot odd_end = slot;
  odd_end.bytes = 0x181'0000;
  EXPECT_FALSE(slot_can_hold(odd_end, PageSize::page_16m));

  MemorySlot small_host_pages = slot;
  small_host_pages.host_page_shift = 16;
  EXPECT_TRUE(slot_can_hold(small_host_pages, PageSize::page_64k));
  EXPECT_FALSE(slot_can_hold(small_host_pages, PageSize::page_16m));
}

}  // namespace
}  // namespace htabsim
