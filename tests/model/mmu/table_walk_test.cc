// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/table_walk.h"

#include <gtest/gtest.h>

#include "htabsim/model/isa/fault.h"
#include "tests/model/mmu/mmu_world.h"

namespace htabsim {
namespace {

using namespace mmu_test;
using enum AccessKind;

class MmuTableWalk : public testing::TestWithParam<HpteFormat> {
 protected:
  MmuTableWalk() {
    page_.segment.vsid = Vsid(0x4'5678);
    page_.segment.size = SegmentSize::segment_1t;
    page_.segment.problem_key = true;
    page_.ea = kEa;
    page_.r = kRpn | hpte_r::kPpReadWrite;
  }

  WalkResult walk(AccessKind kind = kLoad, AuthorityMasks masks = {}) {
    return table_walk(
        world_.port, {virtual_address(page_.segment, page_.ea), page_.segment, kind, false, masks});
  }
  /// The page's entry with some bits of dword 0 flipped, in front of where the page's own may be.
  void decoy(std::uint64_t flipped_v) {
    Hpte entry = MmuWorld::entry(page_);
    entry.v ^= flipped_v;
    world_.put(first_slot(world_.pteg(page_)), entry);
  }

  MmuWorld world_{GetParam()};
  Page page_;
};

TEST_P(MmuTableWalk, SpeculativeRIsSetForADeniedAccessIfSoChosenF2) {
  page_.r = kRpn | hpte_r::kPpReadOnly;
  const HpteIndex index = world_.place(page_);
  WalkRequest request{virtual_address(page_.segment, page_.ea), page_.segment, kStore, false, {}};
  WalkResult result = table_walk(world_.port, request);
  EXPECT_EQ(result.status, WalkStatus::kDenied);
  EXPECT_EQ(result.rc_set, 0U);
  request.speculative_r = SpeculativeR::denied;
  result = table_walk(world_.port, request);
  EXPECT_EQ(result.status, WalkStatus::kDenied);
  EXPECT_EQ(result.rc_set, hpte_r::kReferenced) << "C must not be set (F2)";
  EXPECT_EQ(world_.image.load(index, HpteDword::k1) & hpte_r::kRc, hpte_r::kReferenced);
}

TEST_P(MmuTableWalk, EntryThatWentBeforeItsRIsLookedForAgain) {
  world_.port.checks_updates = true;
  const HpteIndex index = world_.place(page_);
  world_.port.before("stb", 1, [&] { world_.put(index, {}); });
  const WalkResult result = walk();
  EXPECT_EQ(result.status, WalkStatus::kNotFound);
  EXPECT_EQ(result.lines, 1U + 2U);
  EXPECT_EQ(result.rc_set, 0U);
  EXPECT_EQ(world_.read(index).r, 0U);
}

TEST_P(MmuTableWalk, EntryThatMovedToTheSecondaryPtegBeforeItsRIsFoundThere) {
  world_.port.checks_updates = true;
  const HpteIndex index = world_.place(page_);
  Page moved = page_;
  moved.hash = HashKind::kSecondary;
  world_.port.before("stb", 1, [&] {
    world_.put(index, {});
    world_.place(moved);
  });
  const WalkResult result = walk();
  EXPECT_EQ(result.status, WalkStatus::kFound);
  EXPECT_EQ(result.hash, HashKind::kSecondary);
  EXPECT_EQ(result.index, first_slot(world_.pteg(moved)));
  EXPECT_EQ(result.lines, 1U + 2U);
  EXPECT_EQ(result.rc_set, hpte_r::kReferenced);
  EXPECT_EQ(world_.read(result.index).r & hpte_r::kRc, hpte_r::kReferenced);
}

TEST_P(MmuTableWalk, PageThatBecameReadOnlyBeforeItsCIsDenied) {
  world_.port.checks_updates = true;
  const HpteIndex index = world_.place(page_);
  Page protected_page = page_;
  protected_page.r = kRpn | hpte_r::kPpReadOnly | hpte_r::kReferenced;
  world_.port.before("stb", 2, [&] { world_.put(index, MmuWorld::entry(protected_page)); });
  const WalkResult result = walk(kStore);
  EXPECT_EQ(result.status, WalkStatus::kDenied);
  EXPECT_EQ(result.rc_set, hpte_r::kReferenced) << "by the first of the two walks";
  EXPECT_EQ(world_.read(index).r & hpte_r::kRc, hpte_r::kReferenced) << "C only for what is done";
}

TEST_P(MmuTableWalk, RThatAnotherWalkSetMeanwhileIsNoChange) {
  world_.port.checks_updates = true;
  const HpteIndex index = world_.place(page_);
  world_.port.before("stb", 1, [&] {
    world_.image.store_rc_byte(index, RcByte::kChanged, 0x80 | hpte_r::kPpReadWrite);
  });
  EXPECT_EQ(walk().lines, 1U);
}

TEST_P(MmuTableWalk, SpeculativeRIsCheckedAsWell) {
  world_.port.checks_updates = true;
  page_.r = kRpn | hpte_r::kPpReadOnly;
  const HpteIndex index = world_.place(page_);
  world_.port.before("stb", 1, [&] { world_.put(index, {}); });
  WalkRequest request{virtual_address(page_.segment, page_.ea), page_.segment, kStore, false, {}};
  request.speculative_r = SpeculativeR::denied;
  EXPECT_EQ(table_walk(world_.port, request).status, WalkStatus::kNotFound);
}

TEST_P(MmuTableWalk, WithoutACheckTheByteGoesIntoWhateverIsThereF1) {
  const HpteIndex index = world_.place(page_);
  world_.port.before("stb", 1, [&] { world_.put(index, {}); });
  EXPECT_EQ(walk().status, WalkStatus::kFound);
  EXPECT_NE(world_.image.read(index).r, 0U);
}

TEST_P(MmuTableWalk, AWalkServesLookupsOfItsPageAndKind) {
  const WalkRequest one{virtual_address(page_.segment, kEa), page_.segment, kLoad, false, {}};
  WalkRequest other = one;
  other.va.offset ^= 0xfff;
  EXPECT_TRUE(serves(one, other)) << "of one page";
  other.va.offset ^= 0x1000;
  EXPECT_FALSE(serves(one, other)) << "of the next page";
  const auto differs_by = [&one](auto change) {
    WalkRequest changed = one;
    change(changed);
    return !serves(one, changed);
  };
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.segment.vsid += 1; }));
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.lpid = Lpid{1}; }));
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.segment.problem_key = false; }));
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.kind = kStore; }));
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.problem_state = true; }));
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.masks.amr = 1; }));
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.masks.iamr = 1; }));
  EXPECT_TRUE(differs_by([](WalkRequest& r) { r.speculative_r = SpeculativeR::denied; }));
}

TEST_P(MmuTableWalk, EmptyPtegsHoldNothingC8) {
  const WalkResult result = walk();
  EXPECT_EQ(result.status, WalkStatus::kNotFound);
  EXPECT_EQ(result.lines, 2U);
  EXPECT_EQ(world_.port.trace(), "pteg pteg");
}

TEST_P(MmuTableWalk, FindsThePageInAnySlotOfThePrimaryPtegC8) {
  for (unsigned slot = 0; slot < 8; ++slot) {
    page_.slot = slot;
    const HpteIndex index = world_.place(page_);
    const WalkResult result = walk();
    EXPECT_EQ(result.status, WalkStatus::kFound);
    EXPECT_EQ(result.index, index);
    EXPECT_EQ(result.lines, 1U);
    EXPECT_EQ(result.hash, HashKind::kPrimary);
    EXPECT_EQ(result.page(), HostReal(kRpn));
    world_.put(index, {});
  }
}

TEST_P(MmuTableWalk, PtegIsWhereTheHashSaysC2C5) {
  // VSID 0x45678 ^ 0x45678 << 25 ^ page 0x12345; in 11 bits: 0x678 ^ 0x345 = 0x53d, and the
  // complement, 0x2c2, for the secondary PTEG.
  EXPECT_EQ(world_.place(page_), HpteIndex(0x53d * 8));
  EXPECT_EQ(walk().index, HpteIndex(0x53d * 8));
  world_.put(HpteIndex(0x53d * 8), {});
  page_.hash = HashKind::kSecondary;
  page_.slot = 6;
  world_.place(page_);
  EXPECT_EQ(walk().index, HpteIndex(0x2c2 * 8 + 6));
}

TEST_P(MmuTableWalk, SecondaryPtegComesAfterThePrimaryC8) {
  page_.hash = HashKind::kSecondary;
  world_.place(page_);
  WalkResult result = walk();
  EXPECT_EQ(result.status, WalkStatus::kFound);
  EXPECT_EQ(result.hash, HashKind::kSecondary);
  EXPECT_EQ(result.lines, 2U);
  page_.hash = HashKind::kPrimary;
  page_.slot = 7;
  const HpteIndex primary = world_.place(page_);
  result = walk();
  EXPECT_EQ(result.index, primary);
  EXPECT_EQ(result.lines, 1U);
}

TEST_P(MmuTableWalk, FirstOfTwoMatchesWinsC8) {
  page_.slot = 5;
  world_.place(page_);
  page_.slot = 2;
  const HpteIndex first = world_.place(page_);
  EXPECT_EQ(walk().index, first);
}

TEST_P(MmuTableWalk, EntryThatDiffersInOneFieldIsSkippedD4) {
  const std::uint64_t differences[] = {
      hpte_v::kValid,         hpte_v::kSecondary,
      hpte_v::kLarge,         std::uint64_t{1} << 62,  // B: 256 MB
      std::uint64_t{1} << 63,                          // B: reserved
      std::uint64_t{1} << 7,                           // lowest AVPN bit
      std::uint64_t{1} << 51};                         // highest AVPN bit that ISA 3.0 has
  for (const std::uint64_t difference : differences) {
    decoy(difference);
    EXPECT_EQ(walk().status, WalkStatus::kNotFound) << std::hex << difference;
  }
  decoy(0);
  EXPECT_EQ(walk().status, WalkStatus::kFound);
}

TEST_P(MmuTableWalk, SearchGoesOnBehindADecoyD4) {
  decoy(hpte_v::kSecondary);
  page_.slot = 1;
  const HpteIndex index = world_.place(page_);
  EXPECT_EQ(walk().index, index);
}

TEST_P(MmuTableWalk, SoftwareBitsDoNotMatterD4) {
  decoy(hpte_v::kSoftware);
  EXPECT_EQ(walk().status, WalkStatus::kFound);
}

TEST_P(MmuTableWalk, IllegalSizeForTheSegmentIsSkippedNotAFaultD4) {
  page_.segment.base_page = PageSize::page_64k;
  page_.large = true;
  page_.r = 0x7'6543'7000 | hpte_r::kPpReadWrite;  // LP 0111: 64K in a 4K segment
  world_.place(page_);
  EXPECT_EQ(walk().status, WalkStatus::kNotFound);
}

TEST_P(MmuTableWalk, AvpnBitsBelowALargePageDoNotMatterD4) {
  page_.segment.base_page = PageSize::page_16m;
  page_.large = true;
  page_.r = 0x7'6500'0000 | hpte_r::kPpReadWrite;
  decoy(0x80);  // va bit 23, below 2^24
  EXPECT_EQ(walk().status, WalkStatus::kFound);
  decoy(0x100);
  EXPECT_EQ(walk().status, WalkStatus::kNotFound);
}

TEST_P(MmuTableWalk, RealPageIsOfTheActualSizeD7) {
  page_.large = true;
  page_.r = 0x7'6543'7000 | hpte_r::kPpReadWrite;  // 64K in 4K: RPN bits above bit 16
  world_.place(page_);
  const WalkResult result = walk();
  EXPECT_EQ(result.sizes, (HptePageSize{PageSize::page_4k, PageSize::page_64k}));
  EXPECT_EQ(result.page(), HostReal(0x7'6543'0000));
}

TEST_P(MmuTableWalk, LoadSetsRByOneByteF1F2) {
  page_.r = kRpn | 0x0e12 | hpte_r::kNoExecute;
  const HpteIndex index = world_.place(page_);
  const Hpte before = world_.read(index);
  const WalkResult result = walk();
  EXPECT_EQ(world_.port.trace(), "pteg stb");
  EXPECT_EQ(result.rc_set, 0x100);
  EXPECT_EQ(world_.read(index), (Hpte{before.v, before.r | 0x100}));
  EXPECT_EQ(result.entry, world_.read(index));
}

TEST_P(MmuTableWalk, FetchSetsROnlyF2) {
  const HpteIndex index = world_.place(page_);
  EXPECT_EQ(walk(kFetch).rc_set, 0x100);
  EXPECT_EQ(world_.read(index).r, page_.r | 0x100);
}

TEST_P(MmuTableWalk, StoreSetsRAndCByTwoBytesF1F2) {
  page_.r = kRpn | 0x0e16;
  const HpteIndex index = world_.place(page_);
  EXPECT_EQ(walk(kStore).rc_set, 0x180);
  EXPECT_EQ(world_.port.trace(), "pteg stb stb");
  EXPECT_EQ(world_.read(index).r, page_.r | 0x180);
}

TEST_P(MmuTableWalk, BitsThatAreSetAreNotStoredAgainF4F5) {
  page_.r |= 0x100;
  const HpteIndex index = world_.place(page_);
  EXPECT_EQ(walk(kLoad).rc_set, 0);
  EXPECT_EQ(world_.port.trace(), "pteg");
  EXPECT_EQ(walk(kStore).rc_set, 0x80);
  EXPECT_EQ(walk(kStore).rc_set, 0);
  EXPECT_EQ(world_.read(index).r, page_.r | 0x80);
  EXPECT_EQ(world_.port.count("stb"), 1);
}

TEST_P(MmuTableWalk, ByteStoreKeepsWhatSoftwareStoredElsewhereMeanwhileF1) {
  const HpteIndex index = world_.place(page_);
  // Between the fetch of the line and the byte store, software changes byte 15 and dword 0.
  world_.port.before("stb", 1, [&] {
    Hpte entry = world_.read(index);
    world_.put(index, {entry.v ^ hpte_v::kBolted, entry.r ^ hpte_r::kMemory});
  });
  const Hpte before = world_.read(index);
  walk();
  EXPECT_EQ(world_.read(index),
            (Hpte{before.v ^ hpte_v::kBolted, (before.r ^ hpte_r::kMemory) | 0x100}));
}

TEST_P(MmuTableWalk, DeniedAccessLeavesRAndCAloneF2) {
  page_.r = kRpn | hpte_r::kPpReadOnly;
  const HpteIndex index = world_.place(page_);
  const WalkResult result = walk(kStore);
  EXPECT_EQ(result.status, WalkStatus::kDenied);
  EXPECT_EQ(result.denied, 0x0a00'0000U);
  EXPECT_EQ(result.rc_set, 0);
  EXPECT_EQ(world_.read(index).r, page_.r);
  EXPECT_EQ(world_.port.trace(), "pteg");
}

TEST_P(MmuTableWalk, KeyDeniesByAmrE3) {
  page_.r |= 0x200;  // key 1: bits 2 and 3 of AMR
  world_.place(page_);
  EXPECT_EQ(walk(kLoad, {0x1000'0000'0000'0000, 0}).denied, 0x0020'0000U);
  EXPECT_EQ(walk(kLoad, {0x2000'0000'0000'0000, 0}).status, WalkStatus::kFound);
}

TEST_P(MmuTableWalk, FirstMatchDecidesEvenIfItDeniesC8) {
  page_.r = kRpn | hpte_r::kPpReadOnly;
  world_.place(page_);
  page_.r = kRpn | hpte_r::kPpReadWrite;
  page_.slot = 1;
  world_.place(page_);
  EXPECT_EQ(walk(kStore).status, WalkStatus::kDenied);
}

TEST(MmuWalkRequest, IsForAPrivilegedLoadThatSetsNoRSpeculativelyUnlessSet) {
  const WalkRequest request;
  EXPECT_EQ(request.kind, AccessKind::kLoad);
  EXPECT_FALSE(request.problem_state);
  EXPECT_EQ(request.speculative_r, SpeculativeR::never);
}

TEST(MmuWalkResult, HasFoundNothingUnlessSet) {
  const WalkResult result;
  EXPECT_EQ(result.status, WalkStatus::kNotFound);
  EXPECT_EQ(result.hash, HashKind::kPrimary);
  EXPECT_EQ(result.denied, 0U);
  EXPECT_EQ(result.lines, 0U);
  EXPECT_EQ(result.rc_set, 0U);
}

TEST(MmuWalkResult, PageIsTheRpnAloneD2D7) {
  WalkResult result;
  result.entry.r = ~std::uint64_t{0};
  EXPECT_EQ(result.page(), HostReal(0x0fff'ffff'ffff'f000));
  result.sizes = {PageSize::page_4k, PageSize::page_64k};
  EXPECT_EQ(result.page(), HostReal(0x0fff'ffff'ffff'0000));
}

INSTANTIATE_TEST_SUITE_P(BothFormats, MmuTableWalk,
                         testing::Values(HpteFormat::isa207, HpteFormat::isa300));

}  // namespace
}  // namespace htabsim
