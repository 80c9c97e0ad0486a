// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/resize_hpt_ioctl.h"

#include <gtest/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/papr/h_enter.h"

namespace htabsim::htab_test {
namespace {

constexpr IoctlResult kDone{};
constexpr IoctlResult kIn100Ms{100, {}};
constexpr IoctlResult ioctl_error(HtabErrno error) { return {0, error}; }

class ResizeHptIoctlTest : public testing::Test {
 protected:
  IoctlResult prepare(std::uint32_t order, std::uint64_t flags = 0) {
    return resize_hpt_prepare(port_, partition_, flags, order);
  }
  IoctlResult commit(std::uint32_t order, std::uint64_t flags = 0) {
    return resize_hpt_commit(port_, partition_, flags, order);
  }
  /// Whether a table of that order was prepared, ready or not. If so it is ready now.
  bool was_prepared(std::uint32_t order) { return prepare(order) == kDone; }
  void make_ready(std::uint32_t order) {
    EXPECT_EQ(prepare(order), kIn100Ms);
    EXPECT_EQ(prepare(order), kDone);
  }

  HptImage image_{HptGeometry(19)};
  FunctionalHptPort port_{image_};
  Partition partition_;
};

TEST_F(ResizeHptIoctlTest, PrepareEstimates100MsAndIsDoneAtTheNextCallJ7) {
  EXPECT_EQ(prepare(18), kIn100Ms);
  EXPECT_EQ(prepare(18), kDone);
  EXPECT_EQ(prepare(18), kDone);
  EXPECT_EQ(prepare(46), kIn100Ms) << "another order begins anew";
}

TEST_F(ResizeHptIoctlTest, PrepareOfOrder0GivesTheTableUpJ7) {
  EXPECT_EQ(prepare(0), kDone) << "though there is nothing to give up";
  make_ready(20);
  EXPECT_EQ(prepare(0), kDone);
  EXPECT_EQ(commit(20), ioctl_error(HtabErrno::kNoDevice));
}

TEST_F(ResizeHptIoctlTest, FlagsAndOrdersThatNoTableHasAreInvalidAndChangeNothingJ7) {
  make_ready(20);
  for (const bool mmu_ready : {true, false}) {
    partition_.mmu_ready = mmu_ready;
    for (const std::uint32_t order : {1U, 17U, 47U, 0xffff'ffffU}) {
      EXPECT_EQ(prepare(order), ioctl_error(HtabErrno::kInvalid)) << order;
      EXPECT_EQ(commit(order), ioctl_error(HtabErrno::kInvalid)) << order;
    }
    for (const std::uint64_t flags : {std::uint64_t{1}, std::uint64_t{1} << 63}) {
      EXPECT_EQ(prepare(20, flags), ioctl_error(HtabErrno::kInvalid));
      EXPECT_EQ(commit(20, flags), ioctl_error(HtabErrno::kInvalid));
    }
  }
  EXPECT_TRUE(was_prepared(20));
}

TEST_F(ResizeHptIoctlTest, RadixGuestHasNoTableToResizeJ7) {
  make_ready(20);
  partition_.translation = GuestTranslation::kRadix;
  EXPECT_EQ(prepare(20), ioctl_error(HtabErrno::kInvalid));
  EXPECT_EQ(commit(20), ioctl_error(HtabErrno::kInvalid));
}

TEST_F(ResizeHptIoctlTest, CommitMakesThePreparedTableTheGuestsJ7) {
  make_ready(20);
  EXPECT_EQ(commit(20), kDone);
  EXPECT_EQ(image_.geometry().order(), 20U);
  EXPECT_TRUE(partition_.mmu_ready);
  EXPECT_EQ(commit(20), ioctl_error(HtabErrno::kNoDevice)) << "it is prepared no more";
}

TEST_F(ResizeHptIoctlTest, CommitOfATableThatIsNotReadyIsBusyAndGivesItUpJ7) {
  EXPECT_EQ(prepare(20), kIn100Ms);
  EXPECT_EQ(commit(20), ioctl_error(HtabErrno::kBusy));
  EXPECT_FALSE(was_prepared(20));
}

TEST_F(ResizeHptIoctlTest, CommitOfAnotherOrderFindsNoTableAndGivesItUpJ7) {
  for (const std::uint32_t order : {0U, 21U}) {
    prepare(0);
    make_ready(20);
    EXPECT_EQ(commit(order), ioctl_error(HtabErrno::kNoDevice));
    EXPECT_FALSE(was_prepared(20));
  }
}

TEST_F(ResizeHptIoctlTest, CommitWithoutAReadyMmuIsAnIoErrorAndGivesItUpJ7) {
  for (const std::uint32_t order : {20U, 21U}) {
    prepare(0);
    make_ready(20);
    partition_.mmu_ready = false;
    EXPECT_EQ(commit(order), ioctl_error(HtabErrno::kIo));
    EXPECT_FALSE(partition_.mmu_ready);
    EXPECT_FALSE(was_prepared(20));
    EXPECT_EQ(image_.geometry().order(), 19U);
  }
}

// 4 KB pages at the start of segments 0x001 and 0x801, whose hashes are their VSIDs (facts C2): of
// 2^19 / 128 = 0x1000 PTEGs they select 0x001 and 0x801, of half as many both 0x001. AVPN is
// VSID << 5, from bit 7 on.
TEST_F(ResizeHptIoctlTest, TwoBoltedEntriesOnOneSlotAreNoSpaceAndTheOldTableStaysJ7) {
  for (const std::uint64_t vsid : {0x001, 0x801}) {
    ASSERT_EQ(h_enter(port_, partition_, hcall_flag::kExact, HpteIndex(8 * vsid),
                      {vsid << 12 | 0x11, 0x1000})
                  .status,
              HcallStatus::kSuccess);
  }
  make_ready(18);
  EXPECT_EQ(commit(18), ioctl_error(HtabErrno::kNoSpace));
  EXPECT_FALSE(was_prepared(18));
  EXPECT_EQ(image_.geometry().order(), 19U);
  EXPECT_EQ(guest_view(image_, HpteIndex(8 * 0x801)), (Hpte{0x80'1011, 0x1000}));
}

}  // namespace
}  // namespace htabsim::htab_test
