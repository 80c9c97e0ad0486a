// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/ordered_timeline.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KeptTimeline final : public OrderedTimeline {
 public:
  std::vector<std::string> before(std::uint64_t cycle) {
    std::vector<std::string> taken;
    take_before(Cycles(cycle),
                [&](const TimelineRecord& record) { taken.emplace_back(record.what); });
    return taken;
  }

 private:
  void describe(TrackKind, std::string_view, std::string_view) override {}
  void on_kept(Cycles) override {}
};

TEST(OrderedTimeline, OrderIsByCycleThenByTrackThenAsItWasTold) {
  KeptTimeline timeline;
  const std::uint32_t first = timeline.add_track("", "first");
  const std::uint32_t second = timeline.add_track("", "second");
  timeline.begin(second, Cycles(9), {.what = "ahead"});
  timeline.begin(second, Cycles(5), {.what = "c"});
  timeline.instant(second, Cycles(5), {.what = "d"});
  timeline.begin(first, Cycles(5), {.what = "a"});
  timeline.begin(first, Cycles(5), {.what = "b"});
  timeline.begin(first, Cycles(4), {.what = "before"});
  EXPECT_THAT(timeline.before(9), ElementsAre("before", "a", "b", "c", "d"));
  EXPECT_THAT(timeline.before(9), IsEmpty());
  EXPECT_THAT(timeline.before(10), ElementsAre("ahead"));
}

TEST(OrderedTimeline, ChangeByNothingIsNone) {
  KeptTimeline timeline;
  const std::uint32_t counter = timeline.add_counter("", "queue");
  timeline.change(counter, Cycles(1), 0);
  EXPECT_THAT(timeline.before(2), IsEmpty());
  timeline.change(counter, Cycles(1), -1);
  EXPECT_EQ(timeline.before(2).size(), 1u);
}

}  // namespace
}  // namespace htabsim
