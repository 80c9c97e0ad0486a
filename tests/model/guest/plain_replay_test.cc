// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/plain_replay.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/model/base/round_trip.h"
#include "tests/model/guest/program_world.h"

namespace htabsim {
namespace {

using namespace guest_test;
using enum PlainAccessKind;

constexpr std::uint64_t kStart = 0x1f'ff00'0000;

TEST(PlainReplay, FirstTouchLoadsASegmentAndEntersAPageB6L3) {
  ProgramWorld world;
  world.load(kStart);
  world.load(kStart + 8);
  EXPECT_EQ(world.os().segment_faults, 1);
  EXPECT_EQ(world.os().page_faults, 1);
  EXPECT_EQ(world.os().first_touches, 1);
  EXPECT_EQ(world.program.hcalls().enter, 1);
  ASSERT_EQ(world.entries().size(), 1);
}

TEST(PlainReplay, EntryHasRAndCOnlyAfterAStoreL3) {
  ProgramWorld world;
  world.load(kStart);
  ASSERT_EQ(world.entries().size(), 1);
  EXPECT_EQ(world.entries()[0].r & hpte_r::kRc, hpte_r::kReferenced);
  // The page is writable, so the processor itself sets C.
  world.store(kStart);
  EXPECT_EQ(world.entries()[0].r & hpte_r::kRc, hpte_r::kRc);
  EXPECT_EQ(world.os().page_faults, 1);
}

TEST(PlainReplay, PageThatIsFirstStoredToIsEnteredDirtyL3) {
  ProgramWorld world;
  world.store(kStart);
  ASSERT_EQ(world.entries().size(), 1);
  // What the kernel gave to H_ENTER, whatever the walk set in the entry itself.
  EXPECT_EQ(world.image.guest_r(world.first_entry()) & hpte_r::kRc, hpte_r::kRc);
}

TEST(PlainReplay, ModifyIsALoadAndThenAStore) {
  ProgramWorld world;
  world.access(kModify, kStart, 4);
  EXPECT_EQ(world.program.counters().stores, 1);
  EXPECT_EQ(world.program.counters().loads, 1);
  // The load's segment fault and its storage fault, then it, then the store.
  EXPECT_EQ(world.program.counters().data_attempts, 2 + 1 + 1);
}

TEST(PlainReplay, AccessAcrossAPageFaultsOnBothPagesE7) {
  ProgramWorld world;
  world.access(kStore, kStart + ProgramWorld::kPage - 4, 8);
  EXPECT_EQ(world.os().page_faults, 2);
  EXPECT_EQ(world.entries().size(), 2);
}

TEST(PlainReplay, EverySegmentGetsASlotInTurnAndTheKernelsStaysB9) {
  ProgramWorld world;
  const std::uint64_t kernel = world.mmu.slb().entries()[0].esid_word;
  for (std::uint64_t i = 0; i < 32; ++i) world.load(i << 40);
  EXPECT_EQ(world.os().segment_faults, 32);
  EXPECT_EQ(world.mmu.slb().entries()[0].esid_word, kernel);
  // 31 slots: the 32nd segment took the place of the first, in slot 1.
  EXPECT_EQ(world.mmu.slb().entries()[1].esid_word, (std::uint64_t{31} << 40) | 0x0800'0000);
  world.load(std::uint64_t{5} << 40);
  EXPECT_EQ(world.os().segment_faults, 32);
  world.load(0);
  EXPECT_EQ(world.os().segment_faults, 33);
  EXPECT_EQ(world.os().page_faults, 32);
}

TEST(PlainReplay, SegmentsOf256MAreFourThousandTimesAsManyB4) {
  GuestOsConfig os = ProgramWorld::config();
  os.segment_size = SegmentSize::segment_256m;
  ProgramWorld world(os);
  for (std::uint64_t ea = 0; ea < 4 << 28; ea += 1 << 28) world.load(ea);
  EXPECT_EQ(world.os().segment_faults, 4);
  ProgramWorld large;
  for (std::uint64_t ea = 0; ea < 4 << 28; ea += 1 << 28) large.load(ea);
  EXPECT_EQ(large.os().segment_faults, 1);
}

TEST(PlainReplay, PtegFillsThenTheSecondaryThenAnEntryIsEvictedL3) {
  ProgramWorld world;
  const auto touch = [&](std::uint64_t page) {
    world.load(kStart + page * ProgramWorld::kSameGroup);
  };
  for (std::uint64_t page = 0; page < 8; ++page) touch(page);
  EXPECT_EQ(world.os().secondary_entries, 0);
  EXPECT_EQ(world.program.hcalls().pteg_full, 0);
  for (std::uint64_t page = 8; page < 16; ++page) touch(page);
  EXPECT_EQ(world.os().secondary_entries, 8);
  EXPECT_EQ(world.os().evictions, 0);
  EXPECT_EQ(world.program.hcalls().pteg_full, 8);
  EXPECT_EQ(ProgramWorld::secondary(world.entries()), 8);

  touch(16);
  EXPECT_EQ(world.os().evictions, 1);
  EXPECT_EQ(world.entries().size(), 16);
  EXPECT_EQ(world.os().refaults, 0);
  // One of the first 16 is gone, and whoever it is evicts another when it comes back.
  for (std::uint64_t page = 0; page < 17; ++page) touch(page);
  EXPECT_GE(world.os().refaults, 1);
  EXPECT_EQ(world.os().first_touches, 17);
  EXPECT_EQ(world.os().page_faults, 17 + world.os().refaults);
  EXPECT_EQ(world.os().evictions, 1 + world.os().refaults);
}

TEST(PlainReplay, BoltedEntriesAreNeverEvictedI3) {
  ProgramWorld world;
  enter_kernel_memory(world.image, world.partition,
                      {SegmentSize::segment_1t, PageSize::page_4k, 16, 2});
  for (std::uint64_t page = 0; page < 40; ++page) {
    world.load(kStart + page * ProgramWorld::kSameGroup);
  }
  EXPECT_GE(world.os().evictions, 40 - 16);
  const auto entries = world.entries();
  EXPECT_EQ(std::ranges::count_if(entries, [](const Hpte& e) { return any(e.v, 0x10); }), 16);
}

TEST(PlainReplay, AccessWhosePtegsAreBoltedIsNotServed) {
  ProgramWorld world;
  for (HpteIndex index; world.image.geometry().contains(index); ++index) {
    world.image.store(index, HpteDword::k0, 0x4000'0000'0000'0000 | hpte_v::kBolted | 1);
  }
  EXPECT_THAT([&] { world.load(kStart); },
              testing::ThrowsMessage<UnservedAccess>(
                  fmt::format("the guest's kernel cannot serve the load at {:x}: its page's PTEGs "
                              "are full of bolted entries",
                              kStart)));
  EXPECT_EQ(world.os().evictions, 0);
}

TEST(PlainReplay, KernelsAddressesAreNotTheProgramsE1) {
  ProgramWorld world;
  enter_kernel_memory(world.image, world.partition,
                      {SegmentSize::segment_1t, PageSize::page_4k, 1, 2});
  // A page that is there, one that is not, and one that is not in the linear map.
  for (const std::uint64_t address :
       {kLinearMap.value(), kLinearMap.value() + 0x1000, 0xffff'ffff'ffff'fff8u}) {
    EXPECT_THAT([&] { world.store(address); },
                testing::ThrowsMessage<UnservedAccess>(
                    fmt::format("the guest's kernel cannot serve the store at {:x}: that is the "
                                "kernel's own memory; --skip-kernel leaves such accesses out",
                                address)));
  }
  EXPECT_EQ(world.os().page_faults, 0);
}

TEST(PlainReplay, UnservedAccessNamesItsLine) {
  ProgramWorld world;
  try {
    world.program.handle(
        {.kind = PlainAccessKind::kFetch, .size = 4, .ea = kLinearMap, .line = 17});
    FAIL() << "it was served";
  } catch (const UnservedAccess& access) {
    EXPECT_EQ(access.line(), 17);
  }
}

TEST(PlainReplay, FullMemoryTakesAPageFromTheProgram) {
  GuestOsConfig os = ProgramWorld::config();
  os.memory = {GuestReal(0x10'0000), 4 * ProgramWorld::kPage};
  ProgramWorld world(os);
  for (std::uint64_t page = 0; page < 6; ++page) world.load(kStart + page * ProgramWorld::kPage);
  EXPECT_EQ(world.os().reclaimed_pages, 2);
  const auto entries = world.entries();
  std::set<std::uint64_t> frames;
  for (const Hpte& entry : entries) frames.insert(entry.r & hpte_r::kRpn);
  EXPECT_EQ(frames, (std::set<std::uint64_t>{0x10'0000, 0x10'1000, 0x10'2000, 0x10'3000}));
  EXPECT_EQ(entries.size(), 4);
}

TEST(PlainReplay, AgeingClearsRAndTheNextAccessSetsItI7) {
  GuestOsConfig os = ProgramWorld::config();
  os.ageing = {.interval = 5, .pages = 2};
  ProgramWorld world(os);
  for (std::uint64_t page = 0; page < 4; ++page) world.load(kStart + page * ProgramWorld::kPage);
  EXPECT_EQ(world.os().aged_pages, 0);
  // The 5th access finds the work due: the hand goes over pages 0 and 1, then the access is done.
  world.load(kStart + 3 * ProgramWorld::kPage);
  EXPECT_EQ(world.os().aged_pages, 2);
  EXPECT_EQ(world.program.hcalls().clear_ref, 2);
  const auto aged = [&] {
    return std::ranges::count_if(world.entries(),
                                 [](const Hpte& e) { return !any(e.r, hpte_r::kReferenced); });
  };
  EXPECT_EQ(aged(), 2);
  world.load(kStart);
  EXPECT_EQ(aged(), 1);
  EXPECT_EQ(world.os().page_faults, 4);
}

TEST(PlainReplay, AgeingPassesOverAnEntryThatWasEvicted) {
  GuestOsConfig os = ProgramWorld::config();
  os.ageing = {.interval = 2, .pages = 1};
  ProgramWorld world(os);
  world.load(kStart);
  const HpteIndex index = world.first_entry();
  // Another page's entry stands there now.
  world.image.store(index, HpteDword::k0, world.image.load(index, HpteDword::k0) ^ 0x80);
  world.load(kStart);
  EXPECT_EQ(world.os().aged_pages, 0);
  EXPECT_EQ(world.program.hcalls().clear_ref, 0);
}

TEST(PlainReplay, StoreToAProtectedPageIsACopyOnWriteFaultE5) {
  GuestOsConfig os = ProgramWorld::config();
  os.write_protecting = {.interval = 3, .pages = 1};
  ProgramWorld world(os);
  world.store(kStart);
  world.load(kStart);
  world.load(kStart);  // due: the only page becomes read-only
  EXPECT_EQ(world.os().protected_pages, 1);
  ASSERT_EQ(world.entries().size(), 1);
  EXPECT_EQ(world.entries()[0].r & hpte_r::kPp, 3);
  EXPECT_EQ(world.os().cow_faults, 0);
  world.store(kStart);
  EXPECT_EQ(world.os().cow_faults, 1);
  ASSERT_EQ(world.entries().size(), 1);
  EXPECT_EQ(world.entries()[0].r & hpte_r::kPp, 2);
  EXPECT_EQ(world.os().page_faults, 1);
}

TEST(PlainReplay, SharedPageIsCopiedToAnotherFrameAndTheOldOneIsFree) {
  GuestOsConfig os = ProgramWorld::config();
  os.write_protecting = {.interval = 2, .pages = 1};
  os.memory.bytes = 4 * ProgramWorld::kPage;
  ProgramWorld world(os);
  std::set<std::uint64_t> frames;
  for (unsigned i = 0; i < 100; ++i) {
    world.store(kStart);
    ASSERT_EQ(world.entries().size(), 1);
    frames.insert(world.entries()[0].r & hpte_r::kRpn);
  }
  // The 2nd, 4th, ... 100th store each find the page protected; about half of them copy it, to
  // one free frame and back.
  EXPECT_EQ(world.os().cow_faults, 50);
  EXPECT_GT(world.os().cow_copies, 10);
  EXPECT_LT(world.os().cow_copies, 40);
  EXPECT_EQ(frames.size(), 2);
  EXPECT_EQ(world.os().reclaimed_pages, 0);
}

TEST(PlainReplay, ProtectedPageWithoutAnEntryIsStillCopyOnWrite) {
  GuestOsConfig os = ProgramWorld::config();
  os.write_protecting = {.interval = 2, .pages = 1};
  ProgramWorld world(os);
  world.load(kStart);
  const HpteIndex index = world.first_entry();
  const auto removed = world.machine.hcall(
      {HcallToken::kRemove, msr::kSf | msr::kIr | msr::kDr, {0, index.value(), 0}});
  ASSERT_EQ(removed.status, HcallStatus::kSuccess);
  world.store(kStart);  // H_PROTECT finds nothing; the store faults for want of an entry
  EXPECT_EQ(world.os().cow_faults, 1);
  EXPECT_EQ(world.os().page_faults, 2);
  ASSERT_EQ(world.entries().size(), 1);
  EXPECT_EQ(world.entries()[0].r & hpte_r::kPp, 2);
}

// Pages whose numbers are each other's complement have the same AVPN and share a PTEG, one by its
// primary and one by its secondary hash (facts C3, D3): H_PROTECT takes the one for the other.
TEST(PlainReplay, EntryThatWasProtectedByMistakeIsPutRightI5) {
  ProgramWorld world;
  world.load(kStart);
  const std::uint64_t avpn = world.entries()[0].v & hpte_v::kCompare;
  const auto protect =
      world.machine.hcall({HcallToken::kProtect,
                           msr::kSf | msr::kIr | msr::kDr,
                           {hcall_flag::kAvpn | 3, world.first_entry().value(), avpn}});
  ASSERT_EQ(protect.status, HcallStatus::kSuccess);
  world.store(kStart);
  EXPECT_EQ(world.os().cow_faults, 0);
  EXPECT_EQ(world.os().page_faults, 1);
  EXPECT_EQ(world.entries()[0].r & hpte_r::kPp, 2);
}

TEST(PlainReplay, LargePagesAreEnteredInTheirOwnEncodingD5) {
  for (const PageSize size : {PageSize::page_64k, PageSize::page_16m}) {
    GuestOsConfig os = ProgramWorld::config();
    os.page_size = size;
    ProgramWorld world(os);
    world.load(kStart);
    world.load(kStart + (std::uint64_t{1} << shift(size)) - 1);
    world.load(kStart + (std::uint64_t{1} << shift(size)));
    EXPECT_EQ(world.os().page_faults, 2) << name(size);
    ASSERT_EQ(world.entries().size(), 2);
    EXPECT_EQ(kvm_page_size(world.entries()[0].v, world.entries()[0].r),
              (HptePageSize{size, size}));
  }
}

RC_GTEST_PROP(PlainReplayProp, PageFaultsAreTheDistinctPagesWhereTheTableHasRoom, ()) {
  const auto accesses =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 400));
  ProgramWorld world;
  std::set<std::uint64_t> pages;
  for (const std::uint32_t at : accesses) {
    const std::uint64_t ea = kStart + at * 0x801;  // some in the middle of a page
    const auto kind = *rc::gen::element(kFetch, kLoad, kStore, kModify);
    world.access(kind, ea, 16);
    pages.insert(ea / ProgramWorld::kPage);
    pages.insert((ea + 15) / ProgramWorld::kPage);
  }
  RC_ASSERT(world.os().page_faults == pages.size());
  RC_ASSERT(world.os().first_touches == pages.size());
  RC_ASSERT(world.os().evictions == 0U);
  RC_ASSERT(world.entries().size() == pages.size());
}

RC_GTEST_PROP(PlainReplayProp, EveryAccessSucceedsOnATinyTableAndTwoRunsAreEqual, ()) {
  GuestOsConfig os = ProgramWorld::config();
  os.seed = *rc::gen::arbitrary<std::uint64_t>();
  os.memory.bytes = ProgramWorld::kPage * *rc::gen::inRange<std::uint64_t>(4, 40);
  os.ageing = {*rc::gen::inRange<std::uint64_t>(0, 9), 3};
  os.write_protecting = {*rc::gen::inRange<std::uint64_t>(0, 9), 2};
  const auto accesses =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 60));
  ProgramWorld first(os);
  ProgramWorld second(os);
  for (ProgramWorld* world : {&first, &second}) {
    for (const std::uint32_t at : accesses) {
      const std::uint64_t ea = kStart + at / 2 * ProgramWorld::kSameGroup + ProgramWorld::kPage - 4;
      world->access(at % 2 == 0 ? kLoad : kStore, ea, 8);
    }
  }
  RC_ASSERT(first.entries() == second.entries());
  RC_ASSERT(first.os().evictions == second.os().evictions);
}

/// Notes in which order the replay ends walks and calls the hypervisor.
struct NotingMachine : FunctionalMachine {
  using FunctionalMachine::FunctionalMachine;
  bool finish_walks() {
    calls += 'f';
    return false;
  }
  HcallResult hcall(const HcallFrame& frame) {
    if (frame.token == HcallToken::kClearRef) calls += 'c';
    return FunctionalMachine::hcall(frame);
  }
  std::string calls;
};

// What an older access needs of the kernel would find it amid its list of pages.
TEST(PlainReplay, KernelsPeriodicWorkBeginsWhenAllOlderAccessesHaveEnded) {
  GuestOsConfig os = ProgramWorld::config();
  os.ageing = {3, 1};
  ProgramWorld world(os);
  NotingMachine machine(world.mmu, world.image, world.partition);
  PlainReplay<NotingMachine> program(world.mmu, world.partition, machine, os,
                                     world.image.geometry());
  const auto load = [&] {
    program.handle({.kind = PlainAccessKind::kLoad, .size = 1, .ea = Ea(0x1000)});
  };
  for (int i = 0; i < 2; ++i) load();
  machine.calls.clear();
  load();
  EXPECT_EQ(machine.calls, "fc");
}

/// A program and its kernel in a world of their own, whose memory is so small that pages are taken
/// away, with ageing and write protection.
class KeptWorld : public ProgramWorld {
 public:
  KeptWorld() : ProgramWorld(small_config()) {}

  bool load_from(KeptWorld& saved) {
    return load_saved(saved.image, image) && load_saved(saved.partition, partition) &&
           load_saved(saved.tlb, tlb) && load_saved(saved.mmu, mmu) &&
           load_saved(saved.program.program(), program.program()) &&
           load_saved(saved.program, program);
  }
  void use(std::uint64_t random) {
    const std::uint64_t page = random % 40 + (random >> 32 & 1) * (kSameGroup / kPage);
    access((random >> 33 & 1) != 0 ? kLoad : kStore, kStart + page * kPage);
  }

 private:
  static GuestOsConfig small_config() {
    GuestOsConfig os = config();
    os.memory.bytes = 30 * kPage;
    os.ageing = {50, 5};
    os.write_protecting = {70, 5};
    return os;
  }
};

RC_GTEST_PROP(PlainReplay, LoadedOneGoesOnAsTheSavedOne, (std::uint64_t seed)) {
  KeptWorld saved;
  KeptWorld loaded;
  std::uint64_t drawn = 0;
  for (unsigned i = 0; i < 333; ++i) saved.use(split_mix_64(seed, drawn++));
  RC_ASSERT(loaded.load_from(saved));
  for (unsigned i = 0; i < 333; ++i) {
    const std::uint64_t random = split_mix_64(seed, drawn++);
    saved.use(random);
    loaded.use(random);
  }
  RC_ASSERT(saved.entries() == loaded.entries());
  RC_ASSERT(loaded.os().reclaimed_pages > 0 && loaded.os().cow_copies > 0);
}

}  // namespace
}  // namespace htabsim
