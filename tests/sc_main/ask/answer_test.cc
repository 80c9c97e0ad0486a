// SPDX-License-Identifier: Apache-2.0
#include "sc_main/ask/answer.h"

#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sc_main/ask/answer_text.h"
#include "tests/model/base/caught.h"

namespace htabsim {
namespace {

Answer answer_of(const std::vector<double>& measures, std::size_t now = 0) {
  std::vector<AnswerStep> steps;
  for (const double measure : measures) {
    AnswerStep step;
    step.value = std::to_string(1000 * (steps.size() + 1));
    step.measure = measure;
    steps.push_back(std::move(step));
  }
  return make_answer(std::move(steps), now);
}

TEST(Answer, IsTheLeastValueThatIsAsGoodAsTheBest) {
  // 2 % of 100 are 2: 102 is as good, 102.1 is not.
  EXPECT_EQ(answer_of({120, 102.1, 102, 100}).knee, 2u);
  EXPECT_FALSE(answer_of({120, 102.1, 102, 100}).is_open());
  EXPECT_FALSE(answer_of({120, 102.1, 102, 100}).is_flat());
}

TEST(Answer, IsOpenIfTheLastStepIsWorthItsWhile) {
  EXPECT_TRUE(answer_of({120, 110, 100}).is_open());
  EXPECT_FALSE(answer_of({100}).is_open());
}

TEST(Answer, IsFlatIfNoValueIsBetter) {
  EXPECT_TRUE(answer_of({101, 100, 102}).is_flat());
  EXPECT_EQ(answer_of({101, 100, 102}).knee, 0u);
  EXPECT_FALSE(answer_of({101, 100, 102.1}).is_flat());
}

TEST(Answer, MoreMayBeWorse) {
  const Answer answer = answer_of({100, 130, 150});
  EXPECT_EQ(answer.knee, 0u);
  EXPECT_FALSE(answer.is_open());
}

TEST(Answer, SaysInWordsWhichValueAndWhatItGains) {
  const std::string text = answer_text(find_question("tlb-size"), answer_of({4, 2, 2, 2}));
  EXPECT_NE(text.find("\nanswer    2,000 entries: none is better by more than 2 %, and less is "
                      "worse\n"),
            std::string::npos)
      << text;
  // From 4 to 2 cycles.
  EXPECT_NE(text.find("\nnow       1,000 entries; with 2,000 entries cycles per access becomes "
                      "2.000: -50.0 %\n"),
            std::string::npos)
      << text;
  // The most has a bar of 40, half of it 20.
  EXPECT_NE(text.find(" " + std::string(40, '#') + "\n"), std::string::npos) << text;
  EXPECT_NE(text.find(" " + std::string(20, '#') + "\n"), std::string::npos) << text;
}

TEST(Answer, SaysThatMoreMayBeBetterStillOrThatAnyWillDo) {
  EXPECT_NE(answer_text(find_question("tlb-size"), answer_of({4, 2}))
                .find("2,000 entries of what was tried, and more may be better still"),
            std::string::npos);
  EXPECT_NE(answer_text(find_question("tlb-size"), answer_of({2, 2}))
                .find("any will do: from 1,000 to 2,000 entries none is better than another by "
                      "more than 2 %"),
            std::string::npos);
}

// Two processors of 600 and 400 cycles, of which 250 and 50 are walks, and 100 accesses.
const char* const kTwoProcessors = R"({
  "accesses": 100,
  "config": {"cpu": {"access_cycles": 1, "issue_width": 2, "erat_reload_cycles": 10,
                     "interrupt_cycles": 50}},
  "hypervisor": {"hcall_latency": {"total_cycles": 150},
                 "storage_interrupt_latency": {"total_cycles": 0}},
  "core0": {"lookup_unit": {"waited_cycles": 20, "ptegs_from_l2": 30, "ptegs_from_memory": 10}},
  "cpu0": {"stopped_at_cycle": 600, "walk_latency": {"count": 2, "total_cycles": 250},
           "ierat": {"lookups": 60}, "derat": {"lookups": 40}, "tlb": {"hits": 3},
           "thread": {"storage_interrupts": 1, "segment_interrupts": 1}},
  "cpu1": {"stopped_at_cycle": 400, "walk_latency": {"count": 1, "total_cycles": 50},
           "ierat": {"lookups": 0}, "derat": {"lookups": 0}, "tlb": {"hits": 1},
           "thread": {"storage_interrupts": 0, "segment_interrupts": 0}}})";

TEST(AnswerStep, HasTheCostsOfAllProcessors) {
  const auto stats = boost::json::parse(kTwoProcessors).as_object();
  const AnswerStep step = answer_step(find_question("walkers"), "2", stats, "stats.json");
  EXPECT_DOUBLE_EQ(step.measure, (600 + 400) / 100.0);
  EXPECT_DOUBLE_EQ(step.walks_per_1000_accesses, 1000 * 3 / 100.0);
  std::vector<std::string> shares;
  for (const Share& share : step.shares) {
    shares.push_back(fmt::format("{} {:.1f}", share.what, 1000 * share.of_whole));
  }
  // Of 1,000 cycles: 100 lookups, two in a cycle; 4 reloads of 10; 2 interrupts of 50. The largest
  // comes first, and what has no part in it is not there.
  EXPECT_EQ(shares, (std::vector<std::string>{
                        "table walks 300.0", "hcalls 150.0", "the guest's interrupts 100.0",
                        "accesses that hit 50.0", "ERAT reloads from the TLB 40.0",
                        "waiting for a walker 20.0"}));
  ASSERT_EQ(step.sources.size(), 2u);
  EXPECT_EQ(step.sources[0].what, "L2");
  EXPECT_DOUBLE_EQ(step.sources[0].of_whole, 30 / 40.0);
  EXPECT_EQ(step.sources[1].what, "memory");
}

// The guest is asked to stop at cycle 1,000 and stands still at 1,100; a pass of 300 cycles ends
// the stream, and at 2,000 the destination has it all. A cycle takes 250 ps.
TEST(AnswerStep, HasThePartsOfADowntime) {
  const auto stats = boost::json::parse(R"({
      "accesses": 1, "config": {"clock": {"period_ps": 250}},
      "cpu0": {"walk_latency": {"count": 0}},
      "migration": {"stop_cycle": 1000, "stopped_cycle": 1100, "end_cycle": 2000,
                    "downtime_cycles": 1000,
                    "passes": [{"guest_stopped": false, "cycles": 7000},
                               {"guest_stopped": true, "cycles": 300}]}})")
                         .as_object();
  const AnswerStep step = answer_step(find_question("downtime"), "1000000", stats, "stats.json");
  EXPECT_DOUBLE_EQ(step.measure, 1000 * 250e-6);
  EXPECT_EQ(step.passes, 2u);
  ASSERT_EQ(step.shares.size(), 3u);
  EXPECT_EQ(step.shares[0].what, "the destination takes what is on its way");
  EXPECT_DOUBLE_EQ(step.shares[0].of_whole, 0.6);
  EXPECT_EQ(step.shares[1].what, "passes with the guest stopped");
  EXPECT_DOUBLE_EQ(step.shares[1].of_whole, 0.3);
  EXPECT_EQ(step.shares[2].what, "the guest comes to a stop");
  EXPECT_DOUBLE_EQ(step.shares[2].of_whole, 0.1);
}

TEST(AnswerStep, RefusesWhatIsNotTheStatisticsOfARun) {
  const boost::json::object stats{{"accesses", 1}};
  EXPECT_STREQ(
      caught([&] { answer_step(find_question("walkers"), "2", stats, "a/stats.json"); }).what(),
      "a/stats.json: has no \"config.cpu.issue_width\"");
}

}  // namespace
}  // namespace htabsim
