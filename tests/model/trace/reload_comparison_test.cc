// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/reload_comparison.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

TranslationReload reload_of(std::uint64_t page, std::uint64_t record) {
  return {.first = Ea(page << 12), .shift = 12, .record = record};
}

struct SidedReload {
  ReloadSide side;
  TranslationReload reload;
};

ReloadAgreement agreement_of(const std::vector<SidedReload>& reloads,
                             std::size_t stretch = ReloadComparison::kStretch) {
  ReloadComparison comparison(stretch);
  for (const auto& [side, reload] : reloads) comparison.add(side, reload);
  return comparison.finish();
}

constexpr ReloadSide kHw = ReloadSide::kHardware;
constexpr ReloadSide kMdl = ReloadSide::kModel;

TEST(ReloadComparison, CountsWhatIsInTheSameOrderAndTellsTheRest) {
  const ReloadAgreement agreement = agreement_of({{kHw, reload_of(1, 1)},
                                                  {kMdl, reload_of(1, 1)},
                                                  {kMdl, reload_of(7, 2)},
                                                  {kHw, reload_of(8, 3)},
                                                  {kHw, reload_of(2, 4)},
                                                  {kMdl, reload_of(2, 6)},
                                                  {kHw, reload_of(9, 7)}});
  EXPECT_EQ(agreement, (ReloadAgreement{.hardware = 4,
                                        .model = 3,
                                        .common = 2,
                                        .stretches = 1,
                                        .first_differences = {{kMdl, reload_of(7, 2)},
                                                              {kHw, reload_of(8, 3)},
                                                              {kHw, reload_of(9, 7)}}}));
}

TEST(ReloadComparison, PagesOfTwoSizesAreTwo) {
  TranslationReload large = reload_of(16, 1);
  large.shift = 16;
  EXPECT_EQ(agreement_of({{kHw, large}, {kMdl, reload_of(16, 1)}}).common, 0u);
}

TEST(ReloadComparison, OfNothingIsNothing) { EXPECT_EQ(agreement_of({}), ReloadAgreement{}); }

TEST(ReloadComparison, TellsTheFirstTenDifferences) {
  std::vector<SidedReload> reloads;
  for (std::uint64_t i = 1; i <= 20; ++i) reloads.push_back({kHw, reload_of(i, i)});
  const ReloadAgreement agreement = agreement_of(reloads, 4);
  ASSERT_EQ(agreement.first_differences.size(), 10u);
  EXPECT_EQ(agreement.first_differences.back(), (ReloadDifference{kHw, reload_of(10, 10)}));
  EXPECT_EQ(agreement.stretches, 5u);
}

// A stretch of 2 is full at record 2, and the model's reload there is in it all the same.
TEST(ReloadComparison, AStretchEndsBetweenRecords) {
  const ReloadAgreement agreement = agreement_of({{kHw, reload_of(1, 1)},
                                                  {kMdl, reload_of(1, 1)},
                                                  {kHw, reload_of(2, 2)},
                                                  {kMdl, reload_of(2, 2)},
                                                  {kHw, reload_of(3, 3)},
                                                  {kMdl, reload_of(3, 3)}},
                                                 2);
  EXPECT_EQ(agreement.common, 3u);
  EXPECT_EQ(agreement.stretches, 2u);
}

// A million reloads on each side, half of which differ: it must take no more than moments.
TEST(ReloadComparison, LongTracesDoNotTakeLonger) {
  ReloadComparison comparison;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    comparison.add(kHw, reload_of(i * 7919 % 997, i));
    comparison.add(kMdl, reload_of((i % 2 == 0 ? i * 7919 : i * 7919 + i) % 997, i));
  }
  const ReloadAgreement agreement = comparison.finish();
  EXPECT_EQ(agreement.hardware, 1'000'000u);
  EXPECT_GE(agreement.common, 500'000u);
  EXPECT_EQ(agreement.stretches, 245u);  // 1,000,000 / 4,096 = 244.1
}

RC_GTEST_PROP(ReloadComparison, StretchesFindNoMoreThanTheWhole, ()) {
  const auto pages =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 2 * 5));
  std::vector<SidedReload> reloads;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    reloads.push_back({pages[i] % 2 == 0 ? kHw : kMdl, reload_of(pages[i] / 2, i / 2)});
  }
  const ReloadAgreement whole = agreement_of(reloads);
  const ReloadAgreement parts = agreement_of(reloads, *rc::gen::inRange<std::size_t>(1, 20));
  RC_ASSERT(parts.common <= whole.common);
  RC_ASSERT(parts.hardware == whole.hardware);
  RC_ASSERT(parts.model == whole.model);
  const std::uint64_t different = whole.hardware + whole.model - 2 * whole.common;
  RC_ASSERT(whole.first_differences.size() == std::min<std::uint64_t>(different, 10));
}

}  // namespace
}  // namespace htabsim
