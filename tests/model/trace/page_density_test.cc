// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/page_density.h"

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

struct DensityOf {
  explicit DensityOf(const std::vector<TracedAccess>& accesses) {
    for (const TracedAccess& access : accesses) {
      const std::uint32_t first = numbers.number(access.ea);
      density.add(access, first, numbers.number(access.last()));
    }
  }
  [[nodiscard]] PageUse use(PageSize size) const { return density.use(size, numbers); }
  [[nodiscard]] DensePages dense(PageSize size) const { return density.dense(size, numbers); }

  PageNumbers numbers;
  PageDensity density;
};

TracedAccess density_access(std::uint64_t ea, std::uint32_t size = 1) {
  TracedAccess access;
  access.ea = Ea(ea);
  access.size = size;
  return access;
}

TEST(PageDensity, OfATraceWithoutAccessesIsNothing) {
  const DensityOf density({});
  EXPECT_EQ(density.use(PageSize::page_4k), PageUse{});
  EXPECT_EQ(density.dense(PageSize::page_64k), DensePages{});
}

TEST(PageDensity, IsReachedWithHalfOfThe4kPages) {
  std::vector<TracedAccess> accesses;
  // 8 of the 16 pages of the 64K page at 0, twice each; 7 of those of the one at 10000.
  for (std::uint64_t page = 0; page < 8; ++page) {
    accesses.insert(accesses.end(), 2, density_access(page * 0x2000));
    if (page < 7) accesses.push_back(density_access(0x10000 + page * 0x1000));
  }
  const DensityOf density(accesses);
  EXPECT_EQ(density.use(PageSize::page_4k), (PageUse{.distinct = 8 + 7, .crossings = 0}));
  EXPECT_EQ(density.use(PageSize::page_64k), (PageUse{.distinct = 2, .crossings = 0}));
  EXPECT_EQ(density.dense(PageSize::page_64k),
            (DensePages{.pages = 1, .pages_4k = 8, .accesses = 2 * 8}));
  EXPECT_EQ(density.dense(PageSize::page_16m), DensePages{});
}

TEST(PageDensity, Of16MNeeds2048Pages) {
  std::vector<TracedAccess> accesses;
  for (std::uint64_t page = 0; page < 2047; ++page) accesses.push_back(density_access(page << 12));
  EXPECT_EQ(DensityOf(accesses).dense(PageSize::page_16m), DensePages{});
  accesses.push_back(density_access(0xfff000));
  EXPECT_EQ(DensityOf(accesses).dense(PageSize::page_16m),
            (DensePages{.pages = 1, .pages_4k = 2048, .accesses = 2048}));
}

TEST(PageDensity, AnAccessAcrossPagesTouchesBothAndIsOfTheFirst) {
  // Across 4K alone, across 64K as well, across 16M as well, and round the end.
  const DensityOf density({density_access(0x1ffe, 4), density_access(0x1'fffe, 4),
                           density_access(0xff'fffe, 4), density_access(~std::uint64_t{1}, 4)});
  // 1, 2; 1f, 20; fff, 1000; the last, 0.
  EXPECT_EQ(density.use(PageSize::page_4k), (PageUse{.distinct = 8, .crossings = 4}));
  // 0 with 1 and 2; 1, 2; ff, 100; the last.
  EXPECT_EQ(density.use(PageSize::page_64k), (PageUse{.distinct = 6, .crossings = 3}));
  // 0, 1, the last.
  EXPECT_EQ(density.use(PageSize::page_16m), (PageUse{.distinct = 3, .crossings = 2}));
  // 4K pages are dense whenever they are touched; each access counts once.
  EXPECT_EQ(density.dense(PageSize::page_4k),
            (DensePages{.pages = 8, .pages_4k = 8, .accesses = 4}));
}

RC_GTEST_PROP(PageDensity, EqualsThatOfSets, ()) {
  const auto starts =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 0x4'0000));
  std::map<std::uint64_t, std::set<std::uint64_t>> large;
  std::map<std::uint64_t, std::uint64_t> begun;
  std::uint64_t crossings = 0;
  std::vector<TracedAccess> accesses;
  for (const std::uint64_t ea : starts) {
    const std::uint64_t last = ea + 2048 - 1;
    accesses.push_back(density_access(ea, 2048));
    large[ea >> 16].insert(ea >> 12);
    large[last >> 16].insert(last >> 12);
    ++begun[ea >> 16];
    crossings += ea >> 16 != last >> 16;
  }
  DensePages dense;
  for (const auto& [page, held] : large) {
    if (held.size() < 8) continue;
    ++dense.pages;
    dense.pages_4k += held.size();
    dense.accesses += begun[page];
  }
  const DensityOf density(accesses);
  RC_ASSERT(density.use(PageSize::page_64k) == (PageUse{large.size(), crossings}));
  RC_ASSERT(density.dense(PageSize::page_64k) == dense);
}

}  // namespace
}  // namespace htabsim
