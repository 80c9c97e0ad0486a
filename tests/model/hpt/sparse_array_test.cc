// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/sparse_array.h"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/round_trip.h"

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

TEST(HptSparseArray, NextWrittenPassesOverWhatWasNeverWritten) {
  constexpr std::uint64_t kFar = std::uint64_t{1} << 60;
  SparseArray<std::uint64_t> array;
  EXPECT_EQ(array.next_written(0), std::nullopt);
  array.write(kFar) = 1;
  const auto next = array.next_written(0);
  ASSERT_NE(next, std::nullopt);
  EXPECT_LE(*next, kFar);
  EXPECT_GT(*next, kFar - 100'000) << "a chunk is smaller than this";
  EXPECT_EQ(array.next_written(kFar), kFar);
  EXPECT_EQ(array.next_written(kFar + 100'000), std::nullopt);
}

TEST(HptSparseArray, NextWrittenFindsTheLastElementOfTheAddressSpace) {
  constexpr std::uint64_t kLast = ~std::uint64_t{0};
  SparseArray<std::uint64_t> array;
  array.write(kLast) = 1;
  EXPECT_EQ(array.next_written(kLast), kLast);
  EXPECT_GT(array.next_written(0).value_or(0), kLast - 100'000);
}

RC_GTEST_PROP(HptSparseArray, StepsToTheNextWrittenElementMissNoneThatWasWritten,
              (const std::vector<std::uint32_t>& writes)) {
  SparseArray<std::uint8_t> array;
  for (const std::uint32_t index : writes) array.write(index) = 1;
  const std::set<std::uint32_t> expected(writes.begin(), writes.end());
  std::set<std::uint32_t> found;
  for (auto at = array.next_written(0); at; at = array.next_written(*at + 1)) {
    if (array.read(*at) != 0) found.insert(static_cast<std::uint32_t>(*at));
  }
  RC_ASSERT(found == expected);
}

TEST(SparseArrayTest, CopyGoesItsOwnWay) {
  SparseArray<std::uint64_t> array;
  array.write(3) = 30;
  array.write(100'000) = 7;
  SparseArray<std::uint64_t> copy = array;
  copy.write(3) = 31;
  copy.write(5'000) = 1;
  EXPECT_EQ(array.read(3), 30);
  EXPECT_EQ(array.read(5'000), 0);
  EXPECT_EQ(copy.read(3), 31);
  EXPECT_EQ(copy.read(100'000), 7);
  copy = array;
  EXPECT_EQ(copy.read(3), 30);
  EXPECT_EQ(copy.read(5'000), 0);
  EXPECT_EQ(copy.next_written(512), 99'840);  // the start of the chunk of 256 that holds 100,000
}

TEST(SparseArrayTest, SmallArrayHasNothingBeyondItsElements) {
  SparseArray<std::uint64_t> array(8);
  array.write(0) = 1;
  EXPECT_EQ(array.next_written(7), 7);
  EXPECT_FALSE(array.next_written(8));
}

TEST(SparseArrayTest, EmptyArrayAssignedToAFullOneIsEmpty) {
  SparseArray<std::uint64_t> array(8);
  array.write(7) = 1;
  array = SparseArray<std::uint64_t>(8);
  EXPECT_EQ(array.read(7), 0);
  EXPECT_FALSE(array.next_written(0));
  array = array;  // NOLINT
  EXPECT_EQ(array.read(7), 0);
}

TEST(HptSparseArray, LoadedOneHasTheSameElementsInTheSameChunks) {
  SparseArray<std::uint16_t> saved;
  saved.write(5) = 1;
  saved.write(1'000'000) = 0;
  SparseArray<std::uint16_t> loaded;
  loaded.write(70'000) = 9;
  EXPECT_TRUE(load_saved(saved, loaded));
  EXPECT_EQ(loaded.read(5), 1);
  EXPECT_EQ(loaded.read(70'000), 0);
  EXPECT_EQ(loaded.next_written(256), saved.next_written(256));
  EXPECT_EQ(loaded.next_written(256), 1'000'000 / 256 * 256);
}

}  // namespace
}  // namespace htabsim
