// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/table_compare.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

class HptTableCompare : public testing::Test {
 protected:
  static void place(HptImage& image, std::uint64_t index, Hpte memory, std::uint64_t guest_r) {
    image.store(HpteIndex(index), HpteDword::k0, memory.v);
    image.store(HpteIndex(index), HpteDword::k1, memory.r);
    image.set_guest_r(HpteIndex(index), guest_r);
  }

  HptImage expected_{HptGeometry(18)};
  HptImage actual_{HptGeometry(18)};
};

TEST_F(HptTableCompare, EqualTablesDoNotDiffer) {
  place(expected_, 5, {0x81, 0x12}, 0x12);
  place(actual_, 5, {0x81, 0x12}, 0x12);
  const TableComparison result = compare_tables(expected_, actual_);
  EXPECT_EQ(result.entries, 16384);
  EXPECT_EQ(result.valid, 1);
  EXPECT_EQ(result.different, 0);
  EXPECT_TRUE(result.first.empty());
}

TEST_F(HptTableCompare, HostSideDoesNotMatterR28) {
  place(expected_, 5, {0x81, 0x1'0012}, 0x12);
  place(actual_, 5, {0xe0, 0x2'0012}, 0x4000'0000'0000'0012);  // locked, absent, modified
  place(actual_, 6, {0x90, 0x777}, 0x777);                     // invalid: stale contents
  EXPECT_EQ(compare_tables(expected_, actual_).different, 0);
}

TEST_F(HptTableCompare, RAndCMatter) {
  place(expected_, 16383, {0x81, 0x192}, 0x12);
  place(actual_, 16383, {0x81, 0x112}, 0x12);
  const TableComparison result = compare_tables(expected_, actual_);
  ASSERT_EQ(result.different, 1);
  EXPECT_EQ(result.first[0].index, HpteIndex(16383));
  EXPECT_EQ(result.first[0].expected, (Hpte{0x81, 0x192}));
  EXPECT_EQ(result.first[0].actual, (Hpte{0x81, 0x112}));
}

TEST_F(HptTableCompare, EntryOfOneTableOnlyDiffers) {
  place(expected_, 1, {0x81, 0}, 0x12);
  place(actual_, 2, {0x81, 0}, 0x12);
  const TableComparison result = compare_tables(expected_, actual_);
  ASSERT_EQ(result.different, 2);
  EXPECT_EQ(result.valid, 1);
  EXPECT_EQ(result.first[0].actual, Hpte{});
  EXPECT_EQ(result.first[1].expected, Hpte{});
}

TEST_F(HptTableCompare, KeepsTheFirstTenOnly) {
  for (unsigned index = 0; index < 12; ++index) place(expected_, index, {0x81, 0}, 0x12);
  const TableComparison result = compare_tables(expected_, actual_);
  EXPECT_EQ(result.different, 12);
  ASSERT_EQ(result.first.size(), 10);
  EXPECT_EQ(result.first.back().index, HpteIndex(9));
}

TEST_F(HptTableCompare, MemoryFormatDoesNotMatterR62) {
  HptImage power9(HptGeometry(18, HpteFormat::isa300));
  place(expected_, 3, {0x4000'0000'0000'0081, 0}, 0x12);
  place(power9, 3, {0x81, 0x0400'0000'0000'0000}, 0x12);
  EXPECT_EQ(compare_tables(expected_, power9).different, 0);
}

}  // namespace
}  // namespace htabsim
