// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/htab_reader.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "tests/model/hpt/hpte_bits.h"
#include "tests/model/htab/hooked_port.h"
#include "tests/model/htab/small_table.h"
#include "tests/model/htab/stream_text.h"

namespace htabsim::htab_test {
namespace {

constexpr std::uint16_t kFullRun = 65535;
constexpr std::uint64_t kHostPage = 0x0000'7777'0000'0000;
using namespace hpte_bits;

/// V and R of a valid entry that differ from those of any other index.
Hpte guest_entry(std::uint64_t index) { return {0x4000'0000'0000'0001 | index << 7, index << 12}; }

class HtabReaderTest : public ::testing::Test {
 protected:
  void use_table(unsigned order, HpteFormat format = HpteFormat::isa207) {
    image_.emplace(HptGeometry(order, format));
    inner_.emplace(*image_);
    port_.emplace(*inner_);
  }
  void SetUp() override { use_table(18); }

  /// An entry as the hypervisor leaves it in memory: host page, no R and C yet.
  void put(std::uint64_t index, Hpte guest) { put(index, {guest.v, kHostPage}, guest.r); }
  void put(std::uint64_t index, Hpte memory, std::uint64_t guest_r) {
    image_->store(HpteIndex(index), HpteDword::k0, memory.v);
    image_->store(HpteIndex(index), HpteDword::k1, memory.r);
    image_->set_guest_r(HpteIndex(index), guest_r);
  }
  void change(std::uint64_t index) {
    image_->set_guest_r(HpteIndex(index), image_->guest_r(HpteIndex(index)) | kModified);
  }
  [[nodiscard]] std::uint64_t guest_r(std::uint64_t index) const {
    return image_->guest_r(HpteIndex(index));
  }

  std::string read(HtabReader& reader, std::size_t count) {
    std::vector<std::byte> buffer(count);
    const IoResult result = reader.read(*port_, buffer);
    EXPECT_FALSE(result.error);
    return hex(std::span(buffer).first(result.bytes));
  }
  /// A reader that has finished its first pass of the table as it is.
  HtabReader later_reader(EntryFilter filter = EntryFilter::all) {
    HtabReader reader({.filter = filter, .start = HpteIndex(kEntries)});
    read(reader, 25);
    EXPECT_EQ(reader.pass(), ScanPass::kLater);
    return reader;
  }
  /// As the stream shows an entry: with the lock bit (R29).
  static Hpte shown(Hpte entry) { return {entry.v | kLock, entry.r}; }

  std::optional<HptImage> image_;
  std::optional<FunctionalHptPort> inner_;
  std::optional<HookedPort> port_;
};

TEST_F(HtabReaderTest, R8R9HeaderThenEntriesBigEndianInBigOrder) {
  put(0, {0x4002'0304'0506'0781, 0x0000'1112'1314'1015});
  HtabReader reader({.header_order = HeaderOrder::kBig});
  EXPECT_EQ(read(reader, 4096),
            "0000000000013fff"
            "40020304050607c1"
            "0000111213141015");
}

TEST_F(HtabReaderTest, R9LittleOrderTurnsOnlyTheHeader) {
  put(0x1234, {0x4002'0304'0506'0781, 0x0000'1112'1314'1015});
  HtabReader reader({.start = HpteIndex(0x1234), .header_order = HeaderOrder::kLittle});
  // 16384 - 0x1234 - 1 = 0x2dcb invalid entries follow.
  EXPECT_EQ(read(reader, 4096),
            "341200000100cb2d"
            "40020304050607c1"
            "0000111213141015");
}

TEST_F(HtabReaderTest, R12CountsUpTo24GiveNothingAndChangeNothing) {
  put(0, guest_entry(0));
  HtabReader reader({});
  for (std::size_t count = 0; count <= 24; ++count) {
    EXPECT_EQ(read(reader, count), "") << count;
    EXPECT_EQ(reader.cursor(), HpteIndex(0));
    EXPECT_EQ(reader.pass(), ScanPass::kFirst);
  }
}

TEST_F(HtabReaderTest, R12A24ByteReadDoesNotEndAPassThatBeginsOutsideTheTable) {
  HtabReader reader({.start = HpteIndex(kEntries)});
  read(reader, 24);
  EXPECT_EQ(reader.cursor(), HpteIndex(kEntries));
  EXPECT_EQ(reader.pass(), ScanPass::kFirst);
}

TEST_F(HtabReaderTest, R13TwentyFiveBytesAreEnoughForOneEntry) {
  put(0, guest_entry(0));
  put(1, guest_entry(1));
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25), hex({{0, {shown(guest_entry(0))}, 0}}));
  EXPECT_EQ(reader.cursor(), HpteIndex(1));
}

TEST_F(HtabReaderTest, R14ABufferOf8Plus16kHoldsOneEntryLessThanK) {
  for (std::uint64_t i = 0; i < 8; ++i) put(i, guest_entry(i));
  for (std::size_t k = 2; k <= 6; ++k) {
    HtabReader exact({}), one_more({});
    EXPECT_EQ(read(exact, 8 + 16 * k).size() / 2, 8 + 16 * (k - 1)) << k;
    EXPECT_EQ(read(one_more, 8 + 16 * k + 1).size() / 2, 8 + 16 * k) << k;
  }
}

TEST_F(HtabReaderTest, R15OddCountsRoundDown) {
  for (std::uint64_t i = 0; i < 4; ++i) put(i, guest_entry(i));
  for (std::size_t count = 41; count <= 56; ++count) {
    HtabReader reader({});
    EXPECT_EQ(read(reader, count).size() / 2, 40U) << count;
  }
}

TEST_F(HtabReaderTest, R16R23FirstPassShowsLeadingInnerAndTrailingInvalidRuns) {
  put(3, guest_entry(3));
  put(4, guest_entry(4));
  put(9, guest_entry(9));
  HtabReader reader({});
  EXPECT_EQ(read(reader, 4096), hex({{0, {}, 3},
                                     {3, {shown(guest_entry(3)), shown(guest_entry(4))}, 4},
                                     {9, {shown(guest_entry(9))}, kEntries - 10}}));
}

TEST_F(HtabReaderTest, R16LaterPassesIndexIsThatBehindTheSkippedEntries) {
  for (std::uint64_t i = 0; i < 20; ++i) put(i, guest_entry(i));
  HtabReader reader = later_reader();
  change(5);
  change(6);
  change(12);
  EXPECT_EQ(read(reader, 4096), hex({{5, {shown(guest_entry(5)), shown(guest_entry(6))}, 0},
                                     {12, {shown(guest_entry(12))}, 0}}));
}

TEST_F(HtabReaderTest, R17NoHeaderForNothing) {
  HtabReader reader = later_reader();
  EXPECT_EQ(read(reader, 4096), "");
}

TEST_F(HtabReaderTest, R18ReadReturnsAtTheWrapWithSpaceLeft) {
  put(0, guest_entry(0));
  put(kEntries - 1, guest_entry(kEntries - 1));
  HtabReader reader({.start = HpteIndex(kEntries - 1)});
  EXPECT_EQ(read(reader, 4096), hex({{kEntries - 1, {shown(guest_entry(kEntries - 1))}, 0}}));
  EXPECT_EQ(reader.cursor(), HpteIndex(0));
  EXPECT_EQ(reader.pass(), ScanPass::kLater);

  change(0);
  change(kEntries - 1);
  EXPECT_EQ(read(reader, 25), hex({{0, {shown(guest_entry(0))}, 0}}));
  change(0);
  EXPECT_EQ(read(reader, 4096), hex({{kEntries - 1, {shown(guest_entry(kEntries - 1))}, 0}}));
  EXPECT_EQ(read(reader, 4096), hex({{0, {shown(guest_entry(0))}, 0}}));
}

TEST_F(HtabReaderTest, R19InvalidRunIsTriedWhenTheBufferIsFull) {
  put(0, guest_entry(0));
  put(7, guest_entry(7));
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25), hex({{0, {shown(guest_entry(0))}, 6}}));
}

TEST_F(HtabReaderTest, R19SixtyFiveThousandValidShareAHeaderWithTheInvalidBehindThem) {
  use_table(21);  // 131072 entries
  for (std::uint64_t i = 0; i < kFullRun; ++i) put(i, guest_entry(i));
  HtabReader reader({});
  const std::string text = read(reader, 2'000'000);
  EXPECT_EQ(text.substr(0, 16), "00000000ffffffff");
  // The 131072 - 2 * 65535 = 2 entries left, at index 131070 = 0x1fffe.
  EXPECT_EQ(text.substr(2 * (8 + 16 * std::size_t{kFullRun})), "0001fffe00000002");
}

TEST_F(HtabReaderTest, R19OneMoreValidEntryBeginsANewGroup) {
  use_table(21);
  for (std::uint64_t i = 0; i <= kFullRun; ++i) put(i, guest_entry(i));
  HtabReader reader({.start = HpteIndex(0)});
  const std::string text = read(reader, 2'000'000);
  EXPECT_EQ(text.substr(0, 16), "00000000ffff0000");
  EXPECT_EQ(text.substr(2 * (8 + 16 * std::size_t{kFullRun}), 16), "0000ffff0001ffff");
}

TEST_F(HtabReaderTest, R19InvalidRunsAreCutAt65535) {
  use_table(21);
  HtabReader reader({});
  EXPECT_EQ(read(reader, 4096), hex({{0, {}, kFullRun}, {65535, {}, kFullRun}, {131070, {}, 2}}));
}

TEST_F(HtabReaderTest, R20AFaultLeavesTheCursorButTheChangesReportedAreLost) {
  for (std::uint64_t i = 0; i < 4; ++i) put(i, guest_entry(i));
  HtabReader reader = later_reader();
  for (std::uint64_t i = 0; i < 4; ++i) change(i);
  std::vector<std::byte> mapped(8 + 16 * 2);
  EXPECT_EQ(reader.read(*port_, mapped, 4096), (IoResult{0, HtabErrno::kFault}));
  EXPECT_EQ(reader.cursor(), HpteIndex(0));
  // The store of entry 2 faulted after its flag had been consumed; entry 3 was not reached.
  EXPECT_EQ(read(reader, 4096), hex({{3, {shown(guest_entry(3))}, 0}}));
}

TEST_F(HtabReaderTest, R20AFaultOfTheHeaderAlsoLosesTheChange) {
  put(0, guest_entry(0));
  HtabReader reader({});
  EXPECT_EQ(reader.read(*port_, {}, 4096), (IoResult{0, HtabErrno::kFault}));
  EXPECT_EQ(reader.pass(), ScanPass::kFirst);
  use_table(18);
  HtabReader later = later_reader();
  change(3);  // an invalid entry: only its header is stored
  EXPECT_EQ(later.read(*port_, {}, 4096), (IoResult{0, HtabErrno::kFault}));
  EXPECT_EQ(read(later, 4096), "");
}

TEST_F(HtabReaderTest, R22EveryFirstPassReadMakesProgress) {
  for (std::uint64_t i = 0; i < kEntries; i += 3) put(i, guest_entry(i));
  HtabReader reader({});
  for (HpteIndex last; reader.pass() == ScanPass::kFirst; last = reader.cursor()) {
    ASSERT_NE(read(reader, 25), "");
    ASSERT_TRUE(reader.cursor() > last || reader.pass() == ScanPass::kLater);
  }
}

TEST_F(HtabReaderTest, R24LaterPassReportsChangedInvalidEntriesInInvalidRuns) {
  put(1, guest_entry(1));
  put(4, guest_entry(4));
  HtabReader reader = later_reader();
  change(0);
  change(1);
  change(2);
  EXPECT_EQ(read(reader, 4096), hex({{0, {}, 1}, {1, {shown(guest_entry(1))}, 1}}));
}

TEST_F(HtabReaderTest, R25HardwareRAndCAreNoticedWithoutTheModifiedFlag) {
  put(8, {guest_entry(8).v, kHostPage | kR | kC}, guest_entry(8).r | kR);
  HtabReader reader = later_reader();
  EXPECT_EQ(read(reader, 4096),
            hex({{8, {{guest_entry(8).v | kLock, guest_entry(8).r | kR | kC}}, 0}}));
}

TEST_F(HtabReaderTest, R26BoltedOnlyShowsOtherValidEntriesAsInvalidAndConsumesTheirChange) {
  const Hpte bolted{guest_entry(3).v | kBolted, guest_entry(3).r};
  put(2, guest_entry(2));
  put(3, bolted);
  change(2);
  HtabReader reader({.filter = EntryFilter::bolted_only});
  EXPECT_EQ(read(reader, 4096), hex({{0, {}, 3}, {3, {shown(bolted)}, kEntries - 4}}));
  EXPECT_EQ(guest_r(2), guest_entry(2).r);
  EXPECT_EQ(read(reader, 4096), "");

  change(2);
  EXPECT_EQ(read(reader, 4096), hex({{2, {}, 1}}));
}

TEST_F(HtabReaderTest, R27AbsentEntriesCountAsValidAndShowValidWithoutAbsent) {
  put(0, {(guest_entry(0).v & ~kValid) | kAbsent, kHostPage}, guest_entry(0).r);
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25), hex({{0, {shown(guest_entry(0))}, kEntries - 1}}));
}

TEST_F(HtabReaderTest, R28TheGuestsDword1IsShownAndNotTheHosts) {
  const std::uint64_t guest = 0xbfff'ffff'ffff'fe7f;  // every bit but R, C and the modified flag
  put(0, {guest_entry(0).v, kHostPage | kR}, guest | kModified);
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25).substr(32), fmt::format("{:016x}", guest | kR));
}

TEST_F(HtabReaderTest, R28StaleHardwareRAndCOfAnAbsentEntryAreNotTaken) {
  put(0, {(guest_entry(0).v & ~kValid) | kAbsent, kHostPage | kR | kC}, guest_entry(0).r);
  change(0);
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25), hex({{0, {shown(guest_entry(0))}, kEntries - 1}}));
}

TEST_F(HtabReaderTest, R29LockBitIsShownButDroppedInMemory) {
  put(0, guest_entry(0));
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25).substr(16, 16), fmt::format("{:016x}", guest_entry(0).v | kLock));
  EXPECT_EQ(image_->load(HpteIndex(0), HpteDword::k0), guest_entry(0).v);
}

TEST_F(HtabReaderTest, R29LockBitCanBeHidden) {
  put(0, guest_entry(0));
  HtabReader reader({.lock_bit = LockBit::kHidden});
  EXPECT_EQ(read(reader, 25), hex({{0, {guest_entry(0)}, kEntries - 1}}));
}

TEST_F(HtabReaderTest, R30FirstPassConsumesTheChangesOfValidAndInvalidEntries) {
  put(1, guest_entry(1));
  change(1);
  change(2);
  HtabReader reader({});
  read(reader, 4096);
  EXPECT_EQ(guest_r(1), guest_entry(1).r);
  EXPECT_EQ(guest_r(2), 0U);
  EXPECT_EQ(read(reader, 4096), "");
}

TEST_F(HtabReaderTest, R30AnEntryThatDoesNotFitKeepsItsChange) {
  put(0, guest_entry(0));
  put(1, guest_entry(1));
  HtabReader reader = later_reader();
  change(0);
  change(1);
  EXPECT_EQ(read(reader, 25), hex({{0, {shown(guest_entry(0))}, 0}}));
  EXPECT_EQ(guest_r(1), guest_entry(1).r | kModified);
}

TEST_F(HtabReaderTest, R31ReadingClearsNoHardwareBitAndInvalidatesNoTranslation) {
  put(0, {guest_entry(0).v, kHostPage | kR}, guest_entry(0).r);
  HtabReader reader({});
  read(reader, 25);
  EXPECT_EQ(image_->load(HpteIndex(0), HpteDword::k1), kHostPage | kR);
  EXPECT_EQ(std::ranges::count(port_->ops(), PortOp::kTlbie), 0);

  image_->store_rc_byte(HpteIndex(0), RcByte::kReferenced, 0x01);  // R once more: no change
  EXPECT_EQ(read(reader, 25), "");
}

TEST_F(HtabReaderTest, R32InvalidEntriesKeepTheirStaleGuestWord) {
  put(5, {0, 0}, 0x1234'0000 | kModified);
  HtabReader reader = later_reader();
  EXPECT_EQ(read(reader, 25), hex({{5, {}, 1}}));
  EXPECT_EQ(guest_r(5), 0x1234'0000U);
}

TEST_F(HtabReaderTest, R33WhoReadsFirstTakesTheChangeFromTheOther) {
  put(4, guest_entry(4));
  HtabReader one = later_reader(), other = later_reader();
  change(4);
  EXPECT_EQ(read(one, 25), hex({{4, {shown(guest_entry(4))}, 0}}));
  EXPECT_EQ(read(other, 25), "");
}

TEST_F(HtabReaderTest, R34ZeroFromMidTableDoesNotMeanClean) {
  for (const std::uint64_t i : {10, 100}) put(i, guest_entry(i));
  HtabReader reader = later_reader();
  change(100);
  EXPECT_EQ(read(reader, 25), hex({{100, {shown(guest_entry(100))}, 0}}));
  change(10);
  EXPECT_EQ(read(reader, 25), "");
  EXPECT_EQ(read(reader, 25), hex({{10, {shown(guest_entry(10))}, 0}}));
}

TEST_F(HtabReaderTest, R35TheReadThatEndsTheFirstPassNeedNotBeEmpty) {
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25), hex({{0, {}, kEntries}}));
  EXPECT_EQ(reader.pass(), ScanPass::kLater);
}

TEST_F(HtabReaderTest, R36AnyStartOutsideTheTableSkipsTheFirstPass) {
  put(0, guest_entry(0));
  put(1, guest_entry(1));
  change(1);
  for (const std::uint64_t start : {kEntries, std::numeric_limits<std::uint64_t>::max()}) {
    HtabReader reader({.start = HpteIndex(start)});
    EXPECT_EQ(read(reader, 4096), "");
    EXPECT_EQ(reader.cursor(), HpteIndex(0));
    EXPECT_EQ(reader.pass(), ScanPass::kLater);
    EXPECT_EQ(read(reader, 4096), hex({{1, {shown(guest_entry(1))}, 0}}));
    change(1);
  }
}

TEST_F(HtabReaderTest, R36EntriesBelowTheStartAreReportedOnlyIfDirty) {
  for (std::uint64_t i = 0; i < 3; ++i) put(i, guest_entry(i));
  change(1);
  HtabReader reader({.start = HpteIndex(2)});
  EXPECT_EQ(read(reader, 4096), hex({{2, {shown(guest_entry(2))}, kEntries - 3}}));
  EXPECT_EQ(read(reader, 4096), hex({{1, {shown(guest_entry(1))}, 0}}));
}

TEST_F(HtabReaderTest, R10IndexesAbove32BitsAreCutOff) {
  use_table(37);  // 2^33 entries
  HtabReader reader({.start = HpteIndex((std::uint64_t{1} << 32) + 5)});
  EXPECT_EQ(read(reader, 25), hex({{5, {}, kFullRun}}));
  EXPECT_EQ(reader.cursor(), HpteIndex((std::uint64_t{1} << 32) + 5 + kFullRun));
}

TEST_F(HtabReaderTest, R62Isa300EntriesComeOutInTheOldFormatLessTheTopAvpnBits) {
  use_table(18, HpteFormat::isa300);
  const Hpte guest{0x7fff'ffff'ffff'f781, 0x0000'0000'0123'4000};
  const Hpte memory = to_memory_format({guest.v, kHostPage}, HpteFormat::isa300);
  put(0, memory, guest.r);
  HtabReader reader({});
  EXPECT_EQ(read(reader, 25), hex({{0, {{0x400f'ffff'ffff'f7c1, guest.r}}, kEntries - 1}}));
  EXPECT_EQ(image_->read(HpteIndex(0)), memory);
}

TEST_F(HtabReaderTest, R58CleanInvalidEntriesOfTheFirstPassAreNotLocked) {
  HtabReader reader({});
  read(reader, 25);
  EXPECT_EQ(std::ranges::count(port_->ops(), PortOp::kStoreConditional), 0);

  use_table(18);
  put(6, guest_entry(6));
  change(9);
  HtabReader other({});
  read(other, 4096);
  EXPECT_EQ(std::ranges::count(port_->ops(), PortOp::kStoreConditional), 2);  // entries 6 and 9
}

TEST_F(HtabReaderTest, R58ALaterScanLoadsOnlyWhatItNeeds) {
  put(0, guest_entry(0));                              // valid: dword 1 may hold R and C
  put(1, {guest_entry(1).v & ~kValid, kHostPage}, 0);  // invalid: it cannot
  HtabReader reader = later_reader();
  port_->forget();
  read(reader, 25);
  const auto& ops = port_->ops();
  ASSERT_EQ(ops.size(), 1 + 3 + 2 * (kEntries - 1));
  EXPECT_EQ(ops[0], PortOp::kSpend);
  EXPECT_EQ(ops[1], PortOp::kLoadGuestR);
  EXPECT_EQ(ops[2], PortOp::kLoad0);
  EXPECT_EQ(ops[3], PortOp::kLoad1);
  EXPECT_EQ(ops[4], PortOp::kLoadGuestR);
  EXPECT_EQ(ops[5], PortOp::kLoad0);
  EXPECT_EQ(ops[6], PortOp::kLoadGuestR);
}

TEST_F(HtabReaderTest, R58AReportedEntryIsCheckedLockedReadAndUnlockedInThisOrder) {
  put(0, guest_entry(0));
  HtabReader reader = later_reader();
  change(0);
  port_->forget();
  read(reader, 25);
  const std::vector<PortOp> expected = {PortOp::kSpend,                       // the call
                                        PortOp::kLoadGuestR,                  // the scan
                                        PortOp::kLoadGuestR, PortOp::kLoad0,  // the pre-check
                                        PortOp::kLoad0,      PortOp::kStoreConditional,  // the lock
                                        PortOp::kBarrier,  // isync (facts O12)
                                        PortOp::kLoad0,      PortOp::kLoad1,
                                        PortOp::kLoadGuestR, PortOp::kStoreGuestR,
                                        PortOp::kBarrier,    PortOp::kStore0,  // the unlock
                                        PortOp::kSpend,      PortOp::kSpend};  // entry and store
  ASSERT_GE(port_->ops().size(), expected.size());
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), port_->ops().begin()));
}

TEST_F(HtabReaderTest, WorkIsOneCallOneUnitPerReportedEntryAndOneCopyPerStore) {
  put(0, guest_entry(0));
  put(1, guest_entry(1));
  HtabReader reader({.start = HpteIndex(0)});
  read(reader, 4096);
  // The header and two entries are copied; all entries of the table are reported.
  EXPECT_EQ(std::ranges::count(port_->work(), SoftwareWork::kFdCall), 1);
  EXPECT_EQ(std::ranges::count(port_->work(), SoftwareWork::kFdEntry), std::ptrdiff_t{kEntries});
  EXPECT_EQ(std::ranges::count(port_->work(), SoftwareWork::kFdCopy), 3);

  change(1);
  port_->forget();
  read(reader, 4096);
  EXPECT_EQ(port_->work(), (std::vector{SoftwareWork::kFdCall, SoftwareWork::kFdEntry,
                                        SoftwareWork::kFdCopy, SoftwareWork::kFdCopy}));
}

// At some of these indexes what a port without time has written ends, and it passes over the rest.
TEST_F(HtabReaderTest, R24ALaterPassReportsNoEntryThatWasNeverWritten) {
  for (const std::uint64_t index : {63, 127, 255, 511, 1023, 2047, 4095, 8191}) {
    use_table(18);
    put(index, guest_entry(index));
    HtabReader reader = later_reader();
    change(index);
    std::vector<std::byte> buffer(2048);
    EXPECT_EQ(reader.read(*inner_, buffer), (IoResult{8 + 16, {}})) << index;
    const auto header = decode_header(std::span(buffer).first<8>(), HeaderOrder::kBig);
    EXPECT_EQ(header.first(), HpteIndex(index));
    EXPECT_EQ(header.n_valid, 1) << index;
    EXPECT_EQ(header.n_invalid, 0) << index;
  }
}

}  // namespace
}  // namespace htabsim::htab_test
