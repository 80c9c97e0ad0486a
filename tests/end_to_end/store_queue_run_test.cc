// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/racing_traces.h"
#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

const Arguments kQueues = with({"memory.store_queue_entries=32"});

Arguments without(const std::string& barrier) { return {"--without", barrier}; }

/// The captured guest, as in the demo.
const Arguments kDemo = {"migrate", HTABSIM_SOURCE_DIR "/traces/p8-4k-share/demo.toml", "--guest",
                         kGuest};

TEST(StoreQueueRun, DemoMeetsEachRaceOfStoresAndKeepsItsPromises) {
  const auto found = stats(joined({kDemo, kQueues}));
  for (const char* race :
       {"walk_between_stores", "store_overtook_store", "look_before_issued_store"}) {
    EXPECT_GT(count(found, {"races", race}), 0) << race;
  }
  EXPECT_EQ(count(found, {"memory", "stores_queued"}), count(found, {"memory", "word_writes"}));
}

TEST(StoreQueueRun, WithoutQueuesThereAreNoSuchRaces) {
  const auto found = stats(kDemo);
  for (const char* race :
       {"walk_between_stores", "store_overtook_store", "look_before_issued_store"}) {
    EXPECT_EQ(count(found, {"races", race}), 0) << race;
  }
}

TEST(StoreQueueRun, CapturedGuestsReplayWithoutADifference) {
  for (const std::string& guest : {kGuest, kSmpGuest}) {
    for (const char* drain : {"as_owned", "in_order"}) {
      const ProgramResult& result =
          kept_run(joined({{"run", "--guest", guest},
                           kQueues,
                           with({fmt::format("memory.store_drain={}", drain)})}))
              .program;
      EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
      EXPECT_THAT(result.out, testing::HasSubstr("checked: 0 differences"));
    }
  }
}

TEST(StoreQueueRun, SteppedIsByteIdenticalWithTurnsAndSharedCores) {
  for (const Arguments& run :
       {joined({{"migrate", "--guest", kSmpGuest}, kQueues}),
        joined({{"migrate"},
                processors(4, kSort),
                kQueues,
                with({"cpu.threads_per_core=2", "cpu.outstanding_misses=4", "guest.hpt_order=18",
                      "memory.data_accesses=true"})})}) {
    EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run));
  }
}

/// Programs that evict each other's pages all the time, on the smallest table.
Arguments colliding(const TemporaryFolder& folder, unsigned programs, unsigned pages) {
  Arguments run{"migrate"};
  for (unsigned i = 0; i < programs; ++i) {
    run = joined({run, {"--trace", colliding_trace(folder, i, programs, pages, 60)}});
  }
  return joined({run, kQueues, with({"guest.hpt_order=18"})});
}

void expect_lost_update(const Arguments& run, const std::string& barrier) {
  EXPECT_EQ(kept_run(run).program.exit_code, 0);
  const ProgramResult broken = run_program(joined({run, without(barrier)}));
  EXPECT_EQ(broken.exit_code, 1) << broken.out << broken.err;
  EXPECT_THAT(broken.out, testing::HasSubstr("no_lost_update: entry "));
}

// The lock is seen free before what it protects is stored.
TEST(StoreQueueRun, UnlockWithoutLwsyncLosesAnUpdate) {  // O12
  const TemporaryFolder folder;
  expect_lost_update(colliding(folder, 2, 24), "lwsync@unlock_hpte");
}

// A store through a translation that goes sets C when R and C have been read.
TEST(StoreQueueRun, RemoveWithoutTlbsyncLosesAnUpdate) {  // O13
  const TemporaryFolder folder;
  expect_lost_update(joined({colliding(folder, 4, 12), with({"memory.caches=false"})}),
                     "tlbsync@H_REMOVE");
}

// With one processor no page is found to be there after all, unless its entry was still under way.
TEST(StoreQueueRun, EnterWithoutPtesyncFaultsAgain) {  // O13
  const TemporaryFolder folder;
  const Arguments run = joined({{"migrate", "--trace", crowding_trace(folder, 2'000, 1)},
                                kQueues,
                                with({"guest.hpt_order=18"})});
  EXPECT_EQ(count(stats(run), {"races", "fault_overtaken"}), 0);
  const auto found = stats(joined({run, without("ptesync@H_ENTER")}));
  EXPECT_GT(count(found, {"races", "fault_overtaken"}), 100);
}

TEST(StoreQueueRun, BarrierIsLeftOutWithQueuesOnly) {
  expect_input_error(run_program(joined({kDemo, without("lwsync@unlock_hpte")})),
                     "--without needs memory.store_queue_entries: where each store takes effect "
                     "when it is issued, a barrier orders nothing");
}

TEST(StoreQueueRun, UnknownBarrierNamesTheNearest) {
  expect_input_error(run_program(joined({kDemo, kQueues, without("lwsync@unlock")})),
                     "--without: there is no barrier \"lwsync@unlock\"; the nearest is "
                     "\"lwsync@unlock_hpte\"");
}

}  // namespace
}  // namespace htabsim
