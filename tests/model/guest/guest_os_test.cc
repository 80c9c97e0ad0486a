// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_os.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/model/guest/program_world.h"

namespace htabsim {
namespace {

using namespace guest_test;
using enum PageSize;

constexpr std::uint64_t k4k = 0x1000;
constexpr std::uint64_t k64k = 0x10000;
constexpr std::uint64_t k16m = 0x100'0000;
constexpr std::uint64_t kRegion = 0x1000'0000;

/// From 256 MB to 512 MB in pages of `size`, all else in those of 4 KB.
GuestOsConfig with_region(PageSize size) {
  GuestOsConfig os = ProgramWorld::config();
  os.page_regions = {{Ea(kRegion), Ea(2 * kRegion - 1), size}};
  return os;
}

std::size_t entries_of(const ProgramWorld& world, const HptePageSize& sizes) {
  return static_cast<std::size_t>(std::ranges::count_if(world.entries(), [&](const Hpte& entry) {
    return kvm_page_size(entry.v, entry.r) == sizes;
  }));
}

std::set<std::uint64_t> frames(const ProgramWorld& world, PageSize size) {
  std::set<std::uint64_t> found;
  for (const Hpte& entry : world.entries()) {
    found.insert(entry.r & hpte_r::kRpn & ~low_mask(shift(size)));
  }
  return found;
}

TEST(GuestOs, ARegionsPageIsOneEntryMixedIntoItsSegmentD5D8) {
  for (const PageSize size : {page_64k, page_16m}) {
    ProgramWorld world(with_region(size));
    world.load(kRegion);
    world.load(kRegion + (std::uint64_t{1} << shift(size)) - 1);
    world.load(0x1000);
    EXPECT_EQ(world.os().page_faults, 2) << name(size);
    EXPECT_EQ(entries_of(world, {page_4k, size}), 1) << name(size);
    EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 1) << name(size);
    EXPECT_EQ(world.os().segment_faults, 1);
  }
}

// C is set in an entry, and a walk finds no other base page's.
TEST(GuestOs, AStoreToAnotherBasePageNeedsAnEntryForItsCD8F2) {
  ProgramWorld world(with_region(page_64k));
  world.load(kRegion);
  world.store(kRegion + k4k);
  EXPECT_EQ(world.os().page_faults, 2);
  EXPECT_EQ(world.os().first_touches, 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_64k}), 2);
}

// A TLB entry that serves its base page alone: each base page needs an entry of its own.
TEST(GuestOs, EachBasePageThatIsWalkedForHasAnEntryOfOneFrameD8) {
  ProgramWorld world(with_region(page_64k), MpssReach::base);
  for (std::uint64_t page = 0; page < 16; ++page) world.load(kRegion + page * k4k);
  EXPECT_EQ(world.os().page_faults, 16);
  EXPECT_EQ(world.os().first_touches, 1);
  EXPECT_EQ(world.os().refaults, 0);
  EXPECT_EQ(entries_of(world, {page_4k, page_64k}), 16);
  EXPECT_EQ(frames(world, page_64k).size(), 1);
}

TEST(GuestOs, ASegmentThatARegionFillsIsLoadedWithItsSizeB2B3) {
  GuestOsConfig os = with_region(page_64k);
  os.segment_size = SegmentSize::segment_256m;
  ProgramWorld world(os);
  world.load(kRegion);
  world.load(2 * kRegion);
  constexpr std::uint64_t kLlp = 0x130;  // L, and both bits of LP
  EXPECT_EQ(world.mmu.slb().entries()[1].vsid_word & kLlp, 0x110);
  EXPECT_EQ(world.mmu.slb().entries()[2].vsid_word & kLlp, 0);
  EXPECT_EQ(entries_of(world, {page_64k, page_64k}), 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 1);
}

TEST(GuestOs, AllEntriesOfAPageAreProtectedAndPermittedTogetherD8) {
  GuestOsConfig os = with_region(page_64k);
  os.write_protecting = {.interval = 17, .pages = 1};
  ProgramWorld world(os, MpssReach::base);
  const auto read_only = [&] {
    return std::ranges::count_if(world.entries(), [](const Hpte& entry) {
      return (entry.r & hpte_r::kPp) == hpte_r::kPpReadOnly;
    });
  };
  for (std::uint64_t page = 0; page < 16; ++page) world.store(kRegion + page * k4k);
  world.load(kRegion);  // due
  EXPECT_EQ(world.os().protected_pages, 1);
  EXPECT_EQ(read_only(), 16);
  world.store(kRegion + 5 * k4k);
  EXPECT_EQ(world.os().cow_faults, 1);
  EXPECT_EQ(read_only(), 0);
  // Either all have the old frame, or the one that was copied alone has another.
  EXPECT_EQ(entries_of(world, {page_4k, page_64k}), world.os().cow_copies == 0 ? 16 : 1);
  EXPECT_EQ(frames(world, page_64k).size(), 1);
}

TEST(GuestOs, AnAgedPageIsOneHoweverManyEntriesItHasI7) {
  GuestOsConfig os = with_region(page_64k);
  os.ageing = {.interval = 5, .pages = 1};
  ProgramWorld world(os, MpssReach::base);
  for (std::uint64_t page = 0; page < 5; ++page) world.load(kRegion + page * k4k);
  // The fifth access finds it due, before it has an entry itself.
  EXPECT_EQ(world.os().aged_pages, 1);
  EXPECT_EQ(world.program.hcalls().clear_ref, 4);
}

// 4 frames of 64 KB after one page of 4 KB, whose frame no page of 64 KB gets.
TEST(GuestOs, FullMemoryTakesAPageOfTheSameSize) {
  GuestOsConfig os = with_region(page_64k);
  os.memory = {GuestReal(0), 5 * k64k};
  ProgramWorld world(os);
  world.load(0x1000);
  for (std::uint64_t page = 0; page < 6; ++page) world.load(kRegion + page * k64k);
  EXPECT_EQ(world.os().reclaimed_pages, 2);
  EXPECT_EQ(entries_of(world, {page_4k, page_64k}), 4);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 1);
}

TEST(GuestOs, APageForWhichThereIsNoMemoryIsNamed) {
  GuestOsConfig os = with_region(page_16m);
  os.memory = {GuestReal(0), k16m};
  ProgramWorld world(os);
  world.load(0x1000);
  EXPECT_THAT(
      [&] { world.load(kRegion); },
      testing::ThrowsMessage<UnservedAccess>(
          "the guest's kernel cannot serve the load at 10000000: there is no memory for its "
          "page of 16M"));
}

/// A load of `size` bytes that tells its page's size.
PlainAccess told(std::uint64_t ea, unsigned page_shift, std::uint16_t size = 1) {
  return {.kind = PlainAccessKind::kLoad,
          .page_shift = static_cast<std::uint8_t>(page_shift),
          .size = size,
          .ea = Ea(ea)};
}

GuestOsConfig obeying() {
  GuestOsConfig os = ProgramWorld::config();
  os.page_size_hints = PageSizeHints::obey;
  return os;
}

TEST(GuestOs, APageHasTheSizeThatItsFirstTouchTellsD5D8) {
  ProgramWorld world(obeying());
  world.program.handle(told(kRegion, 24));
  world.program.handle(told(0x2'0000, 16));
  world.program.handle(told(0x1000, 12));
  world.load(0x4000);
  EXPECT_EQ(entries_of(world, {page_4k, page_16m}), 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_64k}), 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 2);
  EXPECT_EQ(world.os().size_hints_obeyed, 3);
  EXPECT_EQ(world.os().size_hints_ignored, 0);
  // Without hints the next ones find the pages that are there.
  world.load(kRegion + k16m - 1);
  world.load(0x2'ffff);
  EXPECT_EQ(world.os().first_touches, 4);
}

TEST(GuestOs, HintsAreIgnoredUnlessTheyAreToBeObeyed) {
  ProgramWorld world;
  world.program.handle(told(kRegion, 24));
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 1);
  EXPECT_EQ(world.os().size_hints_obeyed + world.os().size_hints_ignored, 0);
}

// D5 has no 2 MB, and no 16 GB with this base page size; pages smaller than the base are none.
TEST(GuestOs, HintsThatTheSegmentCannotHaveAreIgnoredAndCountedD5) {
  GuestOsConfig os = obeying();
  os.page_size = page_64k;
  ProgramWorld world(os);
  world.program.handle(told(0x1'0000, 21));
  world.program.handle(told(0x2'0000, 34));
  world.program.handle(told(0x3'0000, 12));
  world.program.handle(told(kRegion, 24));
  EXPECT_EQ(world.os().size_hints_ignored, 3);
  EXPECT_EQ(world.os().size_hints_obeyed, 1);
  EXPECT_EQ(entries_of(world, {page_64k, page_64k}), 3);
  EXPECT_EQ(entries_of(world, {page_64k, page_16m}), 1);
}

TEST(GuestOs, AHintForAPageThatTheHypervisorRefusesIsIgnoredAndCounted) {
  GuestOsConfig os = obeying();
  os.largest_page = page_64k;
  ProgramWorld world(os);
  world.program.handle(told(kRegion, 24));
  world.program.handle(told(0x2'0000, 16));
  EXPECT_EQ(world.os().size_hints_ignored, 1);
  EXPECT_EQ(world.os().size_hints_obeyed, 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 1);
}

TEST(GuestOs, AHintForAPageThatWouldLieOverSmallerOnesIsIgnored) {
  ProgramWorld world(obeying());
  world.load(kRegion + 0x5000);
  world.program.handle(told(kRegion, 16));
  world.program.handle(told(kRegion + k64k, 24));
  world.program.handle(told(kRegion + k64k, 16));
  EXPECT_EQ(world.os().size_hints_ignored, 2);
  // The one without a hint, and two whose hints are ignored; the last access finds the second.
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 3);
}

// A page of 4 KB in a region of 64 KB pages leaves the rest of those 64 KB in pages of 4 KB, too.
TEST(GuestOs, AHintMayBeSmallerThanTheRegionsPagesButNotThanTheBaseD8) {
  GuestOsConfig os = with_region(page_64k);
  os.page_size_hints = PageSizeHints::obey;
  ProgramWorld world(os);
  world.program.handle(told(kRegion, 12));
  world.load(kRegion + k4k);
  world.load(kRegion + k64k);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 2);
  EXPECT_EQ(entries_of(world, {page_4k, page_64k}), 1);
}

TEST(GuestOs, ATraceTellsOnlyOfThePageInWhichAnAccessBegins) {
  ProgramWorld world(obeying());
  world.program.handle(told(kRegion + k64k - 4, 16, 8));
  EXPECT_EQ(entries_of(world, {page_4k, page_64k}), 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 1);
  EXPECT_EQ(world.os().size_hints_obeyed, 1);
}

/// A load that tells where it was.
PlainAccess placed(std::uint64_t ea, std::uint64_t real, std::uint16_t size = 1) {
  return {.kind = PlainAccessKind::kLoad, .size = size, .ea = Ea(ea), .real = GuestReal(real)};
}

/// Recorded frames lie below 128 MB, the kernel's own from there on.
GuestOsConfig with_recorded_frames() {
  GuestOsConfig os = ProgramWorld::config();
  os.frames = FrameChoice::trace;
  os.recorded_memory = {GuestReal(0), 0x800'0000};
  os.memory = {GuestReal(0x800'0000), 4 * k4k};
  return os;
}

TEST(GuestOs, AFrameIsTheRecordedOneAndElseTheKernels) {
  ProgramWorld world(with_recorded_frames());
  world.program.handle(placed(0x1234, 0x765'4234));
  world.load(0x5000);
  EXPECT_EQ(frames(world, page_4k), (std::set<std::uint64_t>{0x765'4000, 0x800'0000}));
  EXPECT_EQ(world.os().recorded_frames, 1);
  EXPECT_EQ(world.os().unrecorded_frames, 1);
}

TEST(GuestOs, FramesThatTheTraceTellsAreNotUsedUnlessAskedFor) {
  ProgramWorld world;
  world.program.handle(placed(0x1234, 0x765'4234));
  EXPECT_EQ(frames(world, page_4k), (std::set<std::uint64_t>{0}));
  EXPECT_EQ(world.os().recorded_frames, 0);
}

TEST(GuestOs, TwoPagesMayHaveOneRecordedFrame) {
  ProgramWorld world(with_recorded_frames());
  world.program.handle(placed(0x1000, 0x9000));
  world.program.handle(placed(0x2000, 0x9000));
  EXPECT_EQ(world.entries().size(), 2);
  EXPECT_EQ(frames(world, page_4k), (std::set<std::uint64_t>{0x9000}));
}

TEST(GuestOs, ATraceTellsTheFrameOnlyOfThePageInWhichAnAccessBegins) {
  ProgramWorld world(with_recorded_frames());
  world.program.handle(placed(0x1ffc, 0x9ffc, 8));
  EXPECT_EQ(frames(world, page_4k), (std::set<std::uint64_t>{0x9000, 0x800'0000}));
}

TEST(GuestOs, AMapTellsTheFramesOfWhichTheTraceSaysNothing) {
  const TemporaryFolder folder;
  const auto file = folder.file("v2p",
                                "page_size: 65536\nvirtual_address: 0x10000\n"
                                "physical_address: 0x70000\n");
  GuestOsConfig os = with_recorded_frames();
  os.v2p_map = std::make_shared<V2pMap>(LineReader(InputFile(file)));
  ProgramWorld world(os);
  world.load(0x1'5000);
  world.program.handle(placed(0x1'6000, 0x9000));
  EXPECT_EQ(frames(world, page_4k), (std::set<std::uint64_t>{0x7'5000, 0x9000}));
  EXPECT_EQ(world.os().recorded_frames, 2);
}

// Four frames are the kernel's to give: the fifth page and each later one take an earlier one's.
TEST(GuestOs, ARecordedFrameIsNotTakenAway) {
  ProgramWorld world(with_recorded_frames());
  world.program.handle(placed(0x1000, 0x9000));
  for (std::uint64_t i = 0; i < 60; ++i) world.store(0x10'0000 + i * k4k);
  EXPECT_EQ(world.os().unrecorded_frames, 60);
  EXPECT_EQ(world.os().reclaimed_pages, 56);
  EXPECT_TRUE(frames(world, page_4k).contains(0x9000));
}

TEST(GuestOs, TheRecordedFrameOfAPageThatWasCopiedIsNotGivenToOthers) {
  GuestOsConfig os = with_recorded_frames();
  os.write_protecting = {.interval = 2, .pages = 1};
  ProgramWorld world(os);
  world.program.handle(placed(0x1000, 0x9000));
  for (int i = 0; i < 40; ++i) world.store(0x1000);
  ASSERT_GT(world.os().cow_copies, 0);
  for (std::uint64_t i = 0; i < 3; ++i) world.load(0x10'0000 + i * k4k);
  EXPECT_FALSE(frames(world, page_4k).contains(0x9000));
}

TEST(GuestOs, FramesThatCannotBeAreNamed) {
  GuestOsConfig os = with_recorded_frames();
  os.page_size = page_64k;
  os.memory.bytes = 4 * k64k;
  ProgramWorld world(os);
  EXPECT_THAT([&] { world.program.handle(placed(0x1'2000, 0x800'2000)); },
              testing::ThrowsMessage<UnservedAccess>(
                  // 0x8010000, the end of the page
                  "the guest's kernel cannot serve the load at 12000: the trace has it at 8002000, "
                  "beyond the guest's memory; guest.memory_bytes must be 134283264 or more"));
  EXPECT_THAT([&] { world.program.handle(placed(0x1'2000, 0x3000)); },
              testing::ThrowsMessage<UnservedAccess>(
                  "the guest's kernel cannot serve the load at 12000: the trace has it at 3000, in "
                  "no frame for a page of 64K"));
}

/// 1 % of 16 MB is 40.96 pages of 4 KB, and 2.56 of 64 KB.
GuestOsConfig collapsing() {
  GuestOsConfig os = ProgramWorld::config();
  os.transparent_16m = 1;
  return os;
}

TEST(GuestOs, PagesOf16MThatAreDenseEnoughBecomeOneD8I4) {
  ProgramWorld world(collapsing());
  for (std::uint64_t page = 0; page < 40; ++page) world.store(kRegion + 3 * page * k4k);
  EXPECT_EQ(world.os().collapsed_pages, 0);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 40);
  world.load(kRegion + k16m - 1);
  EXPECT_EQ(world.os().collapsed_pages, 1);
  EXPECT_EQ(world.program.hcalls().bulk_remove, 40 / 4);
  ASSERT_EQ(world.entries().size(), 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_16m}), 1);
  // The pages that are in it now had been stored to.
  EXPECT_EQ(world.image.guest_r(world.first_entry()) & hpte_r::kRc, hpte_r::kRc);
  // All of it is one page, also what was never touched.
  world.load(kRegion + 0x80'0000);
  EXPECT_EQ(world.os().first_touches, 41);
  world.load(kRegion + k16m);
  EXPECT_EQ(world.os().first_touches, 42);
}

TEST(GuestOs, PagesOf64KAreDenseByTheirBytesD5) {
  GuestOsConfig os = collapsing();
  os.page_size = page_64k;
  ProgramWorld world(os);
  for (std::uint64_t page = 0; page < 3; ++page) world.load(kRegion + page * k64k);
  EXPECT_EQ(world.os().collapsed_pages, 1);
  EXPECT_EQ(entries_of(world, {page_64k, page_16m}), 1);
  EXPECT_EQ(world.entries().size(), 1);
}

TEST(GuestOs, PagesOf16MThatAreNotDenseOrNotOneRangeStay) {
  ProgramWorld never;
  ProgramWorld world(collapsing());
  for (std::uint64_t page = 0; page < 80; ++page) {
    never.load(kRegion + page * k4k);
    world.load(kRegion + page % 2 * k16m + page * k4k);
  }
  EXPECT_EQ(never.entries().size(), 80);
  EXPECT_EQ(world.entries().size(), 80);
  EXPECT_EQ(world.os().collapsed_pages, 0);
}

TEST(GuestOs, TheFramesOfPagesThatBecameOneAreFree) {
  GuestOsConfig os = collapsing();
  // 41 pages of 4 KB, and one of 16 MB at the multiple behind them.
  os.memory = {GuestReal(k16m - 41 * k4k), 41 * k4k + k16m};
  ProgramWorld world(os);
  for (std::uint64_t page = 0; page < 41; ++page) world.load(kRegion + page * k4k);
  EXPECT_EQ(frames(world, page_16m), (std::set<std::uint64_t>{k16m}));
  for (std::uint64_t page = 0; page < 40; ++page) world.load(2 * kRegion + page * k4k);
  EXPECT_EQ(world.os().reclaimed_pages, 0);
}

TEST(GuestOs, WithoutAFreeFrameOf16MPagesStayAsTheyAre) {
  GuestOsConfig os = collapsing();
  os.memory = {GuestReal(0), k16m - k4k};
  ProgramWorld world(os);
  for (std::uint64_t page = 0; page < 43; ++page) world.load(kRegion + page * k4k);
  EXPECT_EQ(world.os().uncollapsed_pages, 3);
  EXPECT_EQ(world.os().collapsed_pages, 0);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 43);
}

TEST(GuestOs, OtherPagesAreFoundAfterSomeBecameOne) {
  GuestOsConfig os = collapsing();
  os.ageing = {.interval = 7, .pages = 5};
  ProgramWorld world(os, MpssReach::base);
  for (std::uint64_t page = 0; page < 41; ++page) {
    world.load(kRegion + page * k4k);
    world.load(2 * kRegion + page % 20 * k4k);
  }
  EXPECT_EQ(world.os().collapsed_pages, 1);
  const auto touches = world.os().first_touches;
  EXPECT_EQ(touches, 41 + 20);
  for (std::uint64_t page = 0; page < 41; ++page) world.load(kRegion + page * k4k);
  for (std::uint64_t page = 0; page < 20; ++page) world.load(2 * kRegion + page * k4k);
  EXPECT_EQ(world.os().first_touches, touches);
  EXPECT_EQ(entries_of(world, {page_4k, page_16m}), 41);
  EXPECT_EQ(entries_of(world, {page_4k, page_4k}), 20);
}

// The frame of the page of 16 MB is all there is.
TEST(GuestOs, ALargerPageIsTakenAwayIfThereIsNoneOfTheSize) {
  GuestOsConfig os = with_region(page_16m);
  os.memory = {GuestReal(0), k16m};
  ProgramWorld world(os);
  world.load(kRegion);
  world.load(0x1000);
  world.load(0x2000);
  EXPECT_EQ(world.os().reclaimed_pages, 1);
  EXPECT_EQ(entries_of(world, {page_4k, page_16m}), 0);
  EXPECT_EQ(frames(world, page_4k), (std::set<std::uint64_t>{0, k4k}));
}

}  // namespace
}  // namespace htabsim
