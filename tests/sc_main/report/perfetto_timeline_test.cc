// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/perfetto_timeline.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <protozero/pbf_reader.hpp>

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// Field numbers of Perfetto's schema.
constexpr unsigned kPacket = 1;
constexpr unsigned kTimestamp = 8;
constexpr unsigned kTrackEvent = 11;
constexpr unsigned kType = 9;
constexpr unsigned kCounterValue = 30;

using TimeAndType = std::pair<std::uint64_t, int>;  // 1: begin, 2: end, 3: instant, 4: count

/// A timeline of cycles of 1 ns.
class WrittenTimeline : public testing::Test {
 protected:
  void start(TimelineRequest request) {
    request_ = std::move(request);
    track_ = timeline_.add_track("platform.part", "part");
    counter_ = timeline_.add_counter("platform.part", "queue");
    timeline_.start(out_);
  }
  void tell(const char* what, std::uint64_t begin, std::uint64_t end) {
    timeline_.begin(track_, Cycles(begin), {.what = what});
    timeline_.end(track_, Cycles(end), {});
  }
  std::vector<TimeAndType> events() { return read(kType); }
  /// The times of counts, and what they are.
  std::vector<TimeAndType> counts() { return read(kCounterValue); }

  TimelineRequest request_;
  Clock clock_{1000};
  PerfettoTimeline timeline_{request_, clock_};
  std::uint32_t track_ = 0;
  std::uint32_t counter_ = 0;
  std::ostringstream out_;

 private:
  std::vector<TimeAndType> read(unsigned field) {
    timeline_.finish();
    std::vector<TimeAndType> all;
    const std::string bytes = out_.str();
    protozero::pbf_reader trace(bytes);
    while (trace.next(kPacket)) {
      protozero::pbf_reader packet = trace.get_message();
      std::uint64_t ns = 0;
      while (packet.next()) {
        if (packet.tag() == kTimestamp) {
          ns = packet.get_uint64();
        } else if (packet.tag() == kTrackEvent) {
          protozero::pbf_reader event = packet.get_message();
          while (event.next(field)) all.emplace_back(ns, static_cast<int>(event.get_int64()));
        } else {
          packet.skip();
        }
      }
    }
    return all;
  }
};

TEST_F(WrittenTimeline, WindowShowsWhatTouchesItAndNothingElse) {
  start({.file = "t", .from = Cycles(100), .until = Cycles(200)});
  tell("before", 10, 99);
  timeline_.begin(track_, Cycles(99), {.what = "around"});
  tell("into", 99, 100);
  tell("inside", 150, 160);
  tell("out of", 199, 300);
  tell("after", 301, 302);
  timeline_.end(track_, Cycles(400), {});
  EXPECT_THAT(events(), ElementsAre(Pair(99, 1), Pair(99, 1), Pair(100, 2), Pair(150, 1),
                                    Pair(160, 2), Pair(199, 1), Pair(300, 2), Pair(400, 2)));
}

TEST_F(WrittenTimeline, InstantsAreShownFromTheWindowsFirstCycleToTheOneBeforeItsEnd) {
  start({.file = "t", .from = Cycles(100), .until = Cycles(200)});
  for (const std::uint64_t at : {99, 100, 199, 200}) {
    timeline_.instant(track_, Cycles(at), {.what = "now"});
  }
  EXPECT_THAT(events(), ElementsAre(Pair(100, 3), Pair(199, 3)));
}

TEST_F(WrittenTimeline, CounterHasOneValueACycleWhicheverChangeWasToldFirst) {
  start({.file = "t"});
  timeline_.change(counter_, Cycles(9), -1);
  timeline_.change(counter_, Cycles(5), 2);
  timeline_.change(counter_, Cycles(9), 3);
  EXPECT_THAT(counts(), ElementsAre(Pair(5, 2), Pair(9, 4)));
}

TEST_F(WrittenTimeline, CounterBeginsInTheWindowWithWhatItWasBefore) {
  start({.file = "t", .from = Cycles(100), .until = Cycles(200)});
  timeline_.change(counter_, Cycles(5), 2);
  timeline_.change(counter_, Cycles(150), 1);
  timeline_.change(counter_, Cycles(200), 1);
  EXPECT_THAT(counts(), ElementsAre(Pair(100, 2), Pair(150, 3)));
}

TEST_F(WrittenTimeline, LimitIsKeptAndWhatHasBegunIsEnded) {
  start({.file = "t", .limit = 4096});
  for (std::uint64_t at = 0; at < 1000; ++at) tell("work", 10 * at, 10 * at + 5);
  const std::vector<TimeAndType> all = events();
  EXPECT_LE(out_.str().size(), 4096u);
  EXPECT_GT(out_.str().size(), 4096u - 1000);
  EXPECT_EQ(std::ranges::count(all, 1, &TimeAndType::second),
            std::ranges::count(all, 2, &TimeAndType::second));
  EXPECT_EQ(timeline_.events(), all.size() / 2);
  EXPECT_EQ(timeline_.cut_at(), Cycles(10 * timeline_.events()));
}

TEST_F(WrittenTimeline, WithoutAnythingToldThereIsNoEvent) {
  start({.file = "t"});
  EXPECT_THAT(events(), IsEmpty());
  EXPECT_EQ(timeline_.cut_at(), std::nullopt);
}

}  // namespace
}  // namespace htabsim
