// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/power_memory.h"

#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

constexpr Location kX = 0, kY = 1;
constexpr StoreName kFirstX{StoreName::kNobody, kX};
using Stores = std::vector<StoreName>;
using Places = std::vector<std::size_t>;

class PowerMemoryTest : public testing::Test {
 protected:
  /// The newest place.
  StoreName store(unsigned agent, Location location) {
    return memory_.store(agent, location, {}, memory_.places(agent, location, {}).back());
  }

  PowerMemory memory_{2, 3};
};

TEST_F(PowerMemoryTest, LoadReadsAnyStoreButNoneOlderThanItHasSeenO1) {
  const StoreName one = store(0, kX);
  const StoreName two = store(0, kX);
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, one, two}));
  memory_.load(1, kX, {}, one);
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{one, two}));
  EXPECT_EQ(memory_.readable(2, kX, {}), (Stores{kFirstX, one, two}));
}

TEST_F(PowerMemoryTest, ProcessorSeesItsOwnStoresAtOnceO1) {
  const StoreName mine = store(0, kX);
  EXPECT_EQ(memory_.readable(0, kX, {}), Stores{mine});
}

TEST_F(PowerMemoryTest, StoreGoesAnywhereBehindWhatItsProcessorHasSeenO1) {
  store(0, kX);
  const StoreName two = store(0, kX);
  EXPECT_EQ(memory_.places(1, kX, {}), (Places{1, 2, 3}));
  EXPECT_EQ(memory_.places(0, kX, {}), Places{3});
  memory_.load(1, kX, {}, two);
  EXPECT_EQ(memory_.places(1, kX, {}), Places{3});
}

// A reader of the second store still may miss the first (O2), unless a barrier is between and the
// reader's loads are ordered.
TEST_F(PowerMemoryTest, EieioOrdersStoresForWhoeverOrdersItsLoadsO4) {
  for (const bool with_barrier : {false, true}) {
    PowerMemory memory(2, 2);
    const StoreName data = memory.store(0, kX, {}, 1);
    if (with_barrier) memory.barrier(0, Barrier::kEieio);
    const StoreName flag = memory.store(0, kY, {}, 1);
    memory.load(1, kY, {}, flag);
    EXPECT_EQ(memory.readable(1, kX, {}), (Stores{kFirstX, data}));
    const PowerMemory::Behind after_flag = {Dependency::kAddress, flag};
    EXPECT_EQ(memory.readable(1, kX, after_flag),
              with_barrier ? Stores{data} : (Stores{kFirstX, data}));
  }
}

TEST_F(PowerMemoryTest, LwsyncIsCumulativeAndLeavesStoreBeforeLoadO5) {
  const StoreName data = store(0, kX);
  memory_.load(1, kX, {}, data);  // another's store
  memory_.barrier(1, Barrier::kLwsync);
  const StoreName flag = store(1, kY);
  EXPECT_EQ(memory_.readable(2, kX, {Dependency::kAddress, flag}), Stores{data});
  // Its own later load of another location may be satisfied before its store is visible.
  EXPECT_EQ(memory_.readable(2, kY, {}).size(), 2);
}

TEST_F(PowerMemoryTest, SyncsSeeWhatTheOnesBeforeThemSawO6) {
  const StoreName data = store(0, kX);
  memory_.barrier(0, Barrier::kPtesync);
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, data}));
  memory_.barrier(1, Barrier::kLwsync);
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, data}));
  memory_.barrier(1, Barrier::kPtesync);
  EXPECT_EQ(memory_.readable(1, kX, {}), Stores{data});
}

TEST_F(PowerMemoryTest, ControlAloneOrdersNoLoadO7) {
  const StoreName data = store(0, kX);
  memory_.barrier(0, Barrier::kLwsync);
  const StoreName flag = store(0, kY);
  memory_.load(1, kY, {}, flag);
  EXPECT_EQ(memory_.readable(1, kX, {Dependency::kControl, flag}), (Stores{kFirstX, data}));
  EXPECT_EQ(memory_.readable(1, kX, {Dependency::kControlIsync, flag}), Stores{data});
}

TEST_F(PowerMemoryTest, StateIsTheSameHoweverItCameAbout) {
  PowerMemory one(2, 2);
  one.store(0, kX, {}, 1);
  one.store(1, kY, {}, 1);
  PowerMemory other(2, 2);
  other.store(1, kY, {}, 1);
  other.store(0, kX, {}, 1);
  Digest first, second, third;
  one.add_state(first);
  other.add_state(second);
  EXPECT_EQ(first.value(), second.value());
  other.load(0, kY, {}, {1, 0});
  other.add_state(third);
  EXPECT_NE(first.value(), third.value());
}

}  // namespace
}  // namespace htabsim
