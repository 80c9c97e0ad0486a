// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/host_page.h"
#include "tests/model/hpt/hpte_bits.h"
#include "tests/model/htab/hooked_port.h"

namespace htabsim::htab_test {
namespace {

constexpr HpteIndex kIndex{5};
constexpr GuestReal kPage{0x12'3000};
constexpr std::uint64_t kKeys = 0x3000'0000'0000'0e00;
using namespace hpte_bits;
const Hpte kEntryWithKeys{0x4000'0000'0000'0081, kPage.value() | kKeys | 0x12};

class HostPageTest : public ::testing::TestWithParam<HpteFormat> {
 protected:
  HostPageTest() {
    partition_.slots.add({.base = GuestReal(0),
                          .bytes = std::uint64_t{1} << 40,
                          .host_base = HostReal(std::uint64_t{1} << 46),
                          .host_page_shift = 24});
    partition_.hpte_mod_interest = 1;
    h_enter(inner_, partition_, hcall_flag::kExact, kIndex, kEntryWithKeys);
    image_.set_guest_r(kIndex, kEntryWithKeys.r);  // not modified
  }
  void withdraw() { withdraw_host_page(port_, partition_, kIndex); }
  void touch(std::uint64_t rc) {
    image_.store(kIndex, HpteDword::k1, image_.load(kIndex, HpteDword::k1) | rc);
  }
  [[nodiscard]] std::uint64_t dword(HpteDword which) const { return image_.load(kIndex, which); }

  HptImage image_{HptGeometry(18, GetParam())};
  FunctionalHptPort inner_{image_};
  HookedPort port_{inner_};
  Partition partition_;
};

TEST_P(HostPageTest, R54ValidBecomesAbsentAndTheGuestSeesNoDifference) {
  withdraw();
  EXPECT_EQ(dword(HpteDword::k0) & (kValid | kAbsent | kLock), kAbsent);
  EXPECT_EQ(guest_view(image_, kIndex), kEntryWithKeys);
  EXPECT_EQ(image_.guest_r(kIndex), kEntryWithKeys.r) << "nothing was news to the guest's view";
}

TEST_P(HostPageTest, R54RAndCAreHarvestedAndNotedIfTheyAreNews) {
  touch(kR | kC);
  withdraw();
  EXPECT_EQ(image_.guest_r(kIndex), kEntryWithKeys.r | kR | kC | kModified);
  EXPECT_EQ(image_.page_rc(kPage), kR | kC | kDirtyPage);
  EXPECT_EQ(guest_view(image_, kIndex), (Hpte{kEntryWithKeys.v, kEntryWithKeys.r | kR | kC}));
}

TEST_P(HostPageTest, R54RAndCThatTheGuestsViewHasAreNoChangeButThePagesAreRecorded) {
  image_.set_guest_r(kIndex, kEntryWithKeys.r | kR);
  touch(kR);
  withdraw();
  EXPECT_EQ(image_.guest_r(kIndex), kEntryWithKeys.r | kR);
  EXPECT_EQ(image_.page_rc(kPage), kR);
}

TEST_P(HostPageTest, R45NothingIsNotedWithoutAReader) {
  partition_.hpte_mod_interest = 0;
  touch(kC);
  withdraw();
  EXPECT_EQ(image_.guest_r(kIndex), kEntryWithKeys.r | kC);
}

TEST_P(HostPageTest, R54AnEarlierChangeStaysNoted) {
  image_.set_guest_r(kIndex, kEntryWithKeys.r | kModified);
  withdraw();
  EXPECT_EQ(image_.guest_r(kIndex), kEntryWithKeys.r | kModified);
}

TEST_P(HostPageTest, R54RAndCThatArriveBeforeTheTlbieIsOverAreNotLost) {
  port_.once_before(PortOp::kTlbsync, HpteIndex(0), [&] { touch(kC); });
  withdraw();
  EXPECT_EQ(image_.guest_r(kIndex), kEntryWithKeys.r | kC | kModified);
}

TEST_P(HostPageTest, R61ThePageIsGoneForEntriesThatComeLater) {
  withdraw();
  EXPECT_EQ(partition_.slots.host_real(kPage), std::nullopt);
  h_enter(inner_, partition_, hcall_flag::kExact, HpteIndex(9), kEntryWithKeys);
  EXPECT_EQ(image_.load(HpteIndex(9), HpteDword::k0) & (kValid | kAbsent), kAbsent);
}

TEST_P(HostPageTest, AbsentMemoryHasNoKeyOfItsOwn) {
  withdraw();
  EXPECT_EQ(dword(HpteDword::k1) & kKeys, 0U);
}

TEST_P(HostPageTest, ValidGoesBeforeTheTlbieUnderTheLock) {
  port_.once_before(PortOp::kTlbie, HpteIndex(0), [&] {
    EXPECT_EQ(dword(HpteDword::k0) & (kValid | kAbsent | kLock), kAbsent | kLock);
  });
  withdraw();
  EXPECT_EQ(std::ranges::count(port_.ops(), PortOp::kTlbie), 1);
}

TEST_P(HostPageTest, AnEntryThatIsNotValidIsLeftAlone) {
  withdraw();
  const Hpte absent = image_.read(kIndex);
  port_.forget();
  withdraw();
  EXPECT_EQ(image_.read(kIndex), absent);
  EXPECT_EQ(std::ranges::count(port_.ops(), PortOp::kTlbie), 0);

  withdraw_host_page(port_, partition_, HpteIndex(6));
  EXPECT_EQ(image_.read(HpteIndex(6)), Hpte{});
}

TEST_P(HostPageTest, R54EveryEntryOfTheHostPageBecomesAbsent) {
  // Host pages of 16 MB: 0x12'3000 and 0x12'4000 share one, 0x112'3000 lies in the next.
  const Hpte near{kEntryWithKeys.v, (kEntryWithKeys.r & ~hpte_r::kRpn) | 0x12'4000};
  const Hpte far{kEntryWithKeys.v, (kEntryWithKeys.r & ~hpte_r::kRpn) | 0x112'3000};
  h_enter(inner_, partition_, hcall_flag::kExact, HpteIndex(9), near);
  h_enter(inner_, partition_, hcall_flag::kExact, HpteIndex(10), far);
  EXPECT_EQ(withdraw_host_page(port_, partition_, kPage), 2U);
  const auto state = [&](HpteIndex index) {
    return image_.load(index, HpteDword::k0) & (kValid | kAbsent | kLock);
  };
  EXPECT_EQ(state(kIndex), kAbsent);
  EXPECT_EQ(state(HpteIndex(9)), kAbsent);
  EXPECT_EQ(state(HpteIndex(10)), kValid);
  EXPECT_EQ(partition_.slots.host_real(kPage), std::nullopt);
  EXPECT_FALSE(partition_.slots.held_back(kPage));
  EXPECT_EQ(withdraw_host_page(port_, partition_, kPage), 0U) << "nothing of it is left";
}

TEST_P(HostPageTest, R61NobodyBringsThePageBackMeanwhile) {
  port_.once_before(PortOp::kTlbsync, HpteIndex(0), [&] {
    EXPECT_TRUE(partition_.slots.held_back(kPage));
    partition_.slots.restore(kPage);
    h_enter(inner_, partition_, hcall_flag::kExact, HpteIndex(9), kEntryWithKeys);
  });
  withdraw_host_page(port_, partition_, kPage);
  EXPECT_EQ(image_.load(HpteIndex(9), HpteDword::k0) & (kValid | kAbsent), kAbsent);
  EXPECT_EQ(partition_.slots.host_real(kPage), std::nullopt);
}

TEST_P(HostPageTest, EntryThatHasChangedBeforeItsLockIsLeftAlone) {
  const Hpte other{kEntryWithKeys.v, (kEntryWithKeys.r & ~hpte_r::kRpn) | 0x112'3000};
  port_.once_before(PortOp::kLoad0, kIndex, [&] {
    image_.store(kIndex, HpteDword::k0, 0);
    h_enter(inner_, partition_, hcall_flag::kExact, kIndex, other);
  });
  EXPECT_EQ(withdraw_host_page(port_, partition_, kPage), 0U);
  EXPECT_EQ(dword(HpteDword::k0) & (kValid | kAbsent | kLock), kValid);
}

INSTANTIATE_TEST_SUITE_P(BothFormats, HostPageTest,
                         ::testing::Values(HpteFormat::isa207, HpteFormat::isa300));

}  // namespace
}  // namespace htabsim::htab_test
