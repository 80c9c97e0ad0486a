// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/data_erat.h"

#include <gtest/gtest.h>

#include "tests/model/base/round_trip.h"
#include "tests/model/mmu/erat_entry.h"

namespace htabsim {
namespace {

using mmu_test::erat_entry;

class DataEratTest : public testing::Test {
 protected:
  DataEratTest() {
    for (const std::uint64_t page : {0x1000, 0x2000, 0x3000}) erat_.insert(erat_entry(page));
  }
  bool in_primary(std::uint64_t ea) { return erat_.primary().lookup(Ea(ea)) != nullptr; }

  DataErat erat_{1, 3};
};

TEST_F(DataEratTest, WhatLeavesThePrimaryIsStillInTheSecondary) {
  EXPECT_FALSE(in_primary(0x1000));
  const EratEntry* found = erat_.promote(Ea(0x1234));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->translate(Ea(0x1234)), HostReal(0x2234));
  EXPECT_TRUE(in_primary(0x1000)) << "it is in both then";
  EXPECT_FALSE(in_primary(0x3000));
}

TEST_F(DataEratTest, SecondaryForgetsTheLeastRecentlyUsed) {
  EXPECT_NE(erat_.promote(Ea(0x1000)), nullptr);
  erat_.insert(erat_entry(0x4000));
  EXPECT_EQ(erat_.promote(Ea(0x2000)), nullptr);
  EXPECT_NE(erat_.promote(Ea(0x1000)), nullptr);
}

TEST_F(DataEratTest, DroppedEntryIsInNeither) {
  erat_.promote(Ea(0x1000));
  erat_.drop(Ea(0x1000));
  EXPECT_FALSE(in_primary(0x1000));
  EXPECT_EQ(erat_.promote(Ea(0x1000)), nullptr);
}

TEST_F(DataEratTest, InvalidationsReachBoth) {
  erat_.invalidate_segment(Ea(0), SegmentSize::segment_256m);
  for (const std::uint64_t page : {0x1000, 0x2000, 0x3000}) {
    EXPECT_FALSE(in_primary(page));
    EXPECT_EQ(erat_.promote(Ea(page)), nullptr);
  }
  erat_.insert(erat_entry(0x1000));
  erat_.invalidate_all();
  EXPECT_FALSE(in_primary(0x1000));
  EXPECT_EQ(erat_.promote(Ea(0x1000)), nullptr);
}

TEST_F(DataEratTest, TlbieOfOnePageReachesBothAndLeavesTheOthers) {
  TlbieTarget target;
  target.scope = TlbieScope::kPage;
  target.pages = {PageSize::page_4k, PageSize::page_4k};
  target.va_low = 7 << 28 | 0x1000;
  erat_.promote(Ea(0x1000));
  erat_.invalidate(target);
  EXPECT_FALSE(in_primary(0x1000));
  EXPECT_EQ(erat_.promote(Ea(0x1000)), nullptr);
  EXPECT_NE(erat_.promote(Ea(0x2000)), nullptr);
}

TEST(DataEratWithoutSecondaryTest, NothingIsPromoted) {
  DataErat erat(1, 0);
  erat.insert(erat_entry(0x1000));
  erat.insert(erat_entry(0x2000));
  EXPECT_EQ(erat.promote(Ea(0x1000)), nullptr);
}

TEST_F(DataEratTest, LoadedOneHasBothAndTheirOrder) {
  erat_.promote(Ea(0x1000));
  DataErat loaded(1, 3);
  EXPECT_TRUE(load_saved(erat_, loaded));
  EXPECT_NE(loaded.primary().lookup(Ea(0x1000)), nullptr);
  loaded.insert(erat_entry(0x4000));
  EXPECT_EQ(loaded.promote(Ea(0x2000)), nullptr);
  EXPECT_NE(loaded.promote(Ea(0x1000)), nullptr);
}

}  // namespace
}  // namespace htabsim
