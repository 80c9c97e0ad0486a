// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/page_chains.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/hpt/image.h"
#include "tests/model/hpt/hpte_bits.h"

namespace htabsim {
namespace {

using namespace hpte_bits;

class HptPageChains : public testing::Test {
 protected:
  HptPageChains() { slots_.add({GuestReal(0), 0x100'0000, HostReal(0x8000'0000), 16, true}); }

  void place(std::uint64_t index, std::uint64_t v, std::uint64_t guest_r) {
    image_.store(HpteIndex(index), HpteDword::k0, v);
    image_.set_guest_r(HpteIndex(index), guest_r);
  }
  [[nodiscard]] std::vector<HpteIndex> entries(std::uint64_t page) {
    return image_.chains().entries_of(slots_, GuestReal(page));
  }

  HptImage image_{HptGeometry(18)};
  MemorySlots slots_;
};

TEST_F(HptPageChains, AreTheValidOnesOfTheHostPageD11) {
  place(3, kValid, 0x12'0012);
  place(9, kValid, 0x12'f196);  // another guest page of the same host page
  place(10, kValid, 0x13'0012);
  place(11, kAbsent, 0x12'0012);
  place(12, 0, 0x12'0012);
  place(13, kValid, 0x7000'0012);  // MMIO
  EXPECT_EQ(entries(0x12'3000), (std::vector{HpteIndex(3), HpteIndex(9)}));
}

TEST_F(HptPageChains, LockedOnesMayComeToMapThePageR61) {
  place(3, kLock, 0);
  place(4, kLock | kAbsent, 0x13'0012);
  EXPECT_EQ(entries(0x12'0000), (std::vector{HpteIndex(3), HpteIndex(4)}));
}

TEST_F(HptPageChains, NextValidGoesRoundTheTable) {
  EXPECT_EQ(image_.chains().next_valid(HpteIndex(0)), std::nullopt);
  place(3, kValid, 0);
  place(4, kAbsent, 0);
  place(0x3fff, kValid, 0);  // the last of 2^14
  EXPECT_EQ(image_.chains().next_valid(HpteIndex(0)), HpteIndex(3));
  EXPECT_EQ(image_.chains().next_valid(HpteIndex(3)), HpteIndex(3));
  EXPECT_EQ(image_.chains().next_valid(HpteIndex(4)), HpteIndex(0x3fff));
  EXPECT_EQ(image_.chains().next_valid(HpteIndex(0x4000)), HpteIndex(3));
}

TEST_F(HptPageChains, AnEntryLeavesTheChainOfItsOldPageD11) {
  place(3, kValid, 0x12'0012);
  EXPECT_EQ(entries(0x12'0000), std::vector{HpteIndex(3)});
  image_.set_guest_r(HpteIndex(3), 0x13'0012);
  EXPECT_TRUE(entries(0x12'0000).empty());
  EXPECT_EQ(entries(0x13'0000), std::vector{HpteIndex(3)});
  EXPECT_TRUE(image_.store_conditional(HpteIndex(3), kValid, kAbsent));
  EXPECT_TRUE(entries(0x13'0000).empty());
  EXPECT_EQ(image_.chains().next_valid(HpteIndex(0)), std::nullopt);
}

TEST_F(HptPageChains, AreThoseOfTheTableThatReplacesIt) {
  place(3, kValid, 0x12'0012);
  EXPECT_EQ(entries(0x12'0000).size(), 1);
  image_.replace_table(HptImage(HptGeometry(19)));
  EXPECT_TRUE(entries(0x12'0000).empty());
}

// Kept from step to step they say what a look at the whole table says.
RC_GTEST_FIXTURE_PROP(HptPageChains, AreWhatALookAtTheTableFindsD11, ()) {
  constexpr std::uint64_t kDwords[] = {0, kValid, kAbsent, kLock, kLock | kAbsent};
  const auto steps = *rc::gen::inRange(0, 100);
  for (int step = 0; step < steps; ++step) {
    place(*rc::gen::inRange<std::uint64_t>(0, 6),
          kDwords[*rc::gen::inRange<std::size_t>(0, std::size(kDwords))],
          *rc::gen::inRange<std::uint64_t>(0, 64) << 12 | 0x12);
    const GuestReal page(*rc::gen::inRange<std::uint64_t>(0, 64) << 12);
    std::vector<HpteIndex> expected;
    for (HpteIndex index; index < HpteIndex(6); ++index) {
      const std::uint64_t dword0 = image_.load(index, HpteDword::k0);
      const GuestReal mapped(image_.guest_r(index) & hpte_r::kRpn);
      const bool maps = any(dword0, kValid) && slots_.share_host_page(page, mapped);
      if (any(dword0, kLock) || maps) expected.push_back(index);
    }
    RC_ASSERT(image_.chains().entries_of(slots_, page) == expected);
  }
}

}  // namespace
}  // namespace htabsim
