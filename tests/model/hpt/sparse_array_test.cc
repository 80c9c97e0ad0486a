// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/sparse_array.h"

#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

TEST(HptSparseArray, UnwrittenElementsAreZero) {
  SparseArray<std::uint64_t> array;
  EXPECT_EQ(array.read(0), 0);
  EXPECT_EQ(array.read(~std::uint64_t{0}), 0);
  array.write(5) = 1;
  EXPECT_EQ(array.read(4), 0);
}

TEST(HptSparseArray, LastChunkOfTheAddressSpaceIsLikeAnyOther) {
  SparseArray<std::uint64_t> array;
  array.write(~std::uint64_t{0}) = 7;
  EXPECT_EQ(array.read(~std::uint64_t{0}), 7);
  EXPECT_EQ(array.read(~std::uint64_t{0} - 1), 0);
}

TEST(HptSparseArray, ReadOfAMissingChunkDoesNotHideALaterWrite) {
  SparseArray<std::uint64_t> array;
  EXPECT_EQ(array.read(1'000'000), 0);
  array.write(1'000'000) = 3;
  EXPECT_EQ(array.read(1'000'000), 3);
}

RC_GTEST_PROP(HptSparseArray, BehavesLikeAMap,
              (const std::vector<std::pair<std::uint64_t, std::uint16_t>>& writes)) {
  SparseArray<std::uint16_t> array;
  std::map<std::uint64_t, std::uint16_t> model;
  for (const auto& [place, value] : writes) {
    // Few enough places that many meet in a chunk, far enough apart for several chunks.
    const std::uint64_t index = place % 8 * 4095;
    array.write(index) = value;
    model[index] = value;
    for (std::uint64_t other = 0; other < 8 * 4095; other += 4095) {
      RC_ASSERT(array.read(other) == model[other]);
    }
  }
}

}  // namespace
}  // namespace htabsim
