// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_hash_table.h"

#include <vector>

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

/// Notes the arguments of each hcall.
class NotingPort final : public HcallPort {
 public:
  HcallResult hcall(const HcallFrame& frame) override {
    frames.push_back(frame);
    return {};
  }
  std::vector<HcallFrame> frames;
};

// A request by AVPN is 01 and flag bit 6 above the PTEX; 11 ends a call that has fewer than four.
TEST_F(GuestHashTableTest, EntriesAreRemovedFourWithACallI4) {
  std::vector<GuestHashTable::Entry> entries;
  for (std::uint64_t i = 0; i < 6; ++i) {
    const VirtualAddress va{SegmentSize::segment_1t, Vsid(5), i << 23};
    entries.push_back({{va, {}}, HpteIndex(0x100 + i)});
  }
  NotingPort port;
  GuestHashTable::remove_all(port, entries);
  ASSERT_EQ(port.frames.size(), 2);
  EXPECT_EQ(port.frames[0].token, HcallToken::kBulkRemove);
  EXPECT_EQ(port.frames[0].args[6], 0x4200'0000'0000'0103);
  EXPECT_EQ(port.frames[0].args[7], entries[3].page.avpn());
  EXPECT_EQ(port.frames[1].args[2], 0x4200'0000'0000'0105);
  EXPECT_EQ(port.frames[1].args[4], 0xc000'0000'0000'0000);
}

TEST_F(GuestHashTableTest, WithoutEntriesNothingIsCalled) {
  NotingPort port;
  GuestHashTable::remove_all(port, {});
  EXPECT_EQ(port.frames.size(), 0);
}

}  // namespace
}  // namespace htabsim
