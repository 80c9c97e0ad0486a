// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/exclusion.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

/// Threads that work, or shut work out, and when each of their steps was over.
struct Workers : sc_core::sc_module {
  explicit Workers(const sc_core::sc_module_name& name) : sc_module(name) {}

  void work(std::uint64_t from, std::uint64_t cycles) {
    sc_core::sc_spawn([this, from, cycles] {
      clock.wait_until(Cycles(from));
      exclusion.begin_work();
      begun.push_back(clock.now());
      clock.wait_for(Cycles(cycles));
      exclusion.end_work();
    });
  }
  void shut_out(std::uint64_t from, std::uint64_t cycles) {
    sc_core::sc_spawn([this, from, cycles] {
      clock.wait_until(Cycles(from));
      exclusion.shut_out();
      alone.push_back(clock.now());
      clock.wait_for(Cycles(cycles));
      exclusion.admit();
    });
  }

  Clock clock{250};
  Exclusion exclusion{clock};
  std::vector<Cycles> begun;
  std::vector<Cycles> alone;
};

TEST(ExclusionTest, WorkBeginsAtOnceBesideOtherWork) {
  Workers workers("workers");
  workers.work(10, 100);
  workers.work(20, 100);
  sc_core::sc_start();
  EXPECT_EQ(workers.begun, (std::vector{Cycles(10), Cycles(20)}));
}

TEST(ExclusionTest, ShuttingOutWaitsForWorkThatHasBegunAndHoldsOtherBack) {
  Workers workers("workers");
  workers.work(10, 100);
  workers.shut_out(20, 50);
  workers.work(30, 1);
  sc_core::sc_start();
  EXPECT_EQ(workers.alone, std::vector{Cycles(110)});
  EXPECT_EQ(workers.begun, (std::vector{Cycles(10), Cycles(160)}));
}

TEST(ExclusionTest, WithoutWorkItTakesTheCycleAmidWhichItHappens) {
  Workers workers("workers");
  workers.shut_out(20, 50);
  sc_core::sc_start();
  EXPECT_EQ(workers.alone, std::vector{Cycles(21)});
}

class SameCycleTest : public testing::TestWithParam<bool> {};

// Whichever of the two processes the kernel runs first.
TEST_P(SameCycleTest, WorkHasBegunBeforeItIsShutOut) {
  Workers workers("workers");
  if (GetParam()) workers.work(20, 100);
  workers.shut_out(20, 50);
  if (!GetParam()) workers.work(20, 100);
  sc_core::sc_start();
  EXPECT_EQ(workers.begun, std::vector{Cycles(20)});
  EXPECT_EQ(workers.alone, std::vector{Cycles(120)});
}

INSTANTIATE_TEST_SUITE_P(WorkFirstOrLast, SameCycleTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "first" : "last"; });

// A worker that begins as all are admitted does so in that cycle.
TEST(ExclusionTest, WorkOfTheCycleOfAdmissionBegins) {
  Workers workers("workers");
  workers.shut_out(20, 50);
  workers.work(71, 1);
  sc_core::sc_start();
  EXPECT_EQ(workers.begun, std::vector{Cycles(71)});
}

}  // namespace
}  // namespace htabsim
