// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/scenario_pages.h"

#include <optional>

#include <gtest/gtest.h>

#include "htabsim/model/explore/scenario_step.h"
#include "htabsim/model/hpt/geometry.h"

namespace htabsim {
namespace {

constexpr ScenarioPages kSmall{};
constexpr ScenarioPages k64KIn4K{{PageSize::page_4k, PageSize::page_64k}};
constexpr ScenarioPages k16MIn64K{{PageSize::page_64k, PageSize::page_16m}};
constexpr ScenarioPages kAll[] = {kSmall, k64KIn4K, k16MIn64K};

/// Where hardware looks for the page in the smallest table that it can have (facts C8, C9).
PtegIndex searched(const ScenarioPages& pages, HpteIndex index, HashKind by, HashKind search) {
  const VirtualAddress va = virtual_address(pages.segment(index), pages.address(index, by));
  return HptGeometry(HptGeometry::kMinOrder).pteg(page_hash(va, pages.sizes.base, search));
}

TEST(ScenarioPages, HashOfAPageIsThePtegOfItsEntry) {
  for (const ScenarioPages& pages : kAll) {
    for (HpteIndex index; index < HpteIndex(kScenarioEntries); ++index) {
      for (const HashKind hash : {HashKind::kPrimary, HashKind::kSecondary}) {
        EXPECT_EQ(searched(pages, index, hash, hash), pteg_of(index)) << index.value();
      }
    }
  }
}

TEST(ScenarioPages, EntriesEightApartAreOfOneActualPageWhereThatHasSeveralBasePages) {  // D8
  for (const ScenarioPages& pages : {k64KIn4K, k16MIn64K}) {
    const HpteIndex one(2);
    const HpteIndex other(10);
    EXPECT_EQ(pages.segment(one), pages.segment(other));
    EXPECT_EQ(pages.page(one), pages.page(other));
    const std::uint64_t apart = pages.address(one).value() ^ pages.address(other).value();
    EXPECT_EQ(apart, std::uint64_t{1} << shift(pages.sizes.base));
    EXPECT_NE(pages.page(HpteIndex(3)), pages.page(one));
  }
}

TEST(ScenarioPages, EachEntryOfOneSizeHasAPageOfItsOwn) {
  for (HpteIndex one; one < HpteIndex(kScenarioEntries); ++one) {
    for (HpteIndex other = one + 1; other < HpteIndex(kScenarioEntries); ++other) {
      EXPECT_NE(kSmall.page(one), kSmall.page(other));
    }
  }
}

TEST(ScenarioPages, EntrySaysItsSizesAndItsPage) {  // D5, D6
  for (const ScenarioPages& pages : kAll) {
    const Hpte entry = pages.entry(HpteIndex(10), hpte_v::kBolted, HashKind::kSecondary);
    EXPECT_EQ(kvm_page_size(entry.v, entry.r), std::optional(pages.sizes));
    EXPECT_EQ(entry.v & (hpte_v::kBolted | hpte_v::kSecondary),
              hpte_v::kBolted | hpte_v::kSecondary);
    EXPECT_EQ(entry.r & hpte_r::kRpn & ~low_mask(shift(pages.sizes.actual)),
              pages.page(HpteIndex(10)).value());
  }
}

}  // namespace
}  // namespace htabsim
