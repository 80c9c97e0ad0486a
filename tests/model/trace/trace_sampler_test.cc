// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_sampler.h"

#include <memory>
#include <ostream>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/trace/memory_reader.h"

namespace htabsim {

void PrintTo(AccessTiming timing, std::ostream* out) { *out << static_cast<int>(timing); }

namespace {

using enum AccessTiming;

/// Stretches of one timing, one behind the other, as one; a sample's end ends it.
struct Part {
  AccessTiming timing = kMeasured;
  std::uint64_t count = 0;
  std::uint64_t first_line = 0;  // 0: of a touch
  bool ends_sample = false;

  friend bool operator==(const Part&, const Part&) = default;
};
void PrintTo(const Part& part, std::ostream* out) {
  *out << static_cast<int>(part.timing) << ": " << part.count << " from " << part.first_line
       << (part.ends_sample ? " whole" : "");
}

/// Each load on its own page, the next one; lines are numbered from 1.
std::unique_ptr<TraceReader> loads(std::uint64_t count) {
  std::vector<PlainAccess> accesses(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    accesses[i].ea = Ea(i << 12);
    accesses[i].line = i + 1;
  }
  return std::make_unique<MemoryReader>(std::move(accesses));
}

struct Taken {
  std::vector<Part> parts;
  std::uint64_t passed = 0;
};

Taken taken(TraceSampler& sampler) {
  Taken taken;
  for (TraceStretch stretch;;) {
    stretch.clear();
    sampler.read(stretch);
    taken.passed += stretch.passed;
    if (stretch.empty()) return taken;
    const auto& accesses = stretch.accesses();
    std::vector<Part>& parts = taken.parts;
    if (parts.empty() || parts.back().timing != stretch.timing || parts.back().ends_sample) {
      parts.push_back({stretch.timing, 0, accesses.front().line});
    }
    parts.back().count += accesses.size();
    parts.back().ends_sample = stretch.ends_sample;
  }
}

Taken taken(std::uint64_t accesses, const std::optional<SamplePlan>& plan) {
  TraceSampler sampler(loads(accesses), plan);
  return taken(sampler);
}

TEST(TraceSampler, MeasuresAllWithoutAPlan) {
  EXPECT_EQ(taken(10'000, {}).parts, (std::vector<Part>{{kMeasured, 10'000, 1}}));
}

// Samples begin at (10,000 - 100) / 2 = 4,950 of each period, 256 accesses settle before.
TEST(TraceSampler, TakesAPeriodsSampleBehindTheBeginningAndPassesOverNothingWithoutAWarmUp) {
  const Taken found = taken(20'000, SamplePlan{.length = 100, .period = 10'000});
  EXPECT_EQ(found.parts, (std::vector<Part>{{kBeginning, 4'694, 1},
                                            {kSettling, 256, 4'695},
                                            {kMeasured, 100, 4'951, true},
                                            {kUntimed, 9'644, 5'051},  // until 14,694
                                            {kSettling, 256, 14'695},
                                            {kMeasured, 100, 14'951, true},
                                            {kUntimed, 4'950, 15'051}}));
  EXPECT_EQ(found.passed, 20'000);
}

TEST(TraceSampler, PassesOverWhatIsBeforeAWarmUpFromTheThirdSampleOnButForTouches) {
  const Taken found = taken(25'050, SamplePlan{.length = 100, .period = 10'000, .warmup = 1'000});
  ASSERT_EQ(found.parts.size(), 10u);
  EXPECT_EQ(found.parts[3], (Part{kUntimed, 9'644, 5'051}));
  // From 15,050 until 1,000 before 24,694, each load on a new page; the last 8,192 touches of them
  // come again, without time, before the warm-up.
  EXPECT_EQ(found.parts[6], (Part{kTouching, 8'644, 0}));
  EXPECT_EQ(found.parts[7], (Part{kUntimed, 8'192 + 1'000, 0}));
  EXPECT_EQ(found.parts[8], (Part{kSettling, 256, 24'695}));
  EXPECT_EQ(found.parts[9], (Part{kMeasured, 100, 24'951, true}));
}

TEST(TraceSampler, CountsWhatItPassesOverWithoutATouch) {
  std::vector<PlainAccess> same_page(40'000);
  TraceSampler sampler(std::make_unique<MemoryReader>(same_page),
                       SamplePlan{.length = 10, .period = 10'000, .warmup = 0});
  const Taken found = taken(sampler);
  EXPECT_EQ(found.passed, 40'000);
  // What is skipped is known of itself alone: its first load touches the page again.
  EXPECT_EQ(found.parts[6], (Part{kTouching, 1, 0}));
}

TEST(TraceSampler, ASampleThatTheTracesEndCutsShortDoesNotEnd) {
  const Taken found = taken(14'999, SamplePlan{.length = 100, .period = 10'000});
  EXPECT_EQ(found.parts.back(), (Part{kMeasured, 49, 14'951, false}));
}

TEST(TraceSampler, TakesChosenRegionsAndPassesOverTheRest) {
  const Taken found = taken(
      9'000,
      SamplePlan{.length = 100, .regions = {{1'000, 1}, {1'100, 2}, {5'000, 3}}, .warmup = 0});
  EXPECT_EQ(found.parts, (std::vector<Part>{{kTouching, 744, 0},
                                            {kUntimed, 744, 0},
                                            {kSettling, 256, 745},
                                            {kMeasured, 100, 1'001, true},
                                            {kMeasured, 100, 1'101, true},
                                            {kTouching, 3'544, 0},  // from 1,200 until 4,744
                                            {kUntimed, 3'544, 0},   // the same
                                            {kSettling, 256, 4'745},
                                            {kMeasured, 100, 5'001, true},
                                            {kTouching, 3'900, 0}}));
  EXPECT_EQ(found.passed, 9'000);
}

TEST(TraceSampler, RefusesATraceThatEndsBeforeTheFirstSampleDoes) {
  const auto plan = SamplePlan{.length = 100, .period = 10'000};
  EXPECT_STREQ(caught([&] { taken(5'049, plan); }).what(),
               "memory: has 5,049 accesses, and its first sample would end behind 5,050");
}

TEST(TraceSampler, RefusesATraceWithoutAnAccess) {
  EXPECT_STREQ(caught([] { taken(0, {}); }).what(), "memory: has no access");
}

}  // namespace
}  // namespace htabsim
