// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/entry_events.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

EntryEvent at(std::uint64_t cycle) {
  return {EntryEventKind::entry, InitiatorId{3}, Cycles(cycle)};
}

TEST(EntryEventsTest, EntryToWhichNothingHappenedHasNone) {
  EntryEvents events;
  events.add(HpteIndex(7), at(10));
  EXPECT_TRUE(events.of(HpteIndex(8)).empty());
}

TEST(EntryEventsTest, LastFourAreKeptInTheirOrder) {
  EntryEvents events;
  for (std::uint64_t cycle = 1; cycle <= 6; ++cycle) events.add(HpteIndex(7), at(cycle));
  const auto kept = events.of(HpteIndex(7));
  ASSERT_EQ(kept.size(), 4);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(kept[i].cycle, Cycles(3 + i));
  EXPECT_EQ(kept.front().initiator, InitiatorId{3});
}

TEST(EntryEventsTest, FewerThanFourAreAllThereAre) {
  EntryEvents events;
  events.add(HpteIndex(7), at(5));
  events.add(HpteIndex(7), {EntryEventKind::reported, InitiatorId{9}, Cycles(6)});
  const auto kept = events.of(HpteIndex(7));
  ASSERT_EQ(kept.size(), 2);
  EXPECT_EQ(kept.back().kind, EntryEventKind::reported);
}

}  // namespace
}  // namespace htabsim
