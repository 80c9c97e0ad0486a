// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/alloc_reset_hpt.h"

#include <gtest/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/papr/h_enter.h"
#include "tests/model/hpt/hpte_bits.h"

namespace htabsim::htab_test {
namespace {

using namespace hpte_bits;

/// A bolted 4 KB entry of the page at 0x5000, as the guest enters it.
constexpr Hpte kBoltedEntry = {0x4000'0000'0000'0011, 0x5012};
constexpr GuestReal kBoltedPage{0x5000};

/// A table of order 18 whose changes somebody reads, with entries 5 and 6. Of these, 6 has changed.
class AllocResetHptTest : public testing::TestWithParam<HpteFormat> {
 protected:
  AllocResetHptTest() {
    partition_.slots.add({.base = GuestReal(0),
                          .bytes = std::uint64_t{1} << 26,
                          .host_base = HostReal(std::uint64_t{1} << 46),
                          .host_page_shift = 24});
    partition_.hpte_mod_interest = 1;
    place(5);
    place(6);
    image_.set_guest_r(HpteIndex(5), kBoltedEntry.r);
  }

  void place(std::uint64_t index) {
    ASSERT_EQ(h_enter(port_, partition_, hcall_flag::kExact, HpteIndex(index), kBoltedEntry).status,
              HcallStatus::kSuccess);
  }
  std::optional<HtabErrno> alloc(std::uint32_t order) {
    return alloc_reset_hpt(port_, partition_, order);
  }
  [[nodiscard]] Hpte memory(std::uint64_t index) const { return image_.read(HpteIndex(index)); }
  [[nodiscard]] std::uint64_t guest_r(std::uint64_t index) const {
    return image_.guest_r(HpteIndex(index));
  }

  HptImage image_{HptGeometry(18, GetParam())};
  FunctionalHptPort port_{image_};
  Partition partition_;
};

INSTANTIATE_TEST_SUITE_P(Formats, AllocResetHptTest,
                         testing::Values(HpteFormat::isa207, HpteFormat::isa300));

TEST_P(AllocResetHptTest, OfTheSameOrderClearsEntriesButNotModifiedR55) {
  ASSERT_EQ(alloc(18), std::nullopt);
  EXPECT_EQ(image_.geometry().order(), 18U);
  for (const std::uint64_t index : {5, 6}) EXPECT_EQ(memory(index), Hpte{}) << index;
  EXPECT_EQ(guest_r(5), kBoltedEntry.r) << "the wipe is no change";
  EXPECT_EQ(guest_r(6), kBoltedEntry.r | kModified) << "an older change stays";
}

TEST_P(AllocResetHptTest, OfAnotherOrderReplacesTableAndReverseMapR55) {
  for (const unsigned order : {46U, 19U, 18U}) {
    ASSERT_EQ(alloc(order), std::nullopt);
    EXPECT_EQ(port_.geometry().order(), order);
    EXPECT_EQ(port_.geometry().format(), GetParam());
    EXPECT_EQ(memory(6), Hpte{});
    EXPECT_EQ(guest_r(6), 0U);
  }
}

TEST_P(AllocResetHptTest, IsBusyWhileAProcessorRunsWhateverTheOrderJ1) {
  partition_.running_vcpus = 1;
  const Hpte before = memory(5);
  for (const std::uint32_t order : {0U, 18U, 20U}) {
    EXPECT_EQ(alloc(order), HtabErrno::kBusy) << order;
    EXPECT_EQ(image_.geometry().order(), 18U);
    EXPECT_EQ(memory(5), before);
    EXPECT_TRUE(partition_.mmu_ready);
  }
}

TEST_P(AllocResetHptTest, ProcessorsAreNotLookedAtIfTheMmuWasNotReadyJ1) {
  partition_.mmu_ready = false;
  partition_.running_vcpus = 1;
  EXPECT_EQ(alloc(18), std::nullopt);
  EXPECT_EQ(memory(5), Hpte{});
}

TEST_P(AllocResetHptTest, LeavesTheMmuUnreadyAndVrmasRegistersAloneJ1) {
  for (const std::uint32_t order : {18U, 20U, 17U}) {
    partition_.mmu_ready = true;
    partition_.vrma_slb_v = 0x4001'ffff'ff00'0100;
    partition_.vrmasd = 0x10;
    alloc(order);
    EXPECT_FALSE(partition_.mmu_ready) << order;
    EXPECT_FALSE(partition_.mmu_setup_locked);
    EXPECT_EQ(partition_.vrma_slb_v, 0x4001'ffff'ff00'0100U);
    EXPECT_EQ(partition_.vrmasd, 0x10U);
  }
}

// KVM frees the old table before it looks at the order; KVM_RUN then allocates 2^24 bytes.
TEST_P(AllocResetHptTest, OrderThatNoTableHasTakesTheOldTableAwayJ1) {
  for (const std::uint32_t order : {0U, 17U, 47U, 0xffff'ffffU}) {
    alloc(18);
    place(5);
    EXPECT_EQ(alloc(order), HtabErrno::kInvalid) << order;
    EXPECT_EQ(image_.geometry().order(), 24U);
    EXPECT_EQ(image_.geometry().format(), GetParam());
    EXPECT_EQ(memory(5), Hpte{});
  }
}

TEST_P(AllocResetHptTest, HostsRecordOfPagesLosesRAndCAndKeepsDirtyPagesJ1) {
  const GuestReal last(0x3ff'f000);
  for (const std::uint32_t order : {18U, 20U}) {
    image_.merge_page_rc(kBoltedPage, hpte_r::kRc | kDirtyPage);
    image_.merge_page_rc(last, hpte_r::kReferenced);
    ASSERT_EQ(alloc(order), std::nullopt);
    EXPECT_EQ(image_.page_rc(kBoltedPage), kDirtyPage);
    EXPECT_EQ(image_.page_rc(last), 0U);
  }
}

TEST_P(AllocResetHptTest, ChainsOfTheReverseMapAreEmptyJ1) {
  EXPECT_EQ(port_.entries_of(partition_.slots, kBoltedPage).size(), 2U);
  ASSERT_EQ(alloc(18), std::nullopt);
  EXPECT_TRUE(port_.entries_of(partition_.slots, kBoltedPage).empty());
  place(9);
  EXPECT_EQ(port_.entries_of(partition_.slots, kBoltedPage), std::vector{HpteIndex(9)});
}

TEST_P(AllocResetHptTest, APreparedTableStaysJ7) {
  partition_.pending_table = PendingTable{20};
  for (const std::uint32_t order : {18U, 19U, 17U}) {
    alloc(order);
    EXPECT_EQ(partition_.pending_table, (PendingTable{20})) << order;
  }
}

TEST_P(AllocResetHptTest, RadixGuestBecomesAHashGuestWithATableOfItsOwnJ1) {
  partition_.translation = GuestTranslation::kRadix;
  partition_.process_table = 0x1234'0004;
  ASSERT_EQ(alloc(18), std::nullopt);
  EXPECT_EQ(partition_.translation, GuestTranslation::kHash);
  EXPECT_EQ(partition_.process_table, 0U);
  EXPECT_EQ(guest_r(6), 0U);
}

TEST_P(AllocResetHptTest, HashGuestsProcessTableStaysJ1) {
  partition_.process_table = 0x1234'0004;
  ASSERT_EQ(alloc(20), std::nullopt);
  EXPECT_EQ(partition_.process_table, 0x1234'0004U);
}

}  // namespace
}  // namespace htabsim::htab_test
