// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_hash_table.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

/// A hypervisor whose PTEGs are full until some H_ENTERs have been refused.
class FullGroups final : public HcallPort {
 public:
  FullGroups(unsigned refusals, HcallStatus of_remove) : refusals_(refusals), remove_(of_remove) {}

  HcallResult hcall(const HcallFrame& frame) override {
    HcallResult result;
    if (frame.token == HcallToken::kRemove) {
      result.status = remove_;
      return result;
    }
    result.status = enters++ < refusals_ ? HcallStatus::kPtegFull : HcallStatus::kSuccess;
    result.values[0] = 42;
    return result;
  }

  unsigned enters = 0;

 private:
  unsigned refusals_;
  HcallStatus remove_;
};

class GuestHashTableTest : public testing::Test {
 protected:
  std::optional<HpteIndex> enter(HcallPort& port) {
    const VirtualPage page{{SegmentSize::segment_1t, Vsid(5), 0x1000}, {}};
    return table_.enter(port, page, 0, 0);
  }

  std::mt19937_64 random_{1};
  GuestOsCounters counters_;
  GuestHashTable table_{HptGeometry(18), random_, counters_};
};

TEST_F(GuestHashTableTest, SlotThatOthersTakeTimeAfterTimeIsTriedForOnL3) {
  FullGroups port(2 * 1'000, HcallStatus::kSuccess);
  EXPECT_EQ(enter(port), HpteIndex(42));
  EXPECT_EQ(port.enters, 2 * 1'000 + 1);
  EXPECT_EQ(counters_.evictions, 1'000);
}

TEST_F(GuestHashTableTest, PtegsOfWhichNothingCanGoAreGivenUp) {
  FullGroups port(~0U, HcallStatus::kNotFound);
  EXPECT_EQ(enter(port), std::nullopt);
  EXPECT_EQ(port.enters, 2 * 64);
}

}  // namespace
}  // namespace htabsim
