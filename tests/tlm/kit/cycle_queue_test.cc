// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/cycle_queue.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/tlm/kit/cycle_turns.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kPeriod = 250;

/// At which picosecond what was served.
struct Served {
  std::uint64_t at_ps = 0;
  std::uint64_t cycle = 0;
  std::vector<int> requests;
  friend bool operator==(const Served&, const Served&) = default;
};

/// A queue of numbers, and threads.
struct QueueUser : sc_core::sc_module {
  explicit QueueUser(const sc_core::sc_module_name& name)
      : sc_module(name), queue("queue", clock, [this](auto requests, Cycles cycle) {
          served.push_back({sc_core::sc_time_stamp().value(), cycle.value(),
                            std::vector<int>(requests.begin(), requests.end())});
        }) {}

  Clock clock{kPeriod};
  std::vector<Served> served;
  CycleQueue<int> queue;
};

void thread(std::function<void()> script) { sc_core::sc_spawn(std::move(script)); }

TEST(CycleQueueTest, RequestsOfACycleAreServedInItsMiddleInOrder) {
  QueueUser user("user");
  for (const int number : {3, 1, 2}) {
    thread([&user, number] {
      user.clock.wait_until(Cycles(4));
      user.queue.ask(number);
    });
  }
  sc_core::sc_start();
  EXPECT_EQ(user.served, (std::vector<Served>{{4 * kPeriod + kPeriod / 2, 4, {1, 2, 3}}}));
  EXPECT_EQ(user.queue.size(), 0);
}

// 7 and 2 are asked for at cycle 0, one of them by somebody who is ahead; 3 and 1 as their time
// comes.
TEST(CycleQueueTest, RequestsOfLaterCyclesAreServedThenWithThoseOfTheirCycle) {
  QueueUser user("user");
  thread([&user] {
    user.queue.ask(7, Cycles(9));
    user.queue.ask(2, Cycles(4));
    user.queue.ask(8, Cycles(0));
    EXPECT_EQ(user.queue.size(), 1);
    EXPECT_FALSE(user.queue.alone(sc_core::SC_ZERO_TIME));
  });
  for (const auto& [number, cycle] : {std::pair(3, 4), std::pair(1, 6)}) {
    thread([&user, number = number, cycle = cycle] {
      user.clock.wait_until(Cycles(static_cast<std::uint64_t>(cycle)));
      user.queue.ask(number);
    });
  }
  sc_core::sc_start();
  EXPECT_EQ(user.served, (std::vector<Served>{{kPeriod / 2, 0, {8}},
                                              {4 * kPeriod + kPeriod / 2, 4, {2, 3}},
                                              {6 * kPeriod + kPeriod / 2, 6, {1}},
                                              {9 * kPeriod + kPeriod / 2, 9, {7}}}));
}

TEST(CycleQueueTest, EachCycleIsServedByItself) {
  QueueUser user("user");
  thread([&user] {
    user.queue.ask(9);
    user.clock.wait_for(Cycles(1));
    user.queue.ask(1);
    user.clock.wait_for(Cycles(2));
    user.queue.ask(5);
    EXPECT_EQ(user.queue.size(), 1);
  });
  sc_core::sc_start();
  constexpr std::uint64_t kHalf = kPeriod / 2;
  EXPECT_EQ(user.served,
            (std::vector<Served>{
                {kHalf, 0, {9}}, {kPeriod + kHalf, 1, {1}}, {3 * kPeriod + kHalf, 3, {5}}}));
}

TEST(CycleQueueTest, WakeServesWithoutARequest) {
  QueueUser user("user");
  thread([&user] {
    user.clock.wait_until(Cycles(2));
    user.queue.wake();
    user.clock.wait_until(Cycles(5));
    user.queue.ask(7);
    user.queue.wake();  // once all the same
  });
  sc_core::sc_start();
  EXPECT_EQ(user.served, (std::vector<Served>{{2 * kPeriod + kPeriod / 2, 2, {}},
                                              {5 * kPeriod + kPeriod / 2, 5, {7}}}));
}

TEST(CycleQueueTest, RequestIsAloneIfNothingHappensUntilItHasTakenEffect) {
  QueueUser user("user");
  sc_core::sc_event other;
  thread([&] {
    const auto alone_at = [&user](const sc_core::sc_time& ahead) {
      return user.queue.alone(ahead);
    };
    const sc_core::sc_time cycle = user.clock.duration(Cycles(1));
    const sc_core::sc_time moment = sc_core::sc_time::from_value(1);
    EXPECT_TRUE(alone_at(cycle * 100)) << "nobody else does anything any more";
    other.notify(cycle * 3 + user.clock.half());
    EXPECT_TRUE(alone_at(cycle * 3 - moment));
    EXPECT_FALSE(alone_at(cycle * 3)) << "at that moment somebody acts";
    other.cancel();
    user.queue.ask(1);
    EXPECT_FALSE(alone_at(sc_core::SC_ZERO_TIME)) << "of two";
  });
  sc_core::sc_spawn_options waits;
  waits.spawn_method();
  waits.dont_initialize();
  waits.set_sensitivity(&other);
  sc_core::sc_spawn([] {}, "waits", &waits);
  sc_core::sc_start();
}

TEST(ChangeBetweenCyclesTest, OthersSeeOldAndNewValueOnWholeCycles) {
  QueueUser user("user");
  int value = 1;
  std::vector<int> seen;
  std::vector<std::uint64_t> at;
  thread([&] {
    user.clock.wait_until(Cycles(3));
    change_between_cycles(user.clock, [&] {
      value = 2;
      at.push_back(sc_core::sc_time_stamp().value());
    });
    at.push_back(sc_core::sc_time_stamp().value());
  });
  thread([&] {
    for (std::uint64_t cycle = 2; cycle <= 4; ++cycle) {
      user.clock.wait_until(Cycles(cycle));
      seen.push_back(value);
    }
  });
  sc_core::sc_start();
  EXPECT_EQ(seen, (std::vector{1, 1, 2}));
  EXPECT_EQ(at, (std::vector{3 * kPeriod + kPeriod / 2, 4 * kPeriod}));
}

/// Turns, and threads that take them.
struct TurnsUser : sc_core::sc_module {
  explicit TurnsUser(const sc_core::sc_module_name& name)
      : sc_module(name), turns("turns", clock) {}

  Clock clock{kPeriod};
  CycleTurns turns;
};

TEST(CycleTurnsTest, ThreadsOfACycleActByTheirNumbers) {
  TurnsUser user("user");
  std::vector<unsigned> order;
  std::vector<std::uint64_t> at;
  for (const unsigned number : {2U, 0U, 1U}) {
    thread([&, number] {
      user.clock.wait_until(Cycles(4));
      user.turns.take(number);
      order.push_back(number);
      at.push_back(sc_core::sc_time_stamp().value());
    });
  }
  sc_core::sc_start();
  EXPECT_EQ(order, (std::vector<unsigned>{0, 1, 2}));
  // Each a moment after the one before it, so that what it does is done.
  constexpr std::uint64_t kMiddle = 4 * kPeriod + kPeriod / 2;
  EXPECT_EQ(at, (std::vector<std::uint64_t>{kMiddle, kMiddle + 1, kMiddle + 2}));
}

TEST(CycleTurnsTest, ThreadThatIsAloneHasItsTurnInTheMiddleOfTheCycle) {
  TurnsUser user("user");
  std::uint64_t at = 0;
  thread([&] {
    user.clock.wait_until(Cycles(4));
    user.turns.take(7);
    user.clock.wait_until(Cycles(5));
    user.turns.take(7);
    at = sc_core::sc_time_stamp().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(at, 5 * kPeriod + kPeriod / 2);
}

}  // namespace
}  // namespace htabsim
