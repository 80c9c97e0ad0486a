// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/kernel_lock.h"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

struct CountingListener final : TurnListener {
  void turn_came() override { ++told; }
  unsigned told = 0;
};

struct LockWorld {
  explicit LockWorld(std::size_t processors) : listeners(processors) {
    for (CountingListener& listener : listeners) lock.join(listener);
  }
  KernelLock lock;
  std::vector<CountingListener> listeners;
};

TEST(KernelLock, OfOneProcessorIsNotShared) {
  EXPECT_FALSE(LockWorld(1).lock.is_shared());
  EXPECT_TRUE(LockWorld(2).lock.is_shared());
}

TEST(KernelLock, AProcessorWithSeveralThreadsSharesItOnce) {
  LockWorld world(1);
  EXPECT_EQ(world.lock.join(world.listeners[0]), 0u);
  EXPECT_FALSE(world.lock.is_shared());
  CountingListener other;
  EXPECT_EQ(world.lock.join(other), 1u);
  EXPECT_EQ(world.lock.join(world.listeners[0]), 0u);
  EXPECT_TRUE(world.lock.is_shared());
}

TEST(KernelLock, OfThoseThatAskInOneCycleTheLowestNumberHasIt) {
  LockWorld world(3);
  world.lock.ask(2);
  world.lock.ask(1);
  world.lock.settle();
  EXPECT_TRUE(world.lock.is_held_by(1));
  world.lock.release();
  EXPECT_TRUE(world.lock.is_held_by(2));
  world.lock.release();
  EXPECT_FALSE(world.lock.is_held_by(0) || world.lock.is_held_by(1) || world.lock.is_held_by(2));
}

TEST(KernelLock, GoesToWhoAskedFirst) {
  LockWorld world(3);
  world.lock.ask(0);
  world.lock.settle();
  world.lock.ask(2);
  world.lock.settle();
  world.lock.ask(1);
  world.lock.settle();
  EXPECT_TRUE(world.lock.is_held_by(0));
  world.lock.release();
  EXPECT_TRUE(world.lock.is_held_by(2));
}

TEST(KernelLock, TellsWhoHasGotIt) {
  LockWorld world(2);
  world.lock.tell_holder();
  world.lock.ask(1);
  world.lock.settle();
  world.lock.tell_holder();
  EXPECT_EQ(world.listeners[0].told, 0u);
  EXPECT_EQ(world.listeners[1].told, 1u);
}

/// Processes of one cycle run in any order: who settles and who gives back first makes no
/// difference.
RC_GTEST_PROP(KernelLock, SettlingAndReleasingInOneCycleCommute, ()) {
  const auto waiting = *rc::gen::inRange<std::size_t>(0, 3);
  const auto asking =
      *rc::gen::unique<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(3, 8));
  std::vector<std::size_t> holders;
  for (const bool release_first : {true, false}) {
    LockWorld world(8);
    for (std::size_t i = 0; i <= waiting; ++i) {
      world.lock.ask(i);
      world.lock.settle();
    }
    for (const std::size_t processor : asking) world.lock.ask(processor);
    if (release_first) world.lock.release();
    world.lock.settle();
    if (!release_first) world.lock.release();
    for (std::size_t i = 0; i < 8; ++i) {
      if (world.lock.is_held_by(i)) holders.push_back(i);
    }
  }
  RC_ASSERT(holders.size() % 2 == 0u);
  if (!holders.empty()) {
    RC_ASSERT(holders[0] == holders[1]);
  }
}

}  // namespace
}  // namespace htabsim
