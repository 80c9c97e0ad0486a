// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/slb_preload.h"

#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

using testing::ElementsAre;

TEST(SlbPreload, KeepsSixteenInTheOrderOfTheirMissesB12) {
  SlbPreload preload;
  std::vector<Ea> last_sixteen;
  for (std::uint64_t segment = 0; segment < 17; ++segment) {
    preload.add(Ea(segment << 40));
    if (segment > 0) last_sixteen.emplace_back(segment << 40);
  }
  EXPECT_THAT(preload.segments(), testing::ElementsAreArray(last_sixteen));
}

TEST(SlbPreload, ASegmentThatIsThereStaysWhereItIsB12) {
  SlbPreload preload;
  for (const std::uint64_t segment : {5, 3, 5, 4}) preload.add(Ea(segment << 40));
  EXPECT_THAT(preload.segments(), ElementsAre(Ea(5ull << 40), Ea(3ull << 40), Ea(4ull << 40)));
}

TEST(SlbPreload, Each256thTurnForgetsTheOldestB12) {
  SlbPreload preload;
  for (const std::uint64_t segment : {5, 3}) preload.add(Ea(segment << 40));
  for (int turn = 1; turn < 256; ++turn) preload.begin_turn();
  EXPECT_EQ(preload.segments().size(), 2u);
  preload.begin_turn();
  EXPECT_THAT(preload.segments(), ElementsAre(Ea(3ull << 40)));
  for (int turn = 0; turn < 2 * 256; ++turn) preload.begin_turn();
  EXPECT_TRUE(preload.segments().empty()) << "and none is left for the last time";
}

}  // namespace
}  // namespace htabsim
