// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/memory_slots.h"

#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/model/base/round_trip.h"

namespace htabsim {
namespace {

class HptMemorySlots : public testing::Test {
 protected:
  HptMemorySlots() {
    slots_.add({GuestReal(0x10'0000), 0x2'0000, HostReal(0x8000'0000), 16, true});
    slots_.add({GuestReal(0x20'0000), 0x1'0000, HostReal(0x4000'0000), 16, false});
  }
  [[nodiscard]] std::optional<HostReal> host(std::uint64_t address) const {
    return slots_.host_real(GuestReal(address));
  }
  [[nodiscard]] std::optional<GuestReal> guest(std::uint64_t address) const {
    return slots_.guest_real(HostReal(address));
  }

  MemorySlots slots_;
};

TEST_F(HptMemorySlots, TranslatesWithinEachSlot) {
  EXPECT_EQ(host(0x10'0000), HostReal(0x8000'0000));
  EXPECT_EQ(host(0x11'ffff), HostReal(0x8001'ffff));
  EXPECT_EQ(host(0x20'0123), HostReal(0x4000'0123));
}

TEST_F(HptMemorySlots, OutsideEverySlotIsMmioI2e) {
  for (const std::uint64_t address : {0x0f'ffff, 0x12'0000, 0x1f'ffff, 0x21'0000}) {
    EXPECT_EQ(host(address), std::nullopt) << address;
    EXPECT_EQ(slots_.find(GuestReal(address)), nullptr) << address;
  }
}

TEST_F(HptMemorySlots, FindGivesTheSlotOfAnAddress) {
  ASSERT_NE(slots_.find(GuestReal(0x20'ffff)), nullptr);
  EXPECT_EQ(slots_.find(GuestReal(0x20'ffff))->base, GuestReal(0x20'0000));
  EXPECT_FALSE(slots_.find(GuestReal(0x20'ffff))->host_writable);
}

TEST_F(HptMemorySlots, HostsPageIsWritableAsItsSlotUntilTheHostSaysOtherwise) {
  const auto writable = [this](std::uint64_t address) {
    return slots_.writable(GuestReal(address));
  };
  EXPECT_TRUE(writable(0x11'0000));
  EXPECT_FALSE(writable(0x20'0000));
  EXPECT_FALSE(writable(0x12'0000));           // MMIO has no page of the host
  slots_.write_protect(GuestReal(0x11'1234));  // in host pages of 64 KB
  slots_.make_writable(GuestReal(0x20'1234));
  slots_.make_writable(GuestReal(0x12'0000));
  EXPECT_FALSE(writable(0x11'0000));
  EXPECT_FALSE(writable(0x11'ffff));
  EXPECT_TRUE(writable(0x10'ffff));
  EXPECT_TRUE(writable(0x20'ffff));
  EXPECT_FALSE(writable(0x12'0000));
}

TEST_F(HptMemorySlots, ProtectingAndMakingWritableAgainLeavesSlotsAsTheyWere) {
  const MemorySlots before = slots_;
  slots_.write_protect(GuestReal(0x11'1234));
  EXPECT_FALSE(slots_ == before);
  slots_.make_writable(GuestReal(0x11'0000));
  EXPECT_TRUE(slots_ == before);
}

TEST_F(HptMemorySlots, GuestNameIsTheWayBack) {
  EXPECT_EQ(guest(0x8001'ffff), GuestReal(0x11'ffff));
  EXPECT_EQ(guest(0x4000'0000), GuestReal(0x20'0000));
  EXPECT_EQ(guest(0x8002'0000), std::nullopt);
  EXPECT_EQ(guest(0x3fff'ffff), std::nullopt);
}

TEST_F(HptMemorySlots, WithdrawnHostPageIsNoMemoryUntilRestoredR46) {
  slots_.withdraw(GuestReal(0x11'1234));  // in host pages of 64 KB
  EXPECT_EQ(host(0x11'0000), std::nullopt);
  EXPECT_EQ(host(0x11'ffff), std::nullopt);
  EXPECT_EQ(host(0x10'ffff), HostReal(0x8000'ffff));
  EXPECT_EQ(host(0x20'0000), HostReal(0x4000'0000));
  EXPECT_NE(slots_.find(GuestReal(0x11'1234)), nullptr);
  slots_.restore(GuestReal(0x11'f000));
  EXPECT_EQ(host(0x11'1234), HostReal(0x8001'1234));
}

TEST_F(HptMemorySlots, PageIsHeldBackUntilItsWithdrawalEndsR61) {
  slots_.begin_withdrawal(GuestReal(0x11'1234));
  EXPECT_TRUE(slots_.held_back(GuestReal(0x11'0000)));
  EXPECT_FALSE(slots_.held_back(GuestReal(0x10'ffff)));
  slots_.restore(GuestReal(0x11'1234));
  EXPECT_EQ(host(0x11'1234), std::nullopt);
  slots_.end_withdrawal();
  EXPECT_EQ(host(0x11'1234), std::nullopt);
  EXPECT_FALSE(slots_.held_back(GuestReal(0x11'0000)));
  slots_.restore(GuestReal(0x11'1234));
  EXPECT_EQ(host(0x11'1234), HostReal(0x8001'1234));
}

TEST_F(HptMemorySlots, PinnedMemoryIsThereWhateverIsWithdrawn) {
  slots_.withdraw(GuestReal(0x11'1234));
  EXPECT_EQ(slots_.pinned_real(GuestReal(0x11'1234)), HostReal(0x8001'1234));
  EXPECT_EQ(slots_.pinned_real(GuestReal(0x12'0000)), std::nullopt);
}

TEST_F(HptMemorySlots, AddressesOfOneSlotMayShareAHostPage) {
  EXPECT_TRUE(slots_.share_host_page(GuestReal(0x11'0000), GuestReal(0x11'ffff)));
  EXPECT_FALSE(slots_.share_host_page(GuestReal(0x10'ffff), GuestReal(0x11'0000)));
  EXPECT_FALSE(slots_.share_host_page(GuestReal(0x12'0000), GuestReal(0x12'0000)));
}

TEST_F(HptMemorySlots, MmioCannotBeWithdrawn) {
  slots_.withdraw(GuestReal(0x12'0000));
  EXPECT_EQ(host(0x11'0000), HostReal(0x8001'0000));
  EXPECT_EQ(host(0x20'0000), HostReal(0x4000'0000));
}

TEST_F(HptMemorySlots, BytesAreThoseOfAllSlots) {
  EXPECT_EQ(slots_.bytes(), 0x2'0000 + 0x1'0000);
  EXPECT_EQ(MemorySlots().bytes(), 0U);
}

TEST_F(HptMemorySlots, SlotAtTheEndOfTheAddressSpaceEndsThere) {
  const MemorySlot last = {GuestReal(~std::uint64_t{0xfff}), 0x1000, HostReal(0), 12, true};
  EXPECT_TRUE(last.contains(GuestReal(~std::uint64_t{0})));
  EXPECT_FALSE(last.contains(GuestReal(0)));
}

TEST_F(HptMemorySlots, HostsPageOfAnAddressEndsWhereTheSlotDoes) {
  MemorySlots slots;
  // The host's pages of 64K begin at guest addresses 0x18000 and 0x28000.
  slots.add({GuestReal(0x1'0000), 0x2'0000, HostReal(0x8000'8000), 16, true});
  const auto span = [&](std::uint64_t address) {
    const auto found = slots.host_page_span(GuestReal(address));
    return found ? std::pair(found->first.value(), found->last.value()) : std::pair(0UL, 0UL);
  };
  EXPECT_EQ(span(0x1'7fff), std::pair(0x1'0000UL, 0x1'7fffUL));
  EXPECT_EQ(span(0x1'8000), std::pair(0x1'8000UL, 0x2'7fffUL));
  EXPECT_EQ(span(0x2'9000), std::pair(0x2'8000UL, 0x2'ffffUL));
  EXPECT_FALSE(slots.host_page_span(GuestReal(0x3'0000)));
}

TEST_F(HptMemorySlots, LoadedOnesHaveTheSamePagesWithdrawnAndWritable) {
  MemorySlots saved = slots_;
  saved.withdraw(GuestReal(0x10'0000));
  saved.write_protect(GuestReal(0x11'0000));
  saved.make_writable(GuestReal(0x20'0000));
  saved.begin_withdrawal(GuestReal(0x11'0000));
  EXPECT_FALSE(saved == slots_);
  EXPECT_TRUE(load_saved(saved, slots_));
  EXPECT_TRUE(saved == slots_);
}

}  // namespace
}  // namespace htabsim
