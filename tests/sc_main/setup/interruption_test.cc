// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/interruption.h"

#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(InterruptionTest, IsNotRequestedWithoutASignal) {
  const Interruption interruption;
  EXPECT_FALSE(Interruption::is_requested());
}

TEST(InterruptionTest, FirstSignalOnlyAsks) {
  EXPECT_EXIT(
      {
        const Interruption interruption;
        std::raise(SIGTERM);
        std::exit(Interruption::is_requested() && Interruption::exit_code() == ExitCode::kTerminated
                      ? 0
                      : 1);
      },
      testing::ExitedWithCode(0), "");
}

constexpr std::chrono::milliseconds kLater{300};

TEST(InterruptionTest, SecondSignalEndsTheProgramWhicheverItIs) {
  EXPECT_EXIT(
      {
        const Interruption interruption;
        std::raise(SIGINT);
        std::this_thread::sleep_for(kLater);
        std::raise(SIGTERM);
      },
      testing::KilledBySignal(SIGTERM), "");
  EXPECT_EXIT(
      {
        const Interruption interruption;
        std::raise(SIGINT);
        std::this_thread::sleep_for(kLater);
        std::raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

// As timeout(1) sends it: to the program, and to its group.
TEST(InterruptionTest, SignalThatIsSentTwiceAtOnceIsOneRequest) {
  EXPECT_EXIT(
      {
        {
          const Interruption interruption;
          std::raise(SIGTERM);
          std::raise(SIGTERM);
        }
        std::raise(SIGTERM);
        std::exit(Interruption::is_requested() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(InterruptionTest, SignalEndsTheProgramOnceThereIsNoneAnyMore) {
  EXPECT_EXIT(
      {
        { const Interruption interruption; }
        std::raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

TEST(InterruptionTest, ListenerIsCalledForASignalAndOnlyThen) {
  EXPECT_EXIT(
      {
        std::promise<void> called;
        const Interruption interruption([&called] { called.set_value(); });
        std::raise(SIGINT);
        std::exit(called.get_future().wait_for(std::chrono::minutes(1)) == std::future_status::ready
                      ? 0
                      : 1);
      },
      testing::ExitedWithCode(0), "");
  bool is_called = false;
  {
    const Interruption interruption([&is_called] { is_called = true; });
  }
  EXPECT_FALSE(is_called);
}

}  // namespace
}  // namespace htabsim
