// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/explore/exploring_port.h"
#include "htabsim/model/explore/sequential_memory.h"
#include "htabsim/model/htab/defect_table.h"
#include "htabsim/model/htab/htab_reader.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_remove.h"

namespace htabsim {
namespace {

constexpr Hpte kPlainEntry = {0x4000'0000'0000'0201, 0x5012};

// For each promise a defect, and a short story in which it breaks that one and no other: what goes
// wrong is put right before the end, or is nothing that the receiver misses.
class DefectPromiseTest : public testing::Test {
 protected:
  using Role = ExploringPort::Role;

  /// `groups` of the table; the reader's first pass has not begun.
  void begin(Defect defect, unsigned groups = 1, EntryFilter filter = EntryFilter::all) {
    table_.emplace(groups);
    reach_ = {};
    for (HpteIndex index; table_->image.geometry().contains(index); ++index) {
      reach_.loads.push_back(index);
      reach_.stores.push_back(index);
    }
    HtabReadOptions options;
    options.filter = filter;
    options.defect = defect;
    reader_.emplace(options);
    partition_ = {};
    partition_.slots.add({GuestReal(0), 0x1000'0000, HostReal(0), 16, true});
    partition_.defect = defect;
    partition_.hpte_mod_interest = 1;
    table_->watch();
    table_->promises->on_open(0, filter, HpteIndex(0));
  }
  /// Runs code whose operations are done at once, and told to the promises.
  void act(Role role, const std::function<void(HptPort&)>& code) {
    PartitionVersions versions;
    AgentEvent event = {.partition = versions.id_of(partition_)};
    AgentRun(0, reach_, versions, {&event})
        .run(
            [&](AgentRun& run) {
              ExploringPort port(run, table_->image.geometry(), role, rules_);
              code(port);
            },
            [&](const PendingOperation& operation) {
              event.observed = do_in_order(*table_, operation);
              return &event;
            });
  }
  void enter(std::uint64_t index, std::uint64_t more_v = 0) {
    act(Role::kProcessor, [&](HptPort& port) {
      h_enter(port, partition_, hcall_flag::kExact, HpteIndex(index),
              {kPlainEntry.v | more_v, kPlainEntry.r});
    });
  }
  void protect(std::uint64_t index) {
    act(Role::kProcessor, [&](HptPort& port) {
      h_protect(port, partition_, hpte_r::kPpReadOnly, HpteIndex(index), 0);
    });
  }
  void remove(std::uint64_t index) {
    act(Role::kProcessor,
        [&](HptPort& port) { h_remove(port, partition_, 0, HpteIndex(index), 0); });
  }
  void store_to(std::uint64_t index) {
    act(Role::kProcessor,
        [&](HptPort& port) { port.store_rc_byte(HpteIndex(index), RcByte::kChanged, 0x92); });
  }
  /// One read(); the number of bytes it returned.
  std::size_t read(std::size_t count = 32768) {
    std::vector<std::byte> buffer(count);
    IoResult result;
    table_->promises->on_read_begin(0);
    act(Role::kReader, [&](HptPort& port) { result = reader_->read(port, buffer); });
    table_->promises->on_read_end(0, std::span(buffer).first(result.bytes), count, Cycles(0));
    return result.bytes;
  }
  void expect_only(StreamPromise promise) {
    table_->promises->check_receiver(Cycles(0));
    EXPECT_GT(table_->promises->violations(promise), 0);
    EXPECT_EQ(table_->promises->violations(), table_->promises->violations(promise));
  }

  std::optional<ExploredTable> table_;
  AgentReach reach_;
  Partition partition_;
  ExplorationRules rules_;
  std::optional<HtabReader> reader_;
};

TEST_F(DefectPromiseTest, RcNotHarvestedIsAPhantomUntilTheEntryChangesAgain) {
  begin(Defect::rc_not_harvested);
  enter(0);
  store_to(0);
  read();
  protect(0);
  read();
  expect_only(StreamPromise::no_phantom);
}

TEST_F(DefectPromiseTest, ModifiedClearedEarlyLosesTheUpdate) {
  begin(Defect::modified_cleared_early);
  enter(0);
  read();
  protect(0);
  EXPECT_EQ(read(), 0);
  expect_only(StreamPromise::no_lost_update);
}

TEST_F(DefectPromiseTest, ModifiedKeptReportsTheEntryAgain) {
  begin(Defect::modified_kept);
  enter(0);
  read();
  EXPECT_GT(read(), 0);
  expect_only(StreamPromise::only_changes);
}

TEST_F(DefectPromiseTest, CursorSavedShortOverlapsTheRunsOfTwoReads) {
  begin(Defect::cursor_saved_short);
  for (const std::uint64_t index : {0, 1, 2}) enter(index);
  read(8 + 2 * 16 + 1);
  read();
  expect_only(StreamPromise::framing);
}

TEST_F(DefectPromiseTest, ScanThatGivesUpSaysZeroBeforeAChangedEntry) {
  begin(Defect::scan_gives_up, 128);  // 1,024 entries, of which it looks at 512
  read();
  enter(1000);
  EXPECT_EQ(read(), 0);
  EXPECT_GT(read(), 0);
  expect_only(StreamPromise::zero_means_none);
}

TEST_F(DefectPromiseTest, BoltedFilterIgnoredSendsOthersAsWell) {
  begin(Defect::bolted_filter_ignored, 1, EntryFilter::bolted_only);
  enter(0, hpte_v::kBolted);
  enter(1);
  read();
  remove(1);
  read();
  expect_only(StreamPromise::bolted_only);
}

TEST_F(DefectPromiseTest, WithoutADefectTheSameStoriesKeepEveryPromise) {
  for (const EntryFilter filter : {EntryFilter::all, EntryFilter::bolted_only}) {
    begin(Defect::none, 128, filter);
    enter(0, hpte_v::kBolted);
    store_to(0);
    enter(1);
    read(8 + 2 * 16 + 1);
    read();
    protect(0);
    remove(1);
    enter(1000);
    read();
    EXPECT_EQ(read(), 0);
    table_->promises->check_receiver(Cycles(0));
    EXPECT_EQ(table_->promises->violations(), 0);
  }
}

TEST(DefectTableTest, EveryDefectButNoneHasALineAndEveryPromiseADefect) {
  constexpr auto kLast = static_cast<unsigned>(Defect::commit_lets_others_run);
  for (unsigned i = 1; i <= kLast; ++i) {
    EXPECT_EQ(std::ranges::count(defect_table(), Defect(i), &DefectInfo::defect), 1) << i;
  }
  EXPECT_EQ(defect_table().size(), kLast);
  for (std::size_t i = 0; i < kStreamPromises; ++i) {
    if (StreamPromise(i) == StreamPromise::one_table) continue;  // which the client keeps
    EXPECT_GT(
        std::ranges::count(defect_table(), enumerator_name(StreamPromise(i)), &DefectInfo::promise),
        0)
        << i;
  }
}

}  // namespace
}  // namespace htabsim
