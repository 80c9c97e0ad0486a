// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/htm_reloads.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

constexpr std::uint32_t kReloadNop = 0x60000000;
constexpr std::uint32_t kReloadSlbia = 0x7c0003e4;  // slbia 0
constexpr std::uint32_t kReloadSlbie = 0x7c001b64;  // slbie r3
constexpr std::uint64_t kReloadCode = 0x10000000;

HtmReloadSetup small_erats(std::size_t entries) {
  return {{entries, entries, 0}, PageSize::page_4k, SegmentSize::segment_256m};
}

HtmRealPage real_page(std::uint8_t shift) { return {.address = GuestReal(0), .shift = shift}; }

/// Dumps, an instruction at a time; each begins at the word after the one before.
class ReloadDump {
 public:
  HtmInstruction& nop(std::uint64_t ea = kReloadCode) {
    HtmInstruction instruction;
    instruction.word = kReloadNop;
    instruction.ea = Ea(ea);
    instruction.record = instructions_.size() + 1;
    return instructions_.emplace_back(instruction);
  }
  void data(std::uint64_t ea, std::uint8_t reloaded_shift = 0) {
    HtmData& data = nop().data[0];
    data.ea = Ea(ea);
    if (reloaded_shift != 0) data.page = real_page(reloaded_shift);
  }
  void segment(std::uint64_t esid, std::uint8_t size = 0) {
    HtmInstruction& slbmte = nop();
    slbmte.esid = esid;
    slbmte.vsid = HtmVsid{.segment_size = size, .vsid = Vsid(1)};
  }

  [[nodiscard]] HtmReloads::Result compared(const HtmReloadSetup& setup) const {
    HtmReloads reloads(setup);
    for (const HtmInstruction& instruction : instructions_) reloads.learn_sizes(instruction);
    for (const HtmInstruction& instruction : instructions_) reloads.add(instruction);
    return reloads.finish();
  }

 private:
  std::vector<HtmInstruction> instructions_;
};

ReloadDifference difference(ReloadSide only, std::uint64_t first, std::uint8_t shift,
                            std::uint64_t record) {
  return {only, {.first = Ea(first), .shift = shift, .record = record}};
}

// Two entries: 1 and 2 are first uses; 3 replaces 1, 1 replaces 2; the core reloads 3 but not 1,
// and 3 once more, which the model still has.
TEST(HtmReloads, SetsTheCoresDataReloadsBesideTheModels) {
  ReloadDump dump;
  dump.data(0x1000, 12);
  dump.data(0x2008);
  dump.data(0x3010, 12);
  dump.data(0x1018);
  dump.data(0x3ff8, 12);
  const HtmReloads::Result result = dump.compared(small_erats(2));
  const HtmReloads::Outcome& data = result.of(ReloadKind::kDataErat);
  EXPECT_EQ(data.first_uses, 2u);
  EXPECT_EQ(data.hardware_first_uses, 1u);
  EXPECT_EQ(
      data.agreement,
      (ReloadAgreement{.hardware = 2,
                       .model = 2,
                       .common = 1,
                       .stretches = 1,
                       .first_differences = {difference(ReloadSide::kModel, 0x1000, 12, 4),
                                             difference(ReloadSide::kHardware, 0x3000, 12, 5)}}));
  EXPECT_EQ(result.counts, (HtmReloadCounts{.instructions = 5, .data_references = 5}));
}

TEST(HtmReloads, FetchesAreComparedByThemselves) {
  ReloadDump dump;
  for (const std::uint64_t ea : {0x1000U, 0x2000U, 0x3000U}) dump.nop(ea).page = real_page(12);
  dump.nop().ea.reset();
  const HtmReloads::Result result = dump.compared(small_erats(1));
  const HtmReloads::Outcome& fetches = result.of(ReloadKind::kInstructionErat);
  EXPECT_EQ(fetches.first_uses, 1u);
  EXPECT_EQ(fetches.agreement,
            (ReloadAgreement{
                .hardware = 2, .model = 2, .common = 2, .stretches = 1, .first_differences = {}}));
  EXPECT_EQ(result.of(ReloadKind::kDataErat).agreement, ReloadAgreement{});
  EXPECT_EQ(result.counts.without_address, 1u);
}

// A page that is used already is no first use, though the model's ERAT has room.
TEST(HtmReloads, AReloadOfAPageUsedBeforeIsCompared) {
  ReloadDump dump;
  dump.data(0x1000);
  dump.data(0x1000, 12);
  const HtmReloads::Outcome data = dump.compared(small_erats(8)).of(ReloadKind::kDataErat);
  EXPECT_EQ(data.first_uses, 1u);
  EXPECT_EQ(data.hardware_first_uses, 0u);
  EXPECT_EQ(data.agreement.hardware, 1u);
  EXPECT_EQ(data.agreement.model, 0u);
}

// The size is told where the core reloads the page, long after its first use.
TEST(HtmReloads, APageHasTheSizeThatTheDumpTellsLater) {
  ReloadDump dump;
  for (const std::uint64_t ea : {0x20000U, 0x21000U, 0x22000U, 0x90000000U}) dump.data(ea);
  dump.data(0x23000, 16);
  const HtmReloads::Outcome data = dump.compared(small_erats(1)).of(ReloadKind::kDataErat);
  EXPECT_EQ(data.first_uses, 1u);
  EXPECT_EQ(data.agreement.model, 2u);
  EXPECT_EQ(data.agreement.common, 1u);
  EXPECT_EQ(data.agreement.first_differences,
            (std::vector{difference(ReloadSide::kModel, 0x90000000, 12, 4)}));
}

TEST(HtmReloads, SegmentsAreComparedOnceTheSlbIsKnown) {
  ReloadDump dump;
  dump.segment(7);
  dump.data(0x70000000);  // code's segment, then this: two first uses
  dump.nop().word = kReloadSlbia;
  dump.segment(8);
  dump.data(0x80000000);
  dump.segment(0x12300, 1);
  dump.data(0x123456789abc);
  const HtmReloads::Outcome slb = dump.compared(small_erats(8)).of(ReloadKind::kSlb);
  EXPECT_EQ(slb.first_uses, 2u);
  EXPECT_EQ(slb.hardware_first_uses, 1u);
  EXPECT_EQ(slb.agreement.hardware, 2u);
  EXPECT_EQ(slb.agreement.model, 3u);  // code's again, which the core does not tell
  EXPECT_EQ(slb.agreement.common, 2u);
  EXPECT_EQ(slb.agreement.first_differences,
            (std::vector{difference(ReloadSide::kModel, kReloadCode, 28, 4)}));
}

TEST(HtmReloads, WhatAnInvalidationInARegisterNamesIsUnknown) {
  ReloadDump dump;
  dump.nop().word = kReloadSlbie;
  EXPECT_EQ(dump.compared(small_erats(8)).counts.untold_operands, 1u);
}

TEST(HtmReloads, RealAddressesWithoutASizeTellNoReload) {
  ReloadDump dump;
  dump.nop().page = real_page(0);
  const HtmReloads::Result result = dump.compared(small_erats(8));
  EXPECT_FALSE(result.tells_erat_reloads());
  EXPECT_EQ(result.of(ReloadKind::kInstructionErat).hardware_first_uses, 0u);
}

TEST(HtmReloads, OfAnEmptyDumpIsNothing) {
  const HtmReloads::Result result = ReloadDump().compared(small_erats(8));
  EXPECT_EQ(result.counts, HtmReloadCounts{});
  EXPECT_EQ(result.of(ReloadKind::kSlb).agreement, ReloadAgreement{});
}

/// A buffer as it is defined: pages in the order of their use.
class PlainLru {
 public:
  PlainLru(std::size_t entries, std::vector<std::uint64_t> pages)
      : entries_(entries), pages_(std::move(pages)) {}

  bool reloads(std::uint64_t page) {
    const auto found = std::ranges::find(pages_, page);
    const bool is_missing = found == pages_.end();
    if (!is_missing) pages_.erase(found);
    pages_.push_back(page);
    if (pages_.size() > entries_) pages_.erase(pages_.begin());
    return is_missing;
  }

 private:
  std::size_t entries_;
  std::vector<std::uint64_t> pages_;
};

// Whatever a core's ERAT held when the dump began, if it is replaced by least recent use then what
// is compared agrees in all.
RC_GTEST_PROP(HtmReloads, ACoreThatIsTheModelAgrees, ()) {
  const auto entries = *rc::gen::inRange<std::size_t>(1, 8);
  const auto page = rc::gen::inRange<std::uint64_t>(1, 12);
  PlainLru core(entries, *rc::gen::unique<std::vector<std::uint64_t>>(entries, page));
  ReloadDump dump;
  for (const std::uint64_t used : *rc::gen::container<std::vector<std::uint64_t>>(page)) {
    dump.data(used << 12, core.reloads(used) ? 12 : 0);
  }
  const HtmReloads::Outcome data = dump.compared(small_erats(entries)).of(ReloadKind::kDataErat);
  RC_ASSERT(data.agreement.hardware == data.agreement.common);
  RC_ASSERT(data.agreement.model == data.agreement.common);
}

}  // namespace
}  // namespace htabsim
