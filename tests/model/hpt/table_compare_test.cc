// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/table_compare.h"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

TEST_F(HptTableCompare, SmallerTableHasNoEntriesBeyondItsEnd) {
  HptImage larger{HptGeometry(19)};
  place(larger, 20'000, {0x81, 0x12}, 0x12);
  for (const bool grown : {false, true}) {
    const TableComparison result =
        grown ? compare_tables(larger, actual_) : compare_tables(expected_, larger);
    EXPECT_EQ(result.entries, 32768);
    EXPECT_EQ(result.valid, grown ? 1 : 0);
    EXPECT_EQ(result.different, 1);
    EXPECT_EQ(result.first.front().index, HpteIndex(20'000));
  }
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

// 2^42 entries: one by one they would take hours.
TEST(HptTableCompareSparse, CompareOfAHugeTableTakesTheTimeOfWhatItHolds) {
  HptImage expected(HptGeometry(46));
  HptImage actual(HptGeometry(46));
  const HpteIndex last((std::uint64_t{1} << 42) - 1);
  expected.store(last, HpteDword::k0, 1);
  const TableComparison result = compare_tables(expected, actual);
  EXPECT_EQ(result.entries, std::uint64_t{1} << 42);
  EXPECT_EQ(result.valid, 1);
  ASSERT_EQ(result.different, 1);
  EXPECT_EQ(result.first[0].index, last);
  EXPECT_EQ(compare_tables(actual, expected).different, 1);
  EXPECT_EQ(compare_tables(actual, expected).valid, 0);
}

/// The comparison by its definition, an entry after the other.
TableComparison compare_each(const HptImage& expected, const HptImage& actual) {
  TableComparison result;
  for (HpteIndex index; expected.geometry().contains(index); ++index) {
    const Hpte a = guest_view(expected, index);
    const Hpte b = guest_view(actual, index);
    ++result.entries;
    if (any(a.v, hpte_v::kValid)) ++result.valid;
    if (a == b) continue;
    ++result.different;
    if (result.first.size() < TableComparison::kKept) result.first.push_back({index, a, b});
  }
  return result;
}

/// A table of order 20, 2^16 entries, with some of few contents in few places, so that two tables
/// have some in common.
HptImage any_table() {
  HptImage image(HptGeometry(20));
  const auto places =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 64));
  for (const std::uint64_t place : places) {
    const HpteIndex index(place * 1031);
    image.store(index, HpteDword::k0, *rc::gen::element<std::uint64_t>(0, 0x81, 0x91, 0xe0));
    image.store(index, HpteDword::k1, *rc::gen::element<std::uint64_t>(0, 0x100));
    image.set_guest_r(index, *rc::gen::element<std::uint64_t>(0, 0x12, 0x112));
  }
  return image;
}

RC_GTEST_PROP(HptTableCompareSparse, EqualsTheComparisonEntryByEntry, ()) {
  const HptImage expected = any_table();
  const HptImage actual = any_table();
  const TableComparison result = compare_tables(expected, actual);
  const TableComparison each = compare_each(expected, actual);
  RC_ASSERT(result.entries == each.entries);
  RC_ASSERT(result.valid == each.valid);
  RC_ASSERT(result.different == each.different);
  RC_ASSERT(result.first.size() == each.first.size());
  for (std::size_t i = 0; i < each.first.size(); ++i) {
    RC_ASSERT(result.first[i].index == each.first[i].index);
    RC_ASSERT(result.first[i].expected == each.first[i].expected);
    RC_ASSERT(result.first[i].actual == each.first[i].actual);
  }
}

}  // namespace
}  // namespace htabsim
