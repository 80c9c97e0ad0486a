// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/page_entries.h"

#include <gtest/gtest.h>

#include "tests/model/hpt/hpte_bits.h"

namespace htabsim {
namespace {

using namespace hpte_bits;

class HptPageEntries : public testing::Test {
 protected:
  HptPageEntries() { slots_.add({GuestReal(0), 0x100'0000, HostReal(0x8000'0000), 16, true}); }

  void place(std::uint64_t index, std::uint64_t v, std::uint64_t guest_r) {
    image_.store(HpteIndex(index), HpteDword::k0, v);
    image_.set_guest_r(HpteIndex(index), guest_r);
  }
  [[nodiscard]] std::vector<HpteIndex> entries(std::uint64_t page) const {
    return page_entries(image_, slots_, GuestReal(page));
  }

  HptImage image_{HptGeometry(18)};
  MemorySlots slots_;
};

TEST_F(HptPageEntries, AreTheValidOnesOfTheHostPageD11) {
  place(3, kValid, 0x12'0012);
  place(9, kValid, 0x12'f196);  // another guest page of the same host page
  place(10, kValid, 0x13'0012);
  place(11, kAbsent, 0x12'0012);
  place(12, 0, 0x12'0012);
  place(13, kValid, 0x7000'0012);  // MMIO
  EXPECT_EQ(entries(0x12'3000), (std::vector{HpteIndex(3), HpteIndex(9)}));
}

TEST_F(HptPageEntries, LockedOnesMayComeToMapThePageR61) {
  place(3, kLock, 0);
  place(4, kLock | kAbsent, 0x13'0012);
  EXPECT_EQ(entries(0x12'0000), (std::vector{HpteIndex(3), HpteIndex(4)}));
}

TEST_F(HptPageEntries, NextValidGoesRoundTheTable) {
  EXPECT_EQ(next_valid(image_, HpteIndex(0)), std::nullopt);
  place(3, kValid, 0);
  place(4, kAbsent, 0);
  place(0x3fff, kValid, 0);  // the last of 2^14
  EXPECT_EQ(next_valid(image_, HpteIndex(0)), HpteIndex(3));
  EXPECT_EQ(next_valid(image_, HpteIndex(3)), HpteIndex(3));
  EXPECT_EQ(next_valid(image_, HpteIndex(4)), HpteIndex(0x3fff));
  EXPECT_EQ(next_valid(image_, HpteIndex(0x4000)), HpteIndex(3));
}

}  // namespace
}  // namespace htabsim
