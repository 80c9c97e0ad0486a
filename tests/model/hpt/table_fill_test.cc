// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/table_fill.h"

#include <gtest/gtest.h>

#include "tests/model/hpt/hpte_bits.h"

namespace htabsim {
namespace {

using namespace hpte_bits;

constexpr std::uint64_t kHashedSecondarily = 2;  // bit 62 of dword 0, H (facts D1)

// 2^18 bytes are 2,048 PTEGs of eight entries: 8 PTEGs or 64 entries a bucket.
constexpr HptGeometry kSmallest(18);

TEST(TableFill, AnEmptyTableHasOnlyEmptyPtegs) {
  const TableFill fill = table_fill(HptImage(kSmallest));
  EXPECT_EQ(fill.ptegs_by_valid[0], 2048);
  EXPECT_EQ(fill.valid(), 0);
}

TEST(TableFill, EntriesCountByTheirHashInTheirPartOfTheTable) {
  HptImage image(kSmallest);
  image.store(HpteIndex(63), HpteDword::k0, kValid);
  image.store(HpteIndex(64), HpteDword::k0, kValid | kHashedSecondarily);
  image.store(HpteIndex(71), HpteDword::k0, kValid);
  image.store(HpteIndex(16383), HpteDword::k0, kValid);
  const TableFill fill = table_fill(image);
  EXPECT_EQ(fill.primary[0], 1);
  EXPECT_EQ(fill.secondary[1], 1);
  EXPECT_EQ(fill.primary[1], 1);
  EXPECT_EQ(fill.primary[255], 1);
  EXPECT_EQ(fill.valid(), 4);
  EXPECT_EQ(fill.ptegs_by_valid[0], 2045);
  EXPECT_EQ(fill.ptegs_by_valid[1], 2) << "of entries 63 and 16383";
  EXPECT_EQ(fill.ptegs_by_valid[2], 1) << "of entries 64 and 71";
}

TEST(TableFill, WhatTheGuestDoesNotSeeAsValidIsNotCounted) {
  HptImage image(kSmallest);
  image.store(HpteIndex(8), HpteDword::k0, kHashedSecondarily);
  image.store(HpteIndex(9), HpteDword::k0, kAbsent);
  const TableFill fill = table_fill(image);
  EXPECT_EQ(fill.valid(), 1) << "the host took the page of entry 9";
  EXPECT_EQ(fill.primary[0], 1);
  EXPECT_EQ(fill.ptegs_by_valid[1], 1);
  EXPECT_EQ(fill.ptegs_by_valid[0], 2047);
}

TEST(TableFill, BucketsAreEqualPartsOfAnyTable) {
  EXPECT_EQ(table_bucket(HpteIndex(0), kSmallest), 0);
  EXPECT_EQ(table_bucket(HpteIndex(63), kSmallest), 0);
  EXPECT_EQ(table_bucket(HpteIndex(64), kSmallest), 1);
  constexpr HptGeometry kLargest(46);
  EXPECT_EQ(table_bucket(HpteIndex(kLargest.hptes() - 1), kLargest), 255);
}

}  // namespace
}  // namespace htabsim
