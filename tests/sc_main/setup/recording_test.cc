// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/recording.h"

#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/usage_error.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

/// The hints of slbias, by which the tests know their events.
std::vector<unsigned> hints(std::span<const GuestEvent> events) {
  std::vector<unsigned> hints;
  for (const GuestEvent& event : events) hints.push_back(std::get<SlbInvalidateAll>(event).ih);
  return hints;
}

class CapturedEventsTest : public testing::Test {
 protected:
  CapturedEvents events(const std::string& text, std::size_t vcpus) {
    guest_.events = folder_.file("events", text);
    guest_.vcpus.resize(vcpus);
    return {guest_, [this](std::uint64_t count) {
              counted_ += count;
              return counted_ < wanted_ ? Wanted::kMore : Wanted::kNoMore;
            }};
  }

  TemporaryFolder folder_;
  CapturedGuest guest_;
  std::uint64_t counted_ = 0;
  std::uint64_t wanted_ = std::numeric_limits<std::uint64_t>::max();
};

TEST_F(CapturedEventsTest, TurnsComeInOrderWithTheirProcessorsAndLines) {
  CapturedEvents events = this->events("C 1\nA 1\nA 2\nC 0\nA 3\nC 1\nC 0\nC 0\nA 4\n", 2);
  RecordedTurn turn = events.next_turn();
  EXPECT_EQ(turn.vcpu, 1u);
  EXPECT_EQ(turn.line, 2u);
  EXPECT_EQ(hints(turn.events), (std::vector<unsigned>{1, 2}));
  turn = events.next_turn();
  EXPECT_EQ(turn.vcpu, 0u);
  EXPECT_EQ(turn.line, 5u);
  EXPECT_EQ(hints(turn.events), std::vector<unsigned>{3});
  turn = events.next_turn();
  EXPECT_EQ(turn.vcpu, 0u);
  EXPECT_EQ(turn.line, 9u);
  EXPECT_EQ(hints(turn.events), std::vector<unsigned>{4});
  EXPECT_TRUE(events.next_turn().events.empty());
  EXPECT_TRUE(events.next_turn().events.empty());
  EXPECT_EQ(counted_, 4u);
}

// Of four events more than one is not wanted: the second turn is not given.
TEST_F(CapturedEventsTest, EndWhereNoMoreOfThemIsWanted) {
  CapturedEvents events = this->events("C 0\nA 1\nC 1\nA 2\nA 3\nC 0\nA 4\n", 2);
  wanted_ = 2;
  EXPECT_EQ(hints(events.next_turn().events), std::vector<unsigned>{1});
  EXPECT_FALSE(events.is_cut_short());
  EXPECT_TRUE(events.next_turn().events.empty());
  EXPECT_TRUE(events.is_cut_short());
  EXPECT_TRUE(events.next_turn().events.empty());
  EXPECT_EQ(counted_, 3u);
}

TEST_F(CapturedEventsTest, AreNotCutShortIfTheirEndComesFirst) {
  CapturedEvents events = this->events("C 0\nA 1\n", 1);
  EXPECT_EQ(events.next_turn().events.size(), 1u);
  wanted_ = 1;
  EXPECT_TRUE(events.next_turn().events.empty());
  EXPECT_FALSE(events.is_cut_short());
}

TEST_F(CapturedEventsTest, LongTurnComesInPartsWithoutLosingAnEvent) {
  std::string text = "C 0\n";
  for (unsigned i = 0; i < 3000; ++i) text += fmt::format("A {}\n", i % 8);
  CapturedEvents events = this->events(text + "C 1\nA 7\n", 2);
  unsigned expected = 0;
  RecordedTurn turn = events.next_turn();
  for (; turn.vcpu == 0; turn = events.next_turn()) {
    EXPECT_EQ(turn.line, 2 + expected);
    for (const unsigned ih : hints(turn.events)) EXPECT_EQ(ih, expected++ % 8);
  }
  EXPECT_EQ(expected, 3000u);
  EXPECT_EQ(turn.line, 3003u);
  EXPECT_EQ(hints(turn.events), std::vector<unsigned>{7});
}

TEST_F(CapturedEventsTest, DamagedFileEndsThereAndIsNamedAfterwards) {
  CapturedEvents events = this->events("C 0\nA 1\nC 5\nA 2\n", 2);
  EXPECT_EQ(events.next_turn().events.size(), 1u) << "what lies before it";
  EXPECT_TRUE(events.next_turn().events.empty());
  EXPECT_TRUE(events.next_turn().events.empty());
  const InputError error = caught([&] { events.rethrow_if_damaged(); });
  EXPECT_EQ(error.line(), 3u);
  EXPECT_EQ(error.text(), "there is no processor 5: the guest has 2");
}

TEST_F(CapturedEventsTest, ProcessorsAtTheirOwnPaceGetTheirOwnTurnsAlone) {
  CapturedEvents events = this->events("C 1\nA 1\nC 0\nA 2\nA 3\nC 1\nA 4\n", 2);
  VcpuEvents apart(events, 2);
  RecordedTurn of_1 = apart.of(1).next_turn();
  const RecordedTurn of_0 = apart.of(0).next_turn();
  // What one has been given stays while another is given something.
  EXPECT_EQ(hints(of_1.events), std::vector<unsigned>{1});
  EXPECT_EQ(of_1.line, 2u);
  EXPECT_EQ(hints(of_0.events), (std::vector<unsigned>{2, 3}));
  EXPECT_EQ(of_0.line, 4u);
  EXPECT_TRUE(apart.of(0).next_turn().events.empty());
  of_1 = apart.of(1).next_turn();
  EXPECT_EQ(hints(of_1.events), std::vector<unsigned>{4});
  EXPECT_EQ(of_1.line, 7u);
  EXPECT_TRUE(apart.of(1).next_turn().events.empty());
}

TEST_F(CapturedEventsTest, ProcessorThatIsFarAheadLosesNoneOfTheOthersTurns) {
  CapturedEvents events = this->events("C 1\nA 1\nC 0\nA 2\nC 1\nA 3\nC 0\nA 4\n", 2);
  VcpuEvents apart(events, 2);
  for (const unsigned ih : {2u, 4u}) {
    EXPECT_EQ(hints(apart.of(0).next_turn().events), std::vector<unsigned>{ih});
  }
  EXPECT_TRUE(apart.of(0).next_turn().events.empty());
  for (const unsigned ih : {1u, 3u}) {
    EXPECT_EQ(hints(apart.of(1).next_turn().events), std::vector<unsigned>{ih});
  }
  EXPECT_TRUE(apart.of(1).next_turn().events.empty());
}

TEST(ReplayOrderTest, NameThatIsNoneNamesTheNearest) {
  EXPECT_EQ(parse_replay_order(""), ReplayOrder::recorded);
  EXPECT_EQ(parse_replay_order("free"), ReplayOrder::free);
  EXPECT_THAT([] { parse_replay_order("record"); },
              testing::ThrowsMessage<UsageError>(
                  "--order: there is no order \"record\"; the nearest is \"recorded\""));
}

}  // namespace
}  // namespace htabsim
