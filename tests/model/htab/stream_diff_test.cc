// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_diff.h"

#include <gtest/gtest.h>

#include "htabsim/model/htab/stream_table_counts.h"

namespace htabsim {
namespace {

const Hpte kSame{0x4000'0000'0000'0081, 0x1110};  // AVPN 1, RPN 1, R, M

void put(HptImage& image, std::uint64_t index, const Hpte& entry) {
  image.store(HpteIndex(index), HpteDword::k0, entry.v);
  image.set_guest_r(HpteIndex(index), entry.r);
}

class StreamDiffTest : public ::testing::Test {
 protected:
  [[nodiscard]] TableDiff diff(RcBits rc = RcBits::kCompared) const {
    return diff_tables(a_, b_, rc);
  }
  static std::uint64_t in_field(const TableDiff& diff, std::string_view name) {
    for (std::size_t i = 0; i < kHpteFields.size(); ++i) {
      if (kHpteFields[i].name == name) return diff.by_field[i];
    }
    ADD_FAILURE() << name;
    return 0;
  }

  HptImage a_{HptGeometry(18)};
  HptImage b_{HptGeometry(18)};
};

TEST_F(StreamDiffTest, EqualTablesDifferInNothing) {
  put(a_, 3, kSame);
  put(b_, 3, kSame);
  const TableDiff result = diff();
  EXPECT_EQ(result.different(), 0u);
  EXPECT_EQ(result.compared, 16384u);
  EXPECT_EQ(result.valid_in_a, 1u);
  EXPECT_EQ(result.valid_in_b, 1u);
  EXPECT_TRUE(result.first.empty());
}

TEST_F(StreamDiffTest, EntriesValidInOneTableOnlyAreCountedApart) {
  put(a_, 3, kSame);
  put(a_, 16383, kSame);
  put(b_, 0, kSame);
  const TableDiff result = diff();
  EXPECT_EQ(result.only_in_a, 2u);
  EXPECT_EQ(result.only_in_b, 1u);
  EXPECT_EQ(result.changed, 0u);
  EXPECT_EQ(result.different(), 3u);
  ASSERT_EQ(result.first.size(), 3u);
  EXPECT_EQ(result.first[0].index, HpteIndex(0));
  EXPECT_EQ(result.first[0].a, Hpte{});
  EXPECT_EQ(result.first[0].b, kSame);
  EXPECT_EQ(result.first[2].index, HpteIndex(16383));
}

TEST_F(StreamDiffTest, FieldsThatDifferAreCountedByName) {
  put(a_, 3, kSame);
  put(b_, 3, {kSame.v | 0x10, kSame.r | 0x80});  // bolted; C
  put(a_, 4, kSame);
  put(b_, 4, {kSame.v, kSame.r | 0x80});
  const TableDiff result = diff();
  EXPECT_EQ(result.changed, 2u);
  EXPECT_EQ(in_field(result, "bolted"), 1u);
  EXPECT_EQ(in_field(result, "C"), 2u);
  EXPECT_EQ(in_field(result, "R"), 0u);
}

TEST_F(StreamDiffTest, RAndCCanBeIgnored) {
  put(a_, 3, kSame);
  put(b_, 3, {kSame.v, kSame.r ^ 0x180});
  put(a_, 4, kSame);
  put(b_, 4, {kSame.v, kSame.r ^ 0x181});
  EXPECT_EQ(diff().changed, 2u);
  const TableDiff result = diff(RcBits::kIgnored);
  EXPECT_EQ(result.changed, 1u);
  EXPECT_EQ(in_field(result, "PP"), 1u);
  EXPECT_EQ(in_field(result, "R") + in_field(result, "C"), 0u);
}

TEST_F(StreamDiffTest, OnlyTheFirstDifferencesAreKept) {
  for (std::uint64_t index = 0; index < 11; ++index) put(a_, index, kSame);
  const TableDiff result = diff();
  EXPECT_EQ(result.only_in_a, 11u);
  EXPECT_EQ(result.first.size(), 10u);
}

TEST(StreamTableCounts, CountsValidEntriesAndHowFullGroupsAre) {
  HptImage image(HptGeometry(18));  // 2048 groups
  for (const std::uint64_t index : {0, 1, 2, 15, 16380}) put(image, index, kSame);
  put(image, 40, {kSame.v & ~std::uint64_t{1}, kSame.r});
  const TableCounts counts = count_table(image);
  EXPECT_EQ(counts.valid.entries, 5u);
  EXPECT_EQ(counts.valid.referenced, 5u);
  EXPECT_EQ(counts.pteg_fill[0], 2045u);
  EXPECT_EQ(counts.pteg_fill[1], 2u);
  EXPECT_EQ(counts.pteg_fill[3], 1u);
  EXPECT_EQ(counts.pteg_fill[8], 0u);
}

// 2^32 entries, as far as a stream's indexes reach: one by one they would take minutes.
TEST(StreamDiffSparse, DiffAndCountsOfAHugeTableTakeTheTimeOfWhatItHolds) {
  HptImage a(HptGeometry(36));
  HptImage b(HptGeometry(36));
  put(a, 0xffff'fff0, kSame);
  put(b, 5, kSame);
  put(b, 0xffff'fff0, {kSame.v, kSame.r ^ 0x100});  // R
  const TableDiff compared = diff_tables(a, b, RcBits::kCompared);
  EXPECT_EQ(compared.compared, std::uint64_t{1} << 32);
  EXPECT_EQ(compared.valid_in_a, 1u);
  EXPECT_EQ(compared.valid_in_b, 2u);
  EXPECT_EQ(compared.only_in_b, 1u);
  EXPECT_EQ(compared.changed, 1u);
  EXPECT_EQ(diff_tables(a, b, RcBits::kIgnored).changed, 0u);
  const TableCounts counts = count_table(b);
  EXPECT_EQ(counts.valid.entries, 2u);
  EXPECT_EQ(counts.pteg_fill[0], (std::uint64_t{1} << 29) - 2);
  EXPECT_EQ(counts.pteg_fill[1], 2u);
}

}  // namespace
}  // namespace htabsim
