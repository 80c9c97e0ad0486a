// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/htab_writer.h"

#include <algorithm>
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

using namespace hpte_bits;
constexpr std::uint64_t kVrmaV = 0x4001'ffff'ff00'0000;  // 1 TB segment 0x1ffffff

/// A valid 4 KB entry that differs from those of any other number.
Hpte used_entry(std::uint64_t number) {
  return {0x4000'0000'0000'0001 | number << 7, number << 12 | 0x190};
}

class HtabWriterTest : public ::testing::Test {
 protected:
  HtabWriterTest() {
    partition_.slots.add({.base = GuestReal(0),
                          .bytes = std::uint64_t{1} << 40,
                          .host_base = HostReal(std::uint64_t{1} << 46),
                          .host_page_shift = 24});
  }

  IoResult write(std::span<const std::byte> bytes,
                 HtabWriteParsing parsing = HtabWriteParsing::safe) {
    return HtabWriter({.parsing = parsing}).write(port_, partition_, bytes);
  }
  IoResult write(std::initializer_list<TestGroup> groups) { return write(stream(groups)); }
  IoResult write_as_kvm(std::span<const std::byte> bytes) {
    return write(bytes, HtabWriteParsing::reference);
  }
  [[nodiscard]] Hpte view(std::uint64_t index) const {
    return guest_view(image_, HpteIndex(index));
  }
  [[nodiscard]] std::uint64_t guest_r(std::uint64_t index) const {
    return image_.guest_r(HpteIndex(index));
  }
  [[nodiscard]] std::ptrdiff_t count(PortOp op) const {
    return std::ranges::count(port_.ops(), op);
  }

  static IoResult bytes(std::size_t count) { return {count, {}}; }
  static IoResult error(HtabErrno number) { return {0, number}; }

  HptImage image_{HptGeometry(18)};
  FunctionalHptPort inner_{image_};
  HookedPort port_{inner_};
  Partition partition_;
};

TEST_F(HtabWriterTest, R37ARunningProcessorMakesItBusyWhateverIsWritten) {
  write({{1, {used_entry(1)}, 0}});
  partition_.running_vcpus = 1;
  EXPECT_EQ(write({{0, {}, 4}}), error(HtabErrno::kBusy));
  EXPECT_EQ(write({}), error(HtabErrno::kBusy));
  EXPECT_EQ(write(bytes_of("0001869f00000000")), error(HtabErrno::kBusy));
  EXPECT_EQ(view(1), used_entry(1));
  EXPECT_TRUE(partition_.mmu_ready);

  partition_.running_vcpus = 0;
  EXPECT_EQ(write({{0, {}, 4}}), bytes(8));
}

TEST_F(HtabWriterTest, R37ProcessorsAreNotLookedAtIfTheMmuWasNotReady) {
  partition_.mmu_ready = false;
  partition_.running_vcpus = 1;
  EXPECT_EQ(write({{1, {used_entry(1)}, 0}}), bytes(24));
  EXPECT_FALSE(partition_.mmu_ready);
}

TEST_F(HtabWriterTest, R37NoProcessorMayEnterDuringTheWrite) {
  bool seen_ready = false;
  port_.set_hook([&](PortOp op, HpteIndex) {
    if (op != PortOp::kSpend) seen_ready = seen_ready || partition_.mmu_ready;
  });
  EXPECT_EQ(write({{1, {used_entry(1)}, 0}}), bytes(24));
  EXPECT_FALSE(seen_ready);
  EXPECT_TRUE(partition_.mmu_ready);
}

TEST_F(HtabWriterTest, R57WaitsForAnotherWriter) {
  partition_.mmu_setup_locked = true;
  int spins = 0;
  port_.set_hook([&](PortOp op, HpteIndex) {
    if (op == PortOp::kSpend && port_.work().back() == SoftwareWork::kSpin && ++spins == 3) {
      partition_.mmu_setup_locked = false;
    }
  });
  EXPECT_EQ(write({{1, {used_entry(1)}, 0}}), bytes(24));
  EXPECT_EQ(spins, 3);
  EXPECT_FALSE(partition_.mmu_setup_locked);
}

TEST_F(HtabWriterTest, R38FewerThanEightBytesAreNothing) {
  for (std::size_t size = 0; size < 8; ++size) {
    EXPECT_EQ(write(std::vector<std::byte>(size)), bytes(0)) << size;
  }
  auto with_rest = stream({{1, {used_entry(1)}, 0}});
  with_rest.resize(with_rest.size() + 7, std::byte{0xff});
  EXPECT_EQ(write(with_rest), bytes(24));
}

TEST_F(HtabWriterTest, R8EntriesThenInvalidRunFromTheIndexOn) {
  write({{10, {used_entry(10), used_entry(11), used_entry(12), used_entry(13)}, 0}});
  EXPECT_EQ(write({{10, {used_entry(20), used_entry(21)}, 1}}), bytes(40));
  EXPECT_EQ(view(10), used_entry(20));
  EXPECT_EQ(view(11), used_entry(21));
  EXPECT_EQ(view(12), kInvalidView);
  EXPECT_EQ(view(13), used_entry(13));
}

TEST_F(HtabWriterTest, R9LittleOrderTurnsOnlyTheHeader) {
  auto text = std::string(
      "0a000000"
      "0100"
      "0000");
  const std::string entry = hex({{0, {used_entry(7)}, 0}}).substr(16);
  const HtabWriter writer({.header_order = HeaderOrder::kLittle});
  EXPECT_EQ(writer.write(port_, partition_, bytes_of(text + entry)), bytes(24));
  EXPECT_EQ(view(10), used_entry(7));
}

TEST_F(HtabWriterTest, R39AGroupCutShortEndsTheWriteBehindTheOneBefore) {
  write({{3, {used_entry(3)}, 0}});
  auto cut = stream({{3, {}, 1}, {5, {used_entry(5), used_entry(6)}, 0}});
  cut.resize(8 + 8 + 16 + 7);  // nine bytes of the second entry are missing
  for (const auto parsing : {HtabWriteParsing::safe, HtabWriteParsing::reference}) {
    EXPECT_EQ(write(cut, parsing), bytes(8));
    EXPECT_EQ(view(3), kInvalidView);
    EXPECT_EQ(view(5), kInvalidView);
  }
}

TEST_F(HtabWriterTest, R39ComesBeforeTheRangeCheck) {
  auto cut = stream({{99999, {used_entry(1), used_entry(2)}, 0}});
  cut.resize(8 + 16);
  EXPECT_EQ(write(cut), bytes(0));
  EXPECT_EQ(write_as_kvm(cut), bytes(0));
}

TEST_F(HtabWriterTest, R40ABodyShortByUpToEightBytesIsShortIfSafeAndFaultsAsKvm) {
  for (std::size_t missing = 1; missing <= 8; ++missing) {
    auto cut = stream({{5, {used_entry(5), used_entry(6)}, 0}});
    cut.resize(cut.size() - missing);
    EXPECT_EQ(write(cut), bytes(0)) << missing;
    EXPECT_EQ(view(5), kInvalidView);

    EXPECT_EQ(write_as_kvm(cut), error(HtabErrno::kFault)) << missing;
    EXPECT_EQ(view(5), used_entry(5));
    EXPECT_EQ(view(6), kInvalidView);
    write({{5, {}, 2}});
  }
}

TEST_F(HtabWriterTest, R40NineBytesShortIsAShortWriteAlsoAsKvm) {
  auto cut = stream({{5, {used_entry(5)}, 0}});
  cut.resize(cut.size() - 9);
  EXPECT_EQ(write_as_kvm(cut), bytes(0));
}

TEST_F(HtabWriterTest, R41SafeParsingAppliesEveryGroup) {
  EXPECT_EQ(write({{1, {used_entry(1)}, 0}, {7, {used_entry(7), used_entry(8)}, 3}, {20, {}, 1}}),
            bytes(24 + 40 + 8));
  EXPECT_EQ(view(1), used_entry(1));
  EXPECT_EQ(view(7), used_entry(7));
  EXPECT_EQ(view(8), used_entry(8));
}

TEST_F(HtabWriterTest, R41KvmTakesTheFirstEntrysBytesForTheNextHeader) {
  write({{5, {used_entry(5)}, 0}});
  // Read as a header, this V is index 5, no valid and one invalid entry; R is never reached as a
  // header, because eight bytes fewer are left than a header needs.
  const Hpte misread{0x0000'0005'0000'0001, 0x1000};
  EXPECT_EQ(write_as_kvm(stream({{10, {misread}, 0}, {11, {}, 0}})), bytes(24 + 8));
  EXPECT_EQ(view(10), misread);
  EXPECT_EQ(view(5), kInvalidView);
}

TEST_F(HtabWriterTest, R41KvmUsuallyStopsShort) {
  // V's bits 32 to 47 are read as n_valid: 0x7ff entries do not fit.
  const Hpte entry{0x4000'0000'07ff'0001, 0x1000};
  EXPECT_EQ(write_as_kvm(stream({{10, {entry}, 0}, {11, {used_entry(11)}, 0}})), bytes(24));
  EXPECT_EQ(view(11), kInvalidView);
}

TEST_F(HtabWriterTest, R41KvmAppliesGroupsThatFollowGroupsWithoutValidEntries) {
  write({{1, {used_entry(1)}, 0}, {2, {used_entry(2)}, 0}});
  EXPECT_EQ(write_as_kvm(stream({{1, {}, 1}, {2, {}, 1}, {3, {used_entry(3)}, 0}})), bytes(40));
  EXPECT_EQ(view(1), kInvalidView);
  EXPECT_EQ(view(2), kInvalidView);
  EXPECT_EQ(view(3), used_entry(3));
}

TEST_F(HtabWriterTest, R42AGroupMustLieWithinTheTable) {
  constexpr std::uint32_t kLast = kEntries - 1;
  EXPECT_EQ(write({{kEntries, {}, 0}}), error(HtabErrno::kInvalid));
  EXPECT_EQ(write({{kLast, {}, 0}}), bytes(8));
  EXPECT_EQ(write({{kLast, {}, 1}}), bytes(8));
  EXPECT_EQ(write({{kLast, {}, 2}}), error(HtabErrno::kInvalid));
  EXPECT_EQ(write({{kLast, {used_entry(1)}, 0}}), bytes(24));
  EXPECT_EQ(write({{kLast, {used_entry(2)}, 1}}), error(HtabErrno::kInvalid));
  EXPECT_EQ(view(kLast), used_entry(1));
  EXPECT_EQ(write({{0, {}, kEntries}}), bytes(8));
  EXPECT_EQ(write({{0, {}, kEntries + 1}}), error(HtabErrno::kInvalid));
  EXPECT_EQ(write({{0xffff'ffff, {used_entry(1)}, 0}}), error(HtabErrno::kInvalid));
  EXPECT_EQ(write({{0xffff'ffff, {}, 0xffff}}), error(HtabErrno::kInvalid));
}

TEST_F(HtabWriterTest, R43AnEntryWithoutValidIsRefusedAndTheSlotLeftAlone) {
  write({{4, {used_entry(4)}, 0}});
  for (const std::uint64_t v :
       {0x4000'0000'0000'0080, 0x4000'0000'0000'00a0}) {  // bit 0x20: ABSENT
    EXPECT_EQ(write({{4, {{v, 0x1000}}, 0}}), error(HtabErrno::kInvalid));
    EXPECT_EQ(view(4), used_entry(4));
  }
}

TEST_F(HtabWriterTest, R44TheAcceptedPageSizeEncodings) {
  const std::uint64_t v = 0x4000'0000'0000'0001 | kLarge;
  for (std::uint64_t high = 0; high < 16; ++high) {
    for (std::uint64_t low = 0; low < 16; ++low) {
      const bool accepted = low == 1 || low == 7 || (low == 0 && high == 0) ||
                            (low == 3 && high == 0) || (low == 8 && (high == 0 || high == 3));
      const IoResult result = write({{4, {{v, high << 16 | low << 12}}, 0}});
      if (low == 3 && accepted) {
        EXPECT_EQ(result, error(HtabErrno::kIo)) << "16G is known, but no host page holds it (R46)";
      } else {
        EXPECT_EQ(result, accepted ? bytes(24) : error(HtabErrno::kInvalid)) << high << ' ' << low;
      }
    }
  }
  EXPECT_EQ(write({{4, {{v & ~kLarge, 0xff000}}, 0}}), bytes(24)) << "4K: LP is not looked at";
}

TEST_F(HtabWriterTest, R44AnUnknownPageSizeLeavesTheSlotAlone) {
  write({{4, {used_entry(4)}, 0}});
  EXPECT_EQ(write({{4, {{0x4000'0000'0000'0005, 0x2000}}, 0}}), error(HtabErrno::kInvalid));
  EXPECT_EQ(view(4), used_entry(4));
}

TEST_F(HtabWriterTest, R45ChangesAreNotedWhileAReaderIsOpen) {
  write({{4, {used_entry(4)}, 0}});
  EXPECT_EQ(guest_r(4), used_entry(4).r);
  partition_.hpte_mod_interest = 1;
  write({{4, {used_entry(4)}, 0}});  // the same contents: still a change
  EXPECT_EQ(guest_r(4), used_entry(4).r | kModified);
  partition_.hpte_mod_interest = 0;
  write({{4, {used_entry(4)}, 0}});  // and an unnoted one takes the flag away
  EXPECT_EQ(guest_r(4), used_entry(4).r);
}

TEST_F(HtabWriterTest, R45RemovingAnInvalidEntryIsNoChange) {
  write({{4, {used_entry(4)}, 0}});
  partition_.hpte_mod_interest = 1;
  write({{4, {}, 2}});
  EXPECT_TRUE(any(guest_r(4), kModified));
  EXPECT_FALSE(any(guest_r(5), kModified));
}

TEST_F(HtabWriterTest, R46AReservedSegmentSizeIsAnIoErrorAndTheOldEntryGone) {
  write({{10, {used_entry(10)}, 0}});
  const Hpte reserved{used_entry(10).v | std::uint64_t{1} << 63, 0x1000};
  EXPECT_EQ(write({{9, {used_entry(9), reserved, used_entry(11)}, 0}}), error(HtabErrno::kIo));
  EXPECT_EQ(view(9), used_entry(9));
  EXPECT_EQ(view(10), kInvalidView);
  EXPECT_EQ(view(11), kInvalidView);
}

TEST_F(HtabWriterTest, R46MemoryOutsideEverySlotIsTakenAsMmio) {
  const Hpte mmio{used_entry(1).v, std::uint64_t{1} << 44 | 0x1a2};
  EXPECT_EQ(write({{4, {mmio}, 0}}), bytes(24));
  EXPECT_EQ(view(4), mmio);
  EXPECT_TRUE(any(image_.load(HpteIndex(4), HpteDword::k0), kAbsent));
}

TEST_F(HtabWriterTest, R46AWithdrawnPageIsTakenAsAbsent) {
  partition_.slots.withdraw(GuestReal(4 << 12));
  EXPECT_EQ(write({{4, {used_entry(4)}, 0}}), bytes(24));
  EXPECT_EQ(view(4), used_entry(4));
  EXPECT_TRUE(any(image_.load(HpteIndex(4), HpteDword::k0), kAbsent));
}

TEST_F(HtabWriterTest, R47LockAbsentAndModifiedBitsOfTheWriterAreDropped) {
  const Hpte given{used_entry(4).v | kLock | kAbsent, used_entry(4).r | kModified};
  EXPECT_EQ(write({{4, {given}, 0}}), bytes(24));
  EXPECT_EQ(view(4), used_entry(4));
  EXPECT_EQ(guest_r(4), used_entry(4).r);
  EXPECT_EQ(image_.load(HpteIndex(4), HpteDword::k0) & (kLock | kAbsent | kValid), kValid);
}

TEST_F(HtabWriterTest, R47RAndCSuppliedAreTheGuestsButNotYetHardwares) {
  const Hpte entry{used_entry(4).v, used_entry(4).r | kR | kC};
  write({{4, {entry}, 0}});
  EXPECT_EQ(view(4), entry);
  EXPECT_FALSE(any(image_.load(HpteIndex(4), HpteDword::k1), kR | kC));
}

TEST_F(HtabWriterTest, R48InvalidRunRemovesWhatIsThereBoltedOrNot) {
  const Hpte bolted{used_entry(6).v | kBolted, used_entry(6).r};
  write({{5, {used_entry(5), bolted}, 0}, {9, {used_entry(9)}, 0}});
  EXPECT_EQ(write({{5, {}, 4}}), bytes(8));
  EXPECT_EQ(view(5), kInvalidView);
  EXPECT_EQ(view(6), kInvalidView);
  EXPECT_EQ(view(9), used_entry(9));
}

TEST_F(HtabWriterTest, R49AnErrorHidesWhatWasAppliedBefore) {
  write({{1, {used_entry(1)}, 0}});
  EXPECT_EQ(write({{1, {}, 1}, {2, {used_entry(2), {0, 0}, used_entry(4)}, 0}}),
            error(HtabErrno::kInvalid));
  EXPECT_EQ(view(1), kInvalidView);
  EXPECT_EQ(view(2), used_entry(2));
  EXPECT_EQ(view(4), kInvalidView);
}

struct VrmaCase {
  std::uint64_t l_bit, lp;
  std::uint64_t slb_v, vrmasd;
};

TEST_F(HtabWriterTest, R50AnEntryOfTheRealModeAreaMakesTheMmuReady) {
  // SLB encodings of the base page size (R50): 4K 0, 64K 0x110, larger 0x100; VRMASD is that >> 4.
  const VrmaCase cases[] = {{0, 0, 0x4001'ffff'ff00'0000, 0},
                            {kLarge, 0x1000, 0x4001'ffff'ff00'0110, 0x11},
                            {kLarge, 0x7000, 0x4001'ffff'ff00'0000, 0},     // 64K page, 4K base
                            {kLarge, 0x8000, 0x4001'ffff'ff00'0110, 0x11},  // 16M page, 64K base
                            {kLarge, 0, 0x4001'ffff'ff00'0100, 0x10}};
  for (const VrmaCase& c : cases) {
    partition_.mmu_ready = false;
    partition_.vrma_slb_v = partition_.vrmasd = ~std::uint64_t{0};
    EXPECT_EQ(write({{4, {{kVrmaV | 0x80 | c.l_bit | kValid, c.lp}}, 0}}), bytes(24));
    EXPECT_TRUE(partition_.mmu_ready);
    EXPECT_EQ(partition_.vrma_slb_v, c.slb_v);
    EXPECT_EQ(partition_.vrmasd, c.vrmasd);
  }
}

TEST_F(HtabWriterTest, R50OtherSegmentsAndAReadyMmuLeaveTheRealModeAreaAlone) {
  write({{4, {{kVrmaV | kLarge | kValid, 0x1000}}, 0}});
  EXPECT_EQ(partition_.vrma_slb_v, 0U);
  partition_.mmu_ready = false;
  write({{4, {{0x4001'ffff'fe00'0001, 0}, {0x0001'ffff'ff00'0001, 0}}, 0}});
  EXPECT_EQ(partition_.vrma_slb_v, 0U);
  EXPECT_FALSE(partition_.mmu_ready);
}

TEST_F(HtabWriterTest, R50OnlyTheFirstSuchEntryCounts) {
  partition_.mmu_ready = false;
  write({{4, {{kVrmaV | kValid, 0x1000}, {kVrmaV | kLarge | kValid, 0x1000}}, 0}});
  EXPECT_EQ(partition_.vrma_slb_v, kVrmaV);
}

TEST_F(HtabWriterTest, R50TakesEffectEvenIfTheCallFailsLater) {
  partition_.mmu_ready = false;
  EXPECT_EQ(write({{4, {{kVrmaV | kValid, 0x1000}, {0, 0}}, 0}}), error(HtabErrno::kInvalid));
  EXPECT_TRUE(partition_.mmu_ready);
  EXPECT_EQ(partition_.vrma_slb_v, kVrmaV);
}

TEST_F(HtabWriterTest, R51OneTlbieForEachValidEntryThatGoesAndNoneForOthers) {
  write({{4, {used_entry(4), used_entry(5)}, 0}});
  EXPECT_EQ(count(PortOp::kTlbie), 0);
  partition_.slots.withdraw(GuestReal(0x1000 << 12));    // the second host page, of 16 MB
  write({{4, {used_entry(7), used_entry(0x1000)}, 0}});  // 5 becomes an absent entry
  EXPECT_EQ(count(PortOp::kTlbie), 2);
  port_.forget();
  write({{4, {}, 4}});
  EXPECT_EQ(count(PortOp::kTlbie), 1);
  EXPECT_EQ(count(PortOp::kTlbsync), 1);
}

TEST_F(HtabWriterTest, R51RAndCSetBeforeTheRemovalAreKeptForThePage) {
  write({{4, {used_entry(4)}, 0}});
  image_.store_rc_byte(HpteIndex(4), RcByte::kReferenced, 0x01);
  write({{4, {}, 1}});
  EXPECT_EQ(image_.page_rc(GuestReal(4 << 12)), kR);
}

TEST_F(HtabWriterTest, WorkIsOneCallOneCopyPerHeaderAndEntryOneUnitPerEntryInOrOut) {
  write({{4, {used_entry(4)}, 0}});
  port_.forget();
  write({{4, {used_entry(5)}, 0}, {6, {}, 2}});
  EXPECT_EQ(std::ranges::count(port_.work(), SoftwareWork::kFdCall), 1);
  EXPECT_EQ(std::ranges::count(port_.work(), SoftwareWork::kFdCopy), 3);
  EXPECT_EQ(std::ranges::count(port_.work(), SoftwareWork::kFdEntry), 2);
}

}  // namespace
}  // namespace htabsim::htab_test
