// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_resize.h"

#include <deque>
#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

/// A hypervisor that answers as it is told, each time after ten cycles.
class ScriptedHypervisor final : public ResizePort {
 public:
  explicit ScriptedHypervisor(std::deque<HcallStatus> answers) : answers_(std::move(answers)) {}

  HcallResult hcall(const HcallFrame& frame) override {
    time += Cycles(10);
    frames.push_back(frame);
    const HcallResult result{.status = answers_.front()};
    answers_.pop_front();
    return result;
  }
  [[nodiscard]] Cycles now() const override { return time; }

  Cycles time;
  std::vector<HcallFrame> frames;

 private:
  std::deque<HcallStatus> answers_;
};

constexpr ResizeWish kWish{.at = Cycles(1000), .order = 19, .poll = Cycles(500)};

// pseries_lpar_resize_hpt: prepare until it is not busy any more, then commit (I9).
TEST(GuestResizeTest, AsksUntilTheTableIsReadyAndCommitsI9) {
  GuestResize resize(kWish);
  ScriptedHypervisor hypervisor({HcallStatus::kLongBusy100Ms, HcallStatus::kLongBusy100Ms,
                                 HcallStatus::kSuccess, HcallStatus::kSuccess});
  EXPECT_FALSE(resize.is_due(Cycles(999)));
  EXPECT_TRUE(resize.is_due(Cycles(1000)));
  hypervisor.time = Cycles(1000);
  resize.go_on(hypervisor);
  EXPECT_FALSE(resize.is_due(Cycles(1509)));
  EXPECT_TRUE(resize.is_due(Cycles(1010 + 500)));
  hypervisor.time = Cycles(1510);
  resize.go_on(hypervisor);
  hypervisor.time = Cycles(2020);
  resize.go_on(hypervisor);
  ASSERT_EQ(hypervisor.frames.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const HcallFrame& frame = hypervisor.frames[i];
    EXPECT_EQ(frame.token, i < 3 ? HcallToken::kResizeHptPrepare : HcallToken::kResizeHptCommit);
    EXPECT_EQ(frame.args[0], 0u);
    EXPECT_EQ(frame.args[1], 19u);
  }
  const GuestResizeCounters& counters = resize.counters();
  EXPECT_EQ(counters.prepare_calls, 3u);
  EXPECT_EQ(counters.committed, 1u);
  EXPECT_EQ(counters.refused, 0u);
  EXPECT_EQ(counters.commit_begin_cycle, 2030u);
  EXPECT_EQ(counters.commit_cycles, 10u);
  EXPECT_FALSE(resize.is_due(Cycles(1'000'000)));
}

TEST(GuestResizeTest, ARefusalEndsItI9) {
  GuestResize of_prepare(kWish);
  ScriptedHypervisor small({HcallStatus::kResource});
  of_prepare.go_on(small);
  EXPECT_EQ(of_prepare.counters().refused, 1u);
  EXPECT_FALSE(of_prepare.is_due(Cycles(1'000'000)));

  GuestResize of_commit(kWish);
  ScriptedHypervisor full({HcallStatus::kSuccess, HcallStatus::kPtegFull});
  of_commit.go_on(full);
  EXPECT_EQ(of_commit.counters().refused, 1u);
  EXPECT_EQ(of_commit.counters().committed, 0u);
  EXPECT_FALSE(of_commit.is_due(Cycles(1'000'000)));
}

}  // namespace
}  // namespace htabsim
