// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/coherent_caches.h"

#include <set>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/model/base/round_trip.h"

namespace htabsim {
namespace {

using enum CoherentCaches::By;

// One set each: L1 of one line, L2 of two, L3 of four.
constexpr CacheSizes kTiny{kLineBytes, 1, 2 * kLineBytes, 2, 4 * kLineBytes, 4};
constexpr LineNumber kLine{7};

TEST(CoherentCachesTest, FirstReadIsFromMemoryTheNextFromTheNearestCache) {
  CoherentCaches caches(1, kTiny);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::memory);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::l1);
  EXPECT_EQ(caches.read(0, kLine, kTableWalk), LineSource::l2);
}

TEST(CoherentCachesTest, WalkersLineIsNotInTheL1) {
  CoherentCaches caches(1, kTiny);
  caches.read(0, kLine, kTableWalk);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::l2);
}

TEST(CoherentCachesTest, LineThatLeavesACacheIsStillInTheLargerOne) {
  CoherentCaches caches(1, kTiny);
  for (const std::uint64_t line : {7, 1, 2}) caches.read(0, LineNumber(line), kInstruction);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::l3);
  EXPECT_EQ(caches.read(0, LineNumber(2), kInstruction), LineSource::l2);
}

TEST(CoherentCachesTest, LineThatLeavesTheL3LeavesTheSmallerOnesToo) {
  CoherentCaches caches(1, {4 * kLineBytes, 4, 4 * kLineBytes, 4, kLineBytes, 1});
  caches.read(0, kLine, kInstruction);
  caches.read(0, LineNumber(1), kInstruction);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::memory);
}

TEST(CoherentCachesTest, OtherCoresLineComesFromItsNearestSharedCache) {
  CoherentCaches caches(3, kTiny);
  caches.read(1, kLine, kInstruction);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::other_l2_shared);
  for (const std::uint64_t line : {1, 2}) {
    caches.read(0, LineNumber(line), kInstruction);
    caches.read(1, LineNumber(line), kInstruction);
  }
  EXPECT_EQ(caches.read(2, kLine, kInstruction), LineSource::other_l3_shared);
}

TEST(CoherentCachesTest, ReadLeavesOthersTheirCopy) {
  CoherentCaches caches(2, kTiny);
  caches.read(0, kLine, kInstruction);
  caches.read(1, kLine, kInstruction);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::l1);
}

TEST(CoherentCachesTest, WriteTakesTheLineFromAllOthers) {
  CoherentCaches caches(3, kTiny);
  caches.read(0, kLine, kInstruction);
  caches.read(1, kLine, kInstruction);
  EXPECT_EQ(caches.write(2, kLine, kTableWalk), LineSource::other_l2_shared);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::other_l2_modified);
  EXPECT_EQ(caches.write(2, kLine, kInstruction), LineSource::l2);
}

TEST(CoherentCachesTest, LineIsModifiedFromItsWriteUntilAnotherCoreReadsIt) {
  CoherentCaches caches(4, kTiny);
  caches.write(1, kLine, kInstruction);
  EXPECT_EQ(caches.read(1, kLine, kInstruction), LineSource::l1);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::other_l2_modified);
  EXPECT_EQ(caches.read(2, kLine, kInstruction), LineSource::other_l2_shared);
  EXPECT_EQ(caches.write(2, kLine, kInstruction), LineSource::l1);
  EXPECT_EQ(caches.read(3, kLine, kInstruction), LineSource::other_l2_modified);
}

TEST(CoherentCachesTest, ModifiedLineThatLeftTheL2ComesFromTheL3Modified) {
  CoherentCaches caches(2, kTiny);
  caches.write(1, kLine, kInstruction);
  for (const std::uint64_t line : {1, 2}) caches.read(1, LineNumber(line), kInstruction);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::other_l3_modified);
}

TEST(CoherentCachesTest, LineThatComesBackFromMemoryIsNotModified) {
  CoherentCaches caches(2, {kLineBytes, 1, kLineBytes, 1, kLineBytes, 1});
  caches.write(1, kLine, kInstruction);
  caches.read(1, LineNumber(1), kInstruction);
  caches.read(1, kLine, kInstruction);
  EXPECT_EQ(caches.read(0, kLine, kInstruction), LineSource::other_l2_shared);
}

// Caches that nothing leaves: a core has a line if and only if it has touched it since another
// wrote it, and the last to write it alone as long as nobody else does.
RC_GTEST_PROP(CoherentCachesTest, CoreHoldsWhatItTouchedSinceAnotherWroteIt, ()) {
  constexpr std::size_t kCores = 3;
  CoherentCaches caches(kCores, {64 * kLineBytes, 64, 64 * kLineBytes, 64, 64 * kLineBytes, 64});
  const auto accesses = *rc::gen::container<std::vector<std::tuple<std::size_t, int, bool>>>(
      rc::gen::tuple(rc::gen::inRange<std::size_t>(0, kCores), rc::gen::inRange(0, 4),
                     rc::gen::arbitrary<bool>()));
  std::set<std::pair<std::size_t, int>> held;
  std::set<int> modified;  // written, and read by no other core since
  for (const auto& [core, number, writes] : accesses) {
    const LineNumber line(static_cast<std::uint64_t>(number));
    const bool own = held.contains({core, number});
    bool others = false;
    for (std::size_t other = 0; other < kCores; ++other) {
      others = others || (other != core && held.contains({other, number}));
      if (writes && other != core) held.erase({other, number});
    }
    held.insert({core, number});
    const LineSource source =
        writes ? caches.write(core, line, kInstruction) : caches.read(core, line, kInstruction);
    RC_ASSERT(source == (own                         ? LineSource::l1
                         : modified.contains(number) ? LineSource::other_l2_modified
                         : others                    ? LineSource::other_l2_shared
                                                     : LineSource::memory));
    if (!own) modified.erase(number);
    if (writes) modified.insert(number);
  }
}

/// Few cores, and so many that there is a directory.
RC_GTEST_PROP(CoherentCachesTest, LoadedOnesFindLinesWhereTheSavedOnesDo, (std::uint64_t seed)) {
  const std::size_t cores = *rc::gen::element<std::size_t>(2, 9, 70);
  CoherentCaches saved(cores, kTiny);
  CoherentCaches loaded(cores, kTiny);
  std::uint64_t drawn = 0;
  const auto use = [cores](CoherentCaches& caches, std::uint64_t random) {
    const LineNumber line(random % 10);
    const std::size_t core = (random >> 8) % cores;
    const auto by = (random >> 40 & 1) != 0 ? kInstruction : kTableWalk;
    return (random >> 41 & 1) != 0 ? caches.read(core, line, by) : caches.write(core, line, by);
  };
  for (unsigned i = 0; i < 300; ++i) use(saved, split_mix_64(seed, drawn++));
  RC_ASSERT(load_saved(saved, loaded));
  for (unsigned i = 0; i < 300; ++i) {
    const std::uint64_t random = split_mix_64(seed, drawn++);
    RC_ASSERT(use(loaded, random) == use(saved, random));
  }
}

}  // namespace
}  // namespace htabsim
