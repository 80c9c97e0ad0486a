// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/local_time.h"

#include <functional>
#include <utility>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

// Half a cycle, in whose middle a request takes effect, is 125 ps.
constexpr std::uint64_t kCyclePs = 250;

Config with_clock() {
  Config config;
  config.clock.period_ps = kCyclePs;
  return config;
}

/// Something happens at `ps`, and an agent runs from time 0 on.
void run_beside(std::uint64_t ps, std::function<void()> agent) {
  sc_core::sc_event event;
  event.notify(sc_core::sc_time::from_value(ps));
  sc_core::sc_spawn_options sees;
  sees.spawn_method();
  sees.dont_initialize();
  sees.set_sensitivity(&event);
  sc_core::sc_spawn([] {}, "other", &sees);
  sc_core::sc_spawn(std::move(agent), "agent");
  sc_core::sc_start();
}

std::uint64_t now_ps() { return sc_core::sc_time_stamp().value(); }

// What is asked for in cycle 9 takes effect at 9 * 250 + 125 = 2375 ps.
TEST(LocalTimeTest, AloneUntilTheLastRequestBeforeAnotherActs) {
  Sim sim(with_clock());
  LocalTime time(sim);
  run_beside(2376, [&] {
    EXPECT_EQ(time.alone_until(), Cycles(10));
    time.advance(Cycles(9));
    EXPECT_TRUE(time.is_alone());
    EXPECT_EQ(time.alone_until(), Cycles(10));
    EXPECT_EQ(now_ps(), 0);
    time.advance(Cycles(1));
    EXPECT_EQ(now_ps(), 10 * kCyclePs);  // waited: the other acts before
  });
}

TEST(LocalTimeTest, NotAloneIfAnotherActsAsTheRequestTakesEffect) {
  Sim sim(with_clock());
  LocalTime time(sim);
  run_beside(2375, [&] {
    EXPECT_EQ(time.alone_until(), Cycles(9));
    time.advance(Cycles(9));
    EXPECT_EQ(now_ps(), 0);
    EXPECT_FALSE(time.is_alone());
    EXPECT_EQ(time.alone_until(), Cycles(9));
  });
}

TEST(LocalTimeTest, WhoIsAheadSeesWhatItHasWokenWhenItSaysSo) {
  Sim sim(with_clock());
  LocalTime time(sim);
  sc_core::sc_event woken;
  run_beside(100 * kCyclePs, [&] {
    time.advance(Cycles(3));
    EXPECT_EQ(time.alone_until(), Cycles(100));
    woken.notify(sc_core::sc_time::from_value(5 * kCyclePs));
    time.others_were_woken();
    EXPECT_EQ(time.alone_until(), Cycles(5));
  });
}

TEST(LocalTimeTest, SteppedIsNeverAloneAhead) {
  Sim sim(with_clock(), Stepping::kStepped);
  LocalTime time(sim);
  run_beside(100 * kCyclePs, [&] {
    EXPECT_EQ(time.alone_until(), Cycles(0));
    time.advance(Cycles(3));
    EXPECT_EQ(now_ps(), 3 * kCyclePs);
    EXPECT_EQ(time.alone_until(), Cycles(3));
  });
}

TEST(LocalTimeTest, WhoActsAloneWaitsForNobody) {
  Sim sim(with_clock());
  LocalTime time(sim);
  time.set_pace(LocalTime::Pace::kAlone);
  run_beside(kCyclePs, [&] {
    time.advance(Cycles(1'000'000));
    EXPECT_TRUE(time.is_alone());
    EXPECT_EQ(now_ps(), 0);
    EXPECT_EQ(time.now(), Cycles(1'000'000));
    time.synchronise();
    EXPECT_EQ(now_ps(), 1'000'000 * kCyclePs);
    EXPECT_EQ(time.now(), Cycles(1'000'000));
  });
}

TEST(LocalTimeTest, WhoActsByRequestsWaitsWhenItWants) {
  Sim sim(with_clock());
  LocalTime time(sim);
  time.set_pace(LocalTime::Pace::kByRequests);
  run_beside(4 * kCyclePs, [&] {
    time.advance(Cycles(3));
    time.keep_behind_others();
    EXPECT_EQ(now_ps(), 0);
    time.advance(Cycles(6));
    EXPECT_FALSE(time.is_alone());
    EXPECT_EQ(now_ps(), 0);
    EXPECT_EQ(time.now(), Cycles(9));
    time.keep_behind_others();
    EXPECT_EQ(now_ps(), 9 * kCyclePs);
  });
}

TEST(LocalTimeTest, TakesOverAndHandsBackACallersTime) {
  Sim sim(with_clock());
  LocalTime time(sim);
  run_beside(100 * kCyclePs, [&] {
    time.begin(sc_core::sc_time::from_value(4 * kCyclePs));
    EXPECT_EQ(time.now(), Cycles(4));
    time.advance(Cycles(2));
    EXPECT_EQ(time.end().value(), 6 * kCyclePs);
    EXPECT_EQ(time.now(), Cycles(0));
  });
}

}  // namespace
}  // namespace htabsim
