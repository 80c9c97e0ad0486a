// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/processor_slb.h"

#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/isa/slb.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {
namespace {

using testing::ElementsAre;

/// An SLB with a kernel's entry in slot 0, and what was done to it.
class NotedSlb final : public KernelPort {
 public:
  NotedSlb() { slb.slbmte(encode_segment({.vsid = Vsid(1)}), kKernel | slb_esid::kValid); }

  HcallResult hcall(const HcallFrame&) override { return {}; }
  void slbmte(std::uint64_t rs, std::uint64_t rb) override { slb.slbmte(rs, rb); }
  void slbie(std::uint64_t rb) override {
    ++slbies;
    slb.slbie(rb);
  }
  void slbia(unsigned ih) override {
    hints.push_back(ih);
    slb.slbia(ih);
  }
  void spend(Cycles) override {}

  /// Slots that have a program's entry.
  [[nodiscard]] unsigned programs_entries() const {
    unsigned count = 0;
    for (unsigned slot = 1; slot < Slb::kEntries; ++slot) count += slb.entries()[slot].valid();
    return count;
  }
  [[nodiscard]] bool kernels_is_there() const {
    return slb.entries()[0].covers(Ea(kKernel)) && slb.entries()[0].valid();
  }
  /// Which of the segments below is in a slot; that is valid.
  [[nodiscard]] std::uint64_t in_slot(unsigned slot) const {
    EXPECT_TRUE(slb.entries()[slot].valid());
    return slb.entries()[slot].esid_word >> 28;
  }

  Slb slb;
  unsigned slbies = 0;
  std::vector<unsigned> hints;  // of slbias

 private:
  static constexpr std::uint64_t kKernel = 0xc000'0000'0000'0000;
};

constexpr Segment kUsers{.vsid = Vsid(0x123), .size = SegmentSize::segment_256m, .class_one = true};

void load(ProcessorSlb& processor, NotedSlb& noted, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t esid = first; esid < first + count; ++esid) {
    processor.load(noted, kUsers, Ea((esid << 28) + 0x1234));
  }
}

TEST(ProcessorSlb, UpToEightSegmentsGoOneByOneB11) {
  NotedSlb noted;
  ProcessorSlb processor;
  load(processor, noted, 0, 8);
  EXPECT_EQ(noted.programs_entries(), 8u);
  EXPECT_EQ(processor.empty(noted, HpteFormat::isa207), SlbEmptying::kSlbies);
  EXPECT_EQ(noted.slbies, 8u);
  EXPECT_TRUE(noted.hints.empty());
  EXPECT_EQ(noted.programs_entries(), 0u);
  EXPECT_TRUE(noted.kernels_is_there());
  EXPECT_EQ(processor.empty(noted, HpteFormat::isa207), SlbEmptying::kSlbies);
  EXPECT_EQ(noted.slbies, 8u) << "nothing has been entered since";
}

TEST(ProcessorSlb, MoreThanEightGoByOneSlbiaB11) {
  NotedSlb noted;
  ProcessorSlb processor;
  load(processor, noted, 0, 9);
  EXPECT_EQ(processor.empty(noted, HpteFormat::isa207), SlbEmptying::kSlbia);
  EXPECT_EQ(noted.slbies, 0u);
  EXPECT_THAT(noted.hints, ElementsAre(1u));
  EXPECT_EQ(noted.programs_entries(), 0u);
  EXPECT_TRUE(noted.kernels_is_there());
}

TEST(ProcessorSlb, Isa300HasAnSlbiaOfClassOneB11) {
  NotedSlb noted;
  ProcessorSlb processor;
  load(processor, noted, 0, 1);
  EXPECT_EQ(processor.empty(noted, HpteFormat::isa300), SlbEmptying::kSlbia);
  EXPECT_EQ(noted.slbies, 0u);
  EXPECT_THAT(noted.hints, ElementsAre(3u));
  EXPECT_EQ(noted.programs_entries(), 0u);
  EXPECT_TRUE(noted.kernels_is_there()) << "its class is 0";
}

TEST(ProcessorSlb, FreeSlotsAreFilledFirstB11) {
  NotedSlb noted;
  ProcessorSlb processor;
  load(processor, noted, 0, 31 + 2);
  EXPECT_EQ(noted.slbies, 2u) << "of what was in slots 1 and 2 (facts B8)";
  EXPECT_EQ(noted.in_slot(1), 31u);
  EXPECT_EQ(noted.in_slot(2), 32u);
  EXPECT_EQ(noted.in_slot(31), 30u);
  processor.empty(noted, HpteFormat::isa207);
  load(processor, noted, 100, 31);
  EXPECT_EQ(noted.in_slot(1), 100u);
  EXPECT_EQ(noted.in_slot(31), 130u);
  // The turn goes on behind the slots that were replaced before.
  load(processor, noted, 200, 1);
  EXPECT_EQ(noted.in_slot(3), 200u);
}

TEST(ProcessorSlb, AReplacedSegmentIsNotTakenOutAgainB8) {
  NotedSlb noted;
  ProcessorSlb processor;
  load(processor, noted, 0, 32);
  EXPECT_EQ(noted.slbies, 1u);
  EXPECT_EQ(noted.slb.lookup(Ea(0)).match, Slb::Match::kMiss) << "that of slot 1 has gone";
  EXPECT_EQ(processor.empty(noted, HpteFormat::isa207), SlbEmptying::kSlbia);
  EXPECT_EQ(noted.slbies, 1u);
}

}  // namespace
}  // namespace htabsim
