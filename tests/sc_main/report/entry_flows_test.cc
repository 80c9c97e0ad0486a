// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/entry_flows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kTable = 0;

TimelineRecord change(std::uint64_t entry, std::uint64_t flow, std::uint64_t table = kTable) {
  return {.flow = TimelineFlow{flow},
          .role = TimelineRole::kChangesEntry,
          .table = table,
          .first = entry};
}

TimelineRecord group(std::uint64_t first, std::uint64_t count) {
  return {.role = TimelineRole::kCarriesGroup, .table = kTable, .first = first, .count = count};
}

TimelineRecord writes(std::uint64_t groups) {
  return {.role = TimelineRole::kWritesGroups, .count = groups};
}

TEST(EntryFlows, ChangeGoesThroughTheNextGroupOfItsEntryAndEndsInItsWrite) {
  EntryFlows flows;
  EXPECT_THAT(flows.of(change(5, 77)).through, ElementsAre(77));
  EXPECT_THAT(flows.of(group(0, 5)).through, IsEmpty());  // entries 0 to 4
  EXPECT_THAT(flows.of(group(5, 1)).through, ElementsAre(77));
  EXPECT_THAT(flows.of(group(5, 1)).through, IsEmpty());  // not changed since
  EXPECT_THAT(flows.of(writes(1)).ending, IsEmpty());     // of the first group
  EXPECT_THAT(flows.of(writes(1)).ending, ElementsAre(77));
  EXPECT_THAT(flows.of(writes(1)).ending, IsEmpty());
}

TEST(EntryFlows, LastChangeBeforeTheGroupIsCarried) {
  EntryFlows flows;
  flows.of(change(5, 1));
  flows.of(change(5, 2));
  flows.of(change(6, 3));
  EXPECT_THAT(flows.of(group(0, 8)).through, ElementsAre(2, 3));
  EXPECT_THAT(flows.of(writes(1)).ending, ElementsAre(2, 3));
}

TEST(EntryFlows, EntriesOfAnotherTableAreOthers) {
  EntryFlows flows;
  flows.of(change(5, 1, kTable + 1));
  EXPECT_THAT(flows.of(group(5, 1)).through, IsEmpty());
}

TEST(EntryFlows, GroupsOfABrokenConnectionAreNeverWritten) {
  EntryFlows flows;
  flows.of(change(5, 1));
  flows.of(group(5, 1));
  flows.of({.role = TimelineRole::kForgetsGroups});
  flows.of(change(6, 2));
  flows.of(group(6, 1));
  EXPECT_THAT(flows.of(writes(1)).ending, ElementsAre(2));
}

TEST(EntryFlows, ReplacedTableHasNoneOfItsEntries) {
  EntryFlows flows;
  flows.of(change(5, 1));
  flows.of(change(5, 2, kTable + 1));
  flows.of({.role = TimelineRole::kForgetsTable, .table = kTable});
  EXPECT_THAT(flows.of(group(5, 1)).through, IsEmpty());
  flows.of({.role = TimelineRole::kCarriesGroup, .table = kTable + 1, .first = 5, .count = 1});
  flows.of(writes(1));
  EXPECT_THAT(flows.of(writes(1)).ending, ElementsAre(2));
}

}  // namespace
}  // namespace htabsim
