// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/reload_model.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

constexpr ReloadKind kFetches = ReloadKind::kInstructionErat;
constexpr ReloadKind kData = ReloadKind::kDataErat;

/// A thread with pages of 4K in segments of 256 MB.
class ReloadModelTest : public testing::Test {
 protected:
  /// Whether data there was in no D-ERAT.
  static bool reloads(ReloadModel& model, std::uint64_t ea) {
    return model.access(kData, Ea(ea)).page.has_value();
  }

  ToldSizes pages_{12};
  ToldSizes segments_{28};
};

TEST_F(ReloadModelTest, ThePageUsedLeastRecentlyIsReplaced) {
  ReloadModel model({2, 2, 0}, pages_, segments_);
  EXPECT_TRUE(reloads(model, 0x1000));
  EXPECT_TRUE(reloads(model, 0x2000));
  EXPECT_FALSE(reloads(model, 0x1fff));
  EXPECT_TRUE(reloads(model, 0x3000));
  EXPECT_FALSE(reloads(model, 0x1000));
  EXPECT_TRUE(reloads(model, 0x2000));
}

TEST_F(ReloadModelTest, FetchesAndDataHaveEratsOfTheirOwn) {
  ReloadModel model({1, 1, 0}, pages_, segments_);
  EXPECT_TRUE(reloads(model, 0x1000));
  EXPECT_TRUE(model.access(kFetches, Ea(0x1000)).page);
  EXPECT_TRUE(model.access(kFetches, Ea(0x2000)).page);
  EXPECT_FALSE(reloads(model, 0x1000));
}

// Of three pages the primary D-ERAT lacks two, the secondary one none.
TEST_F(ReloadModelTest, AHitInTheSecondaryDEratIsNoReload) {
  ReloadModel model({1, 1, 3}, pages_, segments_);
  for (const std::uint64_t ea : {0x1000U, 0x2000U, 0x3000U}) EXPECT_TRUE(reloads(model, ea));
  EXPECT_FALSE(reloads(model, 0x1000));
  EXPECT_EQ(model.secondary_hits(), 1u);
  EXPECT_FALSE(reloads(model, 0x1000));
  EXPECT_EQ(model.secondary_hits(), 1u);
  EXPECT_TRUE(reloads(model, 0x4000));
}

TEST_F(ReloadModelTest, PagesHaveTheSizesTold) {
  pages_.tell(Ea(0x20000), 16);
  ReloadModel model({4, 4, 0}, pages_, segments_);
  EXPECT_EQ(model.access(kData, Ea(0x21000)).page, 16);
  EXPECT_FALSE(reloads(model, 0x2ffff));
  EXPECT_EQ(model.access(kData, Ea(0x10000000)).page, 12);
}

TEST_F(ReloadModelTest, A16GPageIsCachedInPiecesL) {
  ToldSizes huge(34);
  ReloadModel model({4, 4, 0}, huge, segments_);
  EXPECT_EQ(model.access(kData, Ea(0x1000000)).page, 24);
}

// Slots 1 to 31 take what is missing in turn: the 32nd segment replaces the first, and its pages.
TEST_F(ReloadModelTest, SegmentsAreReplacedInTurnAndTheirPagesGo) {
  ReloadModel model({64, 64, 0}, pages_, segments_);
  EXPECT_FALSE(model.access(kData, Ea(0xc000000000000000)).segment);
  for (std::uint64_t i = 0; i < 31; ++i) {
    EXPECT_TRUE(model.is_filling(ReloadKind::kSlb));
    EXPECT_EQ(model.access(kData, Ea(i << 28)).segment, 28);
  }
  EXPECT_FALSE(model.is_filling(ReloadKind::kSlb));
  EXPECT_FALSE(reloads(model, 0));
  EXPECT_TRUE(model.access(kData, Ea(31ULL << 28)).segment);
  const ReloadModel::Reloads again = model.access(kData, Ea(0));
  EXPECT_TRUE(again.page);
  EXPECT_TRUE(again.segment);
  EXPECT_FALSE(model.access(kData, Ea(0xc000000000000000)).page);
}

TEST_F(ReloadModelTest, SlbiaEmptiesTheEratsB9) {
  ReloadModel model({8, 8, 0}, pages_, segments_);
  EXPECT_TRUE(reloads(model, 0x1000));
  model.slbia(7);
  EXPECT_FALSE(model.is_filling(kData));
  EXPECT_TRUE(model.is_filling(ReloadKind::kSlb));
  const ReloadModel::Reloads page = model.access(kData, Ea(0x1000));
  EXPECT_TRUE(page.page);
  EXPECT_FALSE(page.segment);
  model.slbia(0);
  EXPECT_FALSE(model.is_filling(ReloadKind::kSlb));
  EXPECT_TRUE(model.access(kData, Ea(0x1000)).segment);
  EXPECT_FALSE(model.access(kData, Ea(0xc000000000000000)).segment);
}

TEST_F(ReloadModelTest, AnEratIsFullOnceItsLargerPartIs) {
  ReloadModel model({1, 1, 2}, pages_, segments_);
  EXPECT_TRUE(model.is_filling(kFetches));
  static_cast<void>(model.access(kFetches, Ea(0x1000)));
  EXPECT_FALSE(model.is_filling(kFetches));
  EXPECT_TRUE(reloads(model, 0x1000));
  EXPECT_TRUE(model.is_filling(kData));
  EXPECT_TRUE(reloads(model, 0x2000));
  EXPECT_FALSE(model.is_filling(kData));
}

}  // namespace
}  // namespace htabsim
