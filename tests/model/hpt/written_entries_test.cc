// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/written_entries.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

// Tables of 2^42 entries: one by one they would take hours.
TEST(HptWrittenEntries, ThoseOfEitherTableAreVisitedInOrderAndFewOthers) {
  HptImage a(HptGeometry(46));
  HptImage b(HptGeometry(46));
  const std::vector<HpteIndex> written = {HpteIndex(5), HpteIndex(std::uint64_t{1} << 20),
                                          HpteIndex(std::uint64_t{1} << 30),
                                          HpteIndex((std::uint64_t{1} << 42) - 1)};
  a.store(written[0], HpteDword::k0, 1);
  b.store(written[1], HpteDword::k1, 1);
  a.set_guest_r(written[2], 1);
  b.set_guest_r(written[3], 1);
  std::vector<HpteIndex> found;
  std::vector<HpteIndex> all;
  for_each_written(a, b, [&](HpteIndex index) {
    all.push_back(index);
    const bool zero = a.read(index) == Hpte{} && b.read(index) == Hpte{} && a.guest_r(index) == 0 &&
                      b.guest_r(index) == 0;
    if (!zero) found.push_back(index);
  });
  EXPECT_EQ(found, written);
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_LT(all.size(), 4 * 100'000) << "a chunk is smaller than this";
}

TEST(HptWrittenEntries, EmptyTablesHaveNone) {
  const HptImage a(HptGeometry(46));
  const HptImage b(HptGeometry(46));
  for_each_written(a, b, [](HpteIndex index) { ADD_FAILURE() << index.value(); });
}

}  // namespace
}  // namespace htabsim
