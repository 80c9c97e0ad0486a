// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/setup_htab_rma.h"

#include <gtest/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/papr/h_enter.h"

namespace htabsim::htab_test {
namespace {

// Arithmetic for all of these: the VSID is 0x1ffffff, so its hash (facts C2), VSID ^ (VSID << 25),
// has 0x7ff in the eleven bits that select one of a small table's 2^18 / 128 = 2048 PTEGs. Page i
// is in PTEG 0x7ff ^ i = 2047 - i, and slot 7 of that is entry 8 * (2047 - i) + 7 = 16383 - 8 * i.
constexpr std::uint64_t vrma_entry_of(std::uint64_t page) { return 16383 - 8 * page; }

// 1 TB and AVPN of the VSID, BOLTED, V. PP 0, memory coherent, R and C.
constexpr std::uint64_t kVrmaBolted = 0x4001'ffff'ff00'0011;
constexpr std::uint64_t kLargeBit = 0x4;
constexpr std::uint64_t kSupervisorRc = 0x190;

class SetupHtabRmaTest : public testing::Test {
 protected:
  SetupHtabRmaTest() { partition_.mmu_ready = false; }

  void add_memory(std::uint64_t bytes, unsigned host_page_shift, GuestReal base = GuestReal(0)) {
    partition_.slots.add({.base = base,
                          .bytes = bytes,
                          .host_base = HostReal(std::uint64_t{1} << 50),
                          .host_page_shift = host_page_shift});
  }
  [[nodiscard]] Hpte view(std::uint64_t index) const {
    return guest_view(image_, HpteIndex(index));
  }
  [[nodiscard]] std::uint64_t valid_entries() const {
    std::uint64_t count = 0;
    for (HpteIndex i; image_.geometry().contains(i); ++i) count += guest_view(image_, i) != Hpte{};
    return count;
  }

  HptImage image_{HptGeometry(18)};
  FunctionalHptPort port_{image_};
  Partition partition_;
};

TEST_F(SetupHtabRmaTest, OneBoltedEntryForEach16MInTheLastSlotOfItsPtegJ1) {
  add_memory(4 << 24, 24);
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(valid_entries(), 4U);
  for (std::uint64_t page = 0; page < 4; ++page) {
    // AVPN is in units of 2^23 bytes, from bit 7 on: page << 24 >> 23 << 7.
    EXPECT_EQ(view(vrma_entry_of(page)),
              (Hpte{kVrmaBolted | kLargeBit | page << 8, page << 24 | kSupervisorRc}));
  }
  EXPECT_TRUE(partition_.mmu_ready);
  EXPECT_FALSE(partition_.mmu_setup_locked);
  EXPECT_EQ(partition_.vrma_slb_v, 0x4001'ffff'ff00'0100U);  // L
  EXPECT_EQ(partition_.vrmasd, 0x10U);
}

TEST_F(SetupHtabRmaTest, PagesAreNoLargerThanTheHostsJ1) {
  add_memory(2 << 16, 16);
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(valid_entries(), 2U);
  EXPECT_EQ(view(vrma_entry_of(1)),
            (Hpte{kVrmaBolted | kLargeBit, 0x1'0000 | 0x1000 | kSupervisorRc}));  // LP 1
  EXPECT_EQ(partition_.vrma_slb_v, 0x4001'ffff'ff00'0110U);                       // L, LP 01
  EXPECT_EQ(partition_.vrmasd, 0x11U);
}

TEST_F(SetupHtabRmaTest, PagesOf4KAreNotLargeJ1) {
  add_memory(2 << 12, 12);
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(valid_entries(), 2U);
  EXPECT_EQ(view(vrma_entry_of(1)), (Hpte{kVrmaBolted, 0x1000 | kSupervisorRc}));
  EXPECT_EQ(partition_.vrma_slb_v, 0x4001'ffff'ff00'0000U);
}

TEST_F(SetupHtabRmaTest, AtMostOneEntryInAPtegJ1) {
  add_memory(std::uint64_t{3000} << 24, 24);
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(valid_entries(), 2048U);
}

TEST_F(SetupHtabRmaTest, AtMostOneTerabyteJ1) {
  image_.replace_table(HptImage(HptGeometry(24)));  // 131072 PTEGs
  add_memory(std::uint64_t{1} << 41, 24);
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(valid_entries(), 65536U);  // 2^40 / 2^24
}

TEST_F(SetupHtabRmaTest, AReadyMmuIsLeftAloneJ1) {
  add_memory(4 << 24, 24);
  partition_.mmu_ready = true;
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(valid_entries(), 0U);
  EXPECT_TRUE(partition_.mmu_ready);
  EXPECT_EQ(partition_.vrma_slb_v, 0U);
}

TEST_F(SetupHtabRmaTest, EndsAtTheFirstSlotThatTheGuestHasTakenJ1) {
  add_memory(4 << 24, 24);
  const Hpte guests{0x4000'0000'0000'0001, 0x1000};
  ASSERT_EQ(
      h_enter(port_, partition_, hcall_flag::kExact, HpteIndex(vrma_entry_of(1)), guests).status,
      HcallStatus::kSuccess);
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(view(vrma_entry_of(1)), guests);
  EXPECT_EQ(valid_entries(), 2U);
  EXPECT_TRUE(partition_.mmu_ready);
}

TEST_F(SetupHtabRmaTest, WithoutMemoryAtAddress0NobodyCanRunJ1) {
  add_memory(4 << 24, 24, GuestReal(1 << 30));
  setup_htab_rma(port_, partition_);
  EXPECT_EQ(valid_entries(), 0U);
  EXPECT_FALSE(partition_.mmu_ready);
}

}  // namespace
}  // namespace htabsim::htab_test
