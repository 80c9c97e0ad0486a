// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_promises.h"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

// A table of 2^14 entries of which the first few matter, and a stream put together by hand. Each
// broken promise must be the only one that is reported.
class StreamPromisesTest : public testing::Test {
 protected:
  static constexpr int kFd = 3;
  static constexpr std::uint64_t kV = 0x4000000000012300 | hpte_v::kValid;
  static constexpr std::uint64_t kR = 0x5190;

  StreamPromisesTest() : image_(HptGeometry(18)) {}

  /// The guest enters an entry, as H_ENTER does: under the lock, noted.
  void enter(std::uint64_t index, std::uint64_t v, std::uint64_t r) {
    const HpteIndex at(index);
    change(at, [&] { image_.store(at, HpteDword::k0, hpte_v::kHvLock); });
    change(at, [&] { image_.set_guest_r(at, r | hpte_r::kModified); });
    change(at, [&] { image_.store(at, HpteDword::k1, r); });
    change(at, [&] { image_.store(at, HpteDword::k0, v); });
  }
  /// A reader consumes the entry's modified flag.
  void consume(std::uint64_t index) {
    const HpteIndex at(index);
    image_.set_guest_r(at, image_.guest_r(at) & ~hpte_r::kModified);
    promises_->on_change(at, Cycles(0), StreamPromises::Author::kReader);
  }
  template <class Change>
  void change(HpteIndex at, Change apply) {
    apply();
    if (!promises_) return;
    changes_.push_back(
        promises_->on_change(at, Cycles(0), StreamPromises::Author::kAnyone, visible_));
  }

  void watch(EntryFilter filter = EntryFilter::all) {
    promises_.emplace(image_, HeaderOrder::kBig);
    promises_->on_open(kFd, filter, HpteIndex(0));
  }
  void read(std::vector<std::byte> data, std::size_t count = 2048) {
    promises_->on_read_begin(kFd);
    promises_->on_read_end(kFd, data, count, Cycles(7));
  }
  static std::vector<std::byte> group(std::uint32_t index, const std::vector<Hpte>& valid,
                                      std::uint16_t n_invalid) {
    const auto header = encode_header({index, static_cast<std::uint16_t>(valid.size()), n_invalid},
                                      HeaderOrder::kBig);
    std::vector<std::byte> bytes(header.begin(), header.end());
    for (const Hpte& entry : valid) {
      const auto encoded = encode_entry(entry);
      bytes.insert(bytes.end(), encoded.begin(), encoded.end());
    }
    return bytes;
  }
  /// The whole first pass: entry 0 valid, all others invalid. It consumes what was noted (R30).
  void first_pass() {
    promises_->on_read_begin(kFd);
    consume(0);
    promises_->on_read_end(kFd, group(0, {{kV | hpte_v::kHvLock, kR}}, kRest), 2048, Cycles(7));
  }

  /// After a first pass the guest changes entry 0, and whoever looks may miss that.
  void change_unseen() {
    enter(0, kV, kR);
    watch();
    first_pass();
    visible_ = StreamPromises::Visible::kNotYet;
    enter(0, kV, kR | 3);
  }
  /// Nobody may any more.
  void show_changes() {
    for (const std::uint64_t change : changes_) promises_->on_visible(change);
  }

  void expect_only(StreamPromise promise) const {
    ASSERT_GE(promises_->violations(), 1);
    for (const PromiseViolation& violation : promises_->first_violations()) {
      EXPECT_EQ(violation.promise, promise) << violation.text;
    }
  }

  static constexpr std::uint16_t kRest = (1U << 14) - 1;
  HptImage image_;
  std::optional<StreamPromises> promises_;
  StreamPromises::Visible visible_ = StreamPromises::Visible::kToAll;
  std::vector<std::uint64_t> changes_;
};

TEST_F(StreamPromisesTest, FaithfulStreamKeepsAllPromises) {
  enter(0, kV, kR);
  watch();
  first_pass();
  enter(0, kV, kR | 3);
  promises_->on_read_begin(kFd);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, kR | 3}}, 0), 2048, Cycles(9));
  read({});
  promises_->check_receiver(Cycles(10));
  EXPECT_EQ(promises_->violations(), 0);
  EXPECT_EQ(promises_->entries_checked(), (1U << 14) + 1);
}

// Its first look was too old for the entry as it is under the lock, so it drops it, and notes R and
// C of hardware all the same. What it reports when it comes by again is that change.
TEST_F(StreamPromisesTest, ReaderThatOnlyHarvestsRAndCHasReportedNothing) {  // R58
  enter(0, kV, kR);
  watch();
  first_pass();
  const std::uint64_t unused = kR & ~hpte_r::kRc;
  enter(0, kV, unused);
  const HpteIndex at(0);
  image_.store(at, HpteDword::k1, unused | hpte_r::kRc);
  promises_->on_change(at, Cycles(8), StreamPromises::Author::kHardware);
  promises_->on_read_begin(kFd);
  image_.set_guest_r(at, unused | hpte_r::kRc | hpte_r::kModified);
  promises_->on_change(at, Cycles(8), StreamPromises::Author::kReader);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, unused | hpte_r::kRc}}, 0), 2048, Cycles(9));
  EXPECT_EQ(promises_->violations(), 0);
}

// On POWER an update whose processor has done no sync may be missed: by a read that returns 0, and
// by one that still finds what was there before (facts O14a).
TEST_F(StreamPromisesTest, ChangeThatIsNotVisibleYetMayBeMissed) {
  change_unseen();
  read({});
  EXPECT_EQ(promises_->violations(), 0);
  promises_->on_read_begin(kFd);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, kR}}, 0), 2048, Cycles(9));
  EXPECT_EQ(promises_->violations(), 0);
}

TEST_F(StreamPromisesTest, ChangeThatHasBecomeVisibleMustBeReported) {
  change_unseen();
  show_changes();
  read({});
  expect_only(StreamPromise::zero_means_none);
}

TEST_F(StreamPromisesTest, ViewFromBeforeAVisibleChangeIsAPhantom) {
  change_unseen();
  show_changes();
  promises_->on_read_begin(kFd);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, kR}}, 0), 2048, Cycles(9));
  expect_only(StreamPromise::no_phantom);
}

// What becomes visible during a read need not be in it.
TEST_F(StreamPromisesTest, ReadThatBeganBeforeAChangeWasVisibleMayMissIt) {
  change_unseen();
  promises_->on_read_begin(kFd);
  show_changes();
  promises_->on_read_end(kFd, {}, 2048, Cycles(9));
  EXPECT_EQ(promises_->violations(), 0);
  read({});
  expect_only(StreamPromise::zero_means_none);
}

// Hardware sets C, then an update that has cleared VALID hides it from a scan without locks (R25,
// R58); what it notes at its end is what later scans must find.
TEST_F(StreamPromisesTest, ChangeThatAnUpdateHidesCountsFromTheUpdatesEndOn) {
  enter(0, kV, kR & ~hpte_r::kRc);
  watch();
  promises_->on_read_begin(kFd);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, kR & ~hpte_r::kRc}}, kRest), 2048, Cycles(7));
  const HpteIndex at(0);
  change(at, [&] { image_.store_rc_byte(at, RcByte::kChanged, 0x90); });
  change(at, [&] { image_.store(at, HpteDword::k0, kV | hpte_v::kHvLock); });
  const std::uint64_t absent = (kV & ~hpte_v::kValid) | hpte_v::kAbsent;
  change(at, [&] { image_.store(at, HpteDword::k0, absent | hpte_v::kHvLock); });
  read({});
  EXPECT_EQ(promises_->violations(), 0);
  const std::uint64_t guest_r = (kR & ~hpte_r::kRc) | hpte_r::kChanged | hpte_r::kModified;
  change(at, [&] { image_.set_guest_r(at, guest_r); });
  change(at, [&] { image_.store(at, HpteDword::k0, absent); });
  read({});
  expect_only(StreamPromise::zero_means_none);
}

class FinalRcTest : public StreamPromisesTest {
 protected:
  /// An entry of which hardware has set C goes; `guest_r` is what its removal makes of the guest's.
  void remove(std::uint64_t guest_r) {
    const std::uint64_t r = kR & ~hpte_r::kRc;
    enter(0, kV, r);
    watch();
    const HpteIndex at(0);
    change(at, [&] { image_.store(at, HpteDword::k0, kV | hpte_v::kHvLock); });
    change(at, [&] { image_.store(at, HpteDword::k0, hpte_v::kHvLock); });
    set_c_by_hardware();
    change(at, [&] { image_.set_guest_r(at, guest_r); });
    change(at, [&] { image_.store(at, HpteDword::k0, 0); });
  }
  void set_c_by_hardware() {
    image_.store_rc_byte(HpteIndex(0), RcByte::kChanged, 0x90);
    promises_->on_change(HpteIndex(0), Cycles(5), StreamPromises::Author::kHardware);
  }
};

TEST_F(FinalRcTest, WhatHardwareSetGoesToTheGuestAsTheEntryGoesR51) {
  remove((kR & ~hpte_r::kRc) | hpte_r::kChanged | hpte_r::kModified);
  EXPECT_EQ(promises_->violations(), 0);
}

TEST_F(FinalRcTest, ALateCIsLostIfItWasReadBeforeR51) {
  remove((kR & ~hpte_r::kRc) | hpte_r::kModified);
  expect_only(StreamPromise::no_lost_update);
}

TEST_F(FinalRcTest, ACThatComesAfterTheEntryIsGoneIsLostF3) {
  enter(0, kV, kR & ~hpte_r::kRc);
  watch();
  const HpteIndex at(0);
  change(at, [&] { image_.store(at, HpteDword::k0, kV | hpte_v::kHvLock); });
  change(at, [&] { image_.store(at, HpteDword::k0, 0); });
  EXPECT_EQ(promises_->violations(), 0);
  set_c_by_hardware();
  expect_only(StreamPromise::no_lost_update);
}

TEST_F(StreamPromisesTest, EntryThatNeverWasIsAPhantom) {
  enter(0, kV, kR);
  watch();
  read(group(0, {{kV, kR ^ 0x1000}}, kRest));
  expect_only(StreamPromise::no_phantom);
}

TEST_F(StreamPromisesTest, ViewThatWasReplacedDuringTheReadIsNoPhantom) {
  enter(0, kV, kR);
  watch();
  promises_->on_read_begin(kFd);
  enter(0, kV, kR | 3);
  promises_->on_read_end(kFd, group(0, {{kV, kR}}, kRest), 2048, Cycles(9));
  EXPECT_EQ(promises_->violations(), 0);
}

TEST_F(StreamPromisesTest, ViewThatWasReplacedBeforeTheReadIsAPhantom) {
  enter(0, kV, kR);
  watch();
  enter(0, kV, kR | 3);
  promises_->on_read_begin(kFd);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, kR}}, kRest), 2048, Cycles(9));
  expect_only(StreamPromise::no_phantom);
}

TEST_F(StreamPromisesTest, ChangeThatWasNeverReportedIsALostUpdate) {
  enter(0, kV, kR);
  watch();
  first_pass();
  enter(5, kV, kR);
  promises_->check_receiver(Cycles(10));
  expect_only(StreamPromise::no_lost_update);
  EXPECT_EQ(promises_->first_violations()[0].index, HpteIndex(5));
}

TEST_F(StreamPromisesTest, ReferenceBitOfHardwareThatWasNeverReportedIsALostUpdate) {
  enter(0, kV, 0x5000);
  watch();
  read(group(0, {{kV, 0x5000}}, kRest));
  change(HpteIndex(0), [&] { image_.store_rc_byte(HpteIndex(0), RcByte::kReferenced, 0x51); });
  promises_->check_receiver(Cycles(10));
  expect_only(StreamPromise::no_lost_update);
}

TEST_F(StreamPromisesTest, UnchangedEntryInALaterPassBreaksOnlyChanges) {
  enter(0, kV, kR);
  watch();
  first_pass();
  read(group(0, {{kV, kR}}, 0));
  expect_only(StreamPromise::only_changes);
}

TEST_F(StreamPromisesTest, ZeroWhileAChangeWaitsBreaksZeroMeansNone) {
  enter(0, kV, kR);
  watch();
  first_pass();
  enter(5, kV, kR);
  read({});
  expect_only(StreamPromise::zero_means_none);
  EXPECT_EQ(promises_->first_violations()[0].index, HpteIndex(5));
}

TEST_F(StreamPromisesTest, ZeroMayMissAChangeMadeDuringTheRead) {
  enter(0, kV, kR);
  watch();
  first_pass();
  promises_->on_read_begin(kFd);
  enter(5, kV, kR);
  promises_->on_read_end(kFd, {}, 2048, Cycles(9));
  EXPECT_EQ(promises_->violations(), 0);
}

TEST_F(StreamPromisesTest, FramingFaultsAreSeen) {
  const auto faults = std::vector<std::vector<std::byte>>{
      group(0, {}, 0),       // an empty header
      group(16380, {}, 10),  // past the table's end
      [] {                   // runs that overlap
        auto bytes = group(100, {}, 10);
        const auto second = group(105, {}, 10);
        bytes.insert(bytes.end(), second.begin(), second.end());
        return bytes;
      }(),
      std::vector<std::byte>(5),  // a header cut short
      [] {                        // a body cut short
        auto bytes = group(0, {{kV, kR}}, 0);
        bytes.resize(20);
        return bytes;
      }(),
  };
  for (const auto& bytes : faults) {
    watch();
    read(bytes);
    expect_only(StreamPromise::framing);
  }
}

TEST_F(StreamPromisesTest, FirstPassMayNeitherSkipNorRepeat) {  // R23
  for (const std::uint32_t second : {99, 101}) {
    watch();
    read(group(0, {}, 100));
    read(group(second, {}, 10));
    expect_only(StreamPromise::framing);
  }
}

TEST_F(StreamPromisesTest, ChangeThatTheFirstPassReportedIsNoChangeForTheNext) {  // R30
  watch();
  enter(0, kV, kR);
  read(group(0, {{kV, kR}}, kRest));  // the reader leaves MODIFIED set
  change(HpteIndex(0), [&] { image_.store(HpteIndex(0), HpteDword::k0, kV | hpte_v::kHvLock); });
  consume(0);
  change(HpteIndex(0), [&] { image_.store(HpteIndex(0), HpteDword::k0, kV); });
  read(group(0, {{kV, kR}}, 0));
  expect_only(StreamPromise::only_changes);
}

TEST_F(StreamPromisesTest, MoreBytesThanAskedForBreakFraming) {
  enter(0, kV, kR);
  watch();
  read(group(0, {{kV, kR}}, kRest), 23);
  expect_only(StreamPromise::framing);
}

TEST_F(StreamPromisesTest, BoltedOnlyStreamMustNotHoldOthers) {  // R26
  enter(0, kV, kR);
  watch(EntryFilter::bolted_only);
  read(group(0, {{kV, kR}}, kRest));
  expect_only(StreamPromise::bolted_only);
}

TEST_F(StreamPromisesTest, BoltedOnlyStreamReportsOthersAsInvalid) {  // R26
  enter(0, kV, kR);
  enter(1, kV | hpte_v::kBolted, kR);
  watch(EntryFilter::bolted_only);
  auto bytes = group(0, {}, 1);
  const auto rest = group(1, {{kV | hpte_v::kBolted, kR}}, kRest - 1);
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  read(bytes);
  EXPECT_EQ(promises_->violations(), 0);
}

TEST_F(StreamPromisesTest, EntryBeingRemovedMayCountAsInvalidBeforeItIsUnlocked) {  // R58
  enter(0, kV, kR);
  watch();
  const HpteIndex at(0);
  change(at, [&] { image_.store(at, HpteDword::k0, kV | hpte_v::kHvLock); });
  change(at, [&] { image_.store(at, HpteDword::k0, (kV & ~hpte_v::kValid) | hpte_v::kHvLock); });
  read(group(0, {}, kRest + 1));
  EXPECT_EQ(promises_->violations(), 0);
}

TEST_F(StreamPromisesTest, EntryThatIsOnlyLockedIsNotInvalid) {
  enter(0, kV, kR);
  watch();
  change(HpteIndex(0), [&] { image_.store(HpteIndex(0), HpteDword::k0, kV | hpte_v::kHvLock); });
  read(group(0, {}, kRest + 1));
  expect_only(StreamPromise::no_phantom);
}

TEST_F(StreamPromisesTest, LockedEntryShowsItsOldViewUntilItIsUnlocked) {
  enter(0, kV, kR);
  watch();
  const HpteIndex at(0);
  change(at, [&] { image_.store(at, HpteDword::k0, kV | hpte_v::kHvLock); });
  change(at, [&] { image_.set_guest_r(at, (kR | 3) | hpte_r::kModified); });
  read(group(0, {{kV, kR}}, kRest));
  EXPECT_EQ(promises_->violations(), 0);
}

// H_CLEAR_REF does not mark an entry whose R only hardware had set (facts I7).
TEST_F(StreamPromisesTest, RThatCameAndWentIsNothingToReport) {
  enter(0, kV, kR & ~hpte_r::kReferenced);
  watch();
  promises_->on_read_begin(kFd);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, kR & ~hpte_r::kReferenced}}, kRest), 2048, Cycles(7));
  const HpteIndex entry(0);
  change(entry, [&] { image_.store_rc_byte(entry, RcByte::kReferenced, 0x51); });
  change(entry, [&] { image_.store_rc_byte(entry, RcByte::kReferenced, 0x50); });
  read({});
  EXPECT_EQ(promises_->violations(), 0);
}

TEST_F(StreamPromisesTest, RThatCameAndStayedIsNotNothing) {
  enter(0, kV, kR & ~hpte_r::kReferenced);
  watch();
  promises_->on_read_begin(kFd);
  consume(0);
  promises_->on_read_end(kFd, group(0, {{kV, kR & ~hpte_r::kReferenced}}, kRest), 2048, Cycles(7));
  const HpteIndex entry(0);
  change(entry, [&] { image_.store_rc_byte(entry, RcByte::kReferenced, 0x51); });
  read({});
  expect_only(StreamPromise::zero_means_none);
}

// A later pass of a descriptor, to which entry 0 has been reported, and then another table.
class ReplacedTableTest : public StreamPromisesTest {
 protected:
  ReplacedTableTest() {
    enter(0, kV, kR);
    watch();
    first_pass();
  }
  /// One of 2^order bytes with the same entry at `index`, as a commit copies it.
  void replace(unsigned order, std::optional<std::uint64_t> index, std::uint64_t modified = 0) {
    HptImage table((HptGeometry(order)));
    if (index) {
      table.store(HpteIndex(*index), HpteDword::k0, (kV & ~hpte_v::kValid) | hpte_v::kAbsent);
      table.set_guest_r(HpteIndex(*index), kR | modified);
    }
    image_.replace_table(std::move(table));
    promises_->on_table_switched(Cycles(5));
  }
  [[nodiscard]] std::uint64_t broken(StreamPromise promise) const {
    return promises_->violations(promise);
  }
};

TEST_F(ReplacedTableTest, ReadingOnBreaksOneTableOnceR56) {
  replace(18, 0);
  EXPECT_EQ(promises_->violations(), 0);
  read({});
  read({});
  expect_only(StreamPromise::one_table);
  EXPECT_EQ(promises_->violations(), 1);
  EXPECT_EQ(promises_->first_violations().front().text,
            "read on a descriptor that was opened before the table was replaced at cycle 5: what "
            "it has sent is the old table's; open one anew");
}

// No mark tells of an entry that is gone, or that lies elsewhere: 0 says that nothing has changed.
TEST_F(ReplacedTableTest, KernelCannotKeepZeroMeansNoneForOneThatIsReadOnR56) {
  replace(18, std::nullopt);
  read({});
  EXPECT_EQ(broken(StreamPromise::zero_means_none), 1);
  replace(18, 9);
  read({});
  EXPECT_EQ(broken(StreamPromise::zero_means_none), 2);
  promises_->check_receiver(Cycles(10));
  EXPECT_EQ(broken(StreamPromise::no_lost_update), 2) << "entries 0 and 9";
}

// guest_rpte is copied with its MODIFIED.
TEST_F(ReplacedTableTest, ChangeThatIsStillMarkedIsReportedOfTheNewTableR56) {
  replace(18, 0, hpte_r::kModified);
  read({});
  EXPECT_EQ(broken(StreamPromise::zero_means_none), 1);
}

TEST_F(ReplacedTableTest, OpenedAnewWithAnotherReceiverAllAreKeptR56) {
  replace(19, 9);
  promises_->on_close(kFd);
  promises_->renew_receiver();
  promises_->on_open(kFd, EntryFilter::all, HpteIndex(0));
  promises_->on_read_begin(kFd);
  std::vector<std::byte> data = group(0, {}, 9);
  const auto rest = group(9, {{kV, kR}}, (1U << 15) - 10);
  data.insert(data.end(), rest.begin(), rest.end());
  promises_->on_read_end(kFd, data, 4096, Cycles(8));
  read({});
  promises_->check_receiver(Cycles(10));
  EXPECT_EQ(promises_->violations(), 0);
}

}  // namespace
}  // namespace htabsim
