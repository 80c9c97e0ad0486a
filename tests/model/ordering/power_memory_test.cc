// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/power_memory.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

TEST_F(PowerMemoryTest, IsyncPutsLaterLoadsBehindWhatOlderOnesHaveSeenO7) {
  const StoreName data = store(0, kX);
  memory_.barrier(0, Barrier::kLwsync);
  const StoreName flag = store(0, kY);
  memory_.load(1, kY, {}, flag);
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, data}));
  memory_.barrier(1, Barrier::kIsync);
  EXPECT_EQ(memory_.readable(1, kX, {}), Stores{data});
}

TEST_F(PowerMemoryTest, NothingComesBetweenAStoreAndTheOneThatItMergesIntoO8O9) {
  const StoreName free = store(0, kX);
  const Places behind_free = memory_.places(1, kX, {});
  EXPECT_EQ(behind_free, (Places{1, 2}));
  memory_.store(1, kX, {}, 2, 0, PowerMemory::Merge::kYes);
  EXPECT_EQ(memory_.at(kX, 1), free);
  EXPECT_EQ(memory_.places(2, kX, {}), (Places{1, 3}));
}

TEST_F(PowerMemoryTest, CallSeesWhatWasSynchronisedWhenItMakesItsFirstAccessO14a) {
  const StoreName data = store(0, kX);
  memory_.barrier(0, Barrier::kPtesync);
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, data}));
  memory_.await_call(1);
  EXPECT_EQ(memory_.readable(1, kX, {}), Stores{data});
  const StoreName late = store(0, kX);  // which no sync follows
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{data, late}));
  EXPECT_TRUE(memory_.is_synchronised(kX, data));
  EXPECT_FALSE(memory_.is_synchronised(kX, late));
}

TEST_F(PowerMemoryTest, SyncBehindATlbsyncSeesWhatThatHasWaitedForO10) {
  const StoreName by_walk = store(1, kX);
  memory_.acknowledge(1);
  memory_.barrier(0, Barrier::kPtesync);
  EXPECT_EQ(memory_.readable(0, kX, {}), (Stores{kFirstX, by_walk}));
  memory_.tlbsync(0);
  EXPECT_EQ(memory_.readable(0, kX, {}), (Stores{kFirstX, by_walk}));
  memory_.barrier(0, Barrier::kPtesync);
  EXPECT_EQ(memory_.readable(0, kX, {}), Stores{by_walk});
}

TEST_F(PowerMemoryTest, LineIsReadAtOneInstantO11) {
  const StoreName data = store(0, kX);
  memory_.barrier(0, Barrier::kEieio);
  const StoreName flag = store(0, kY);
  const StoreName first_y{StoreName::kNobody, kY};
  EXPECT_FALSE(memory_.is_cut({kX, kY}, {kFirstX, flag}));
  for (const auto& [x, y] : {std::pair{kFirstX, first_y}, {data, first_y}, {data, flag}}) {
    EXPECT_TRUE(memory_.is_cut({kX, kY}, {x, y}));
  }
}

TEST_F(PowerMemoryTest, ForgetsWhatAllHaveSeenAndKeepsItsValue) {
  const StoreName one = memory_.store(0, kX, {}, 1, 17);
  const StoreName two = memory_.store(0, kX, {}, 2, 18);
  memory_.load(1, kX, {}, one);
  memory_.forget({0, 1});
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, two}));
  EXPECT_EQ(memory_.value(kX, kFirstX), 17);
  EXPECT_EQ(memory_.value(kX, two), 18);
  memory_.forget({0, 1, 2});  // the third has seen nothing yet
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, two}));
  memory_.load(1, kX, {}, two);
  memory_.forget({0, 1});
  EXPECT_EQ(memory_.readable(1, kX, {}), Stores{kFirstX});
}

TEST_F(PowerMemoryTest, LockedSectionsPassOnWhatTheirHoldersHaveStored) {
  const StoreName data = store(0, kX);
  memory_.locked_section(0, 1);
  memory_.locked_section(1, 2);  // another lock
  EXPECT_EQ(memory_.readable(1, kX, {}), (Stores{kFirstX, data}));
  memory_.locked_section(1, 1);
  EXPECT_EQ(memory_.readable(1, kX, {}), Stores{data});
}

/// Does the same to a memory that keeps all stores and to one that forgets.
class Forgetful {
 public:
  static constexpr unsigned kAgents = 3, kLocations = 3;

  void step(unsigned agent, Location location, unsigned kind, unsigned choice) {
    if (kind < kBarriers.size()) {
      keeps_.barrier(agent, kBarriers[kind]);
      forgets_.barrier(agent, kBarriers[kind]);
    } else if (kind < kBarriers.size() + 3) {
      load(agent, location, choice);
    } else {
      store(agent, location, choice);
    }
    forgets_.forget({0, 1, 2});
  }

 private:
  static constexpr std::array kBarriers{Barrier::kIsync, Barrier::kEieio, Barrier::kLwsync,
                                        Barrier::kPtesync};

  static std::vector<std::uint64_t> readable_values(const PowerMemory& memory, unsigned agent,
                                                    Location location) {
    std::vector<std::uint64_t> values;
    for (const StoreName name : memory.readable(agent, location, {})) {
      values.push_back(memory.value(location, name));
    }
    return values;
  }

  void load(unsigned agent, Location location, unsigned choice) {
    const auto values = readable_values(keeps_, agent, location);
    RC_ASSERT(readable_values(forgets_, agent, location) == values);
    const std::size_t i = choice % values.size();
    for (PowerMemory* memory : {&keeps_, &forgets_}) {
      memory->load(agent, location, {}, memory->readable(agent, location, {})[i]);
    }
  }

  void store(unsigned agent, Location location, unsigned choice) {
    const PowerMemory::Behind behind{Dependency::kControl};
    const std::size_t ways = keeps_.places(agent, location, behind).size();
    RC_ASSERT(forgets_.places(agent, location, behind).size() == ways);
    ++stored_;
    for (PowerMemory* memory : {&keeps_, &forgets_}) {
      const std::size_t place = memory->places(agent, location, behind)[choice % ways];
      memory->store(agent, location, behind, place, stored_);
    }
  }

  PowerMemory keeps_{kLocations, kAgents};
  PowerMemory forgets_{kLocations, kAgents};
  std::uint64_t stored_ = 0;
};

RC_GTEST_PROP(PowerMemoryProperty, WhatIsForgottenIsMissedByNobody, ()) {
  Forgetful memories;
  const auto steps =
      *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 3U * 3U * 10U * 5U));
  for (unsigned step : steps) {
    const unsigned agent = step % Forgetful::kAgents;
    step /= Forgetful::kAgents;
    const auto location = static_cast<Location>(step % Forgetful::kLocations);
    step /= Forgetful::kLocations;
    memories.step(agent, location, step % 10, step / 10);
  }
}

}  // namespace
}  // namespace htabsim
