// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/pmu/pmu_events.h"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::Key;
using testing::Not;
using testing::Pair;

std::map<std::string, std::uint64_t> named(const PmuCounters& counters,
                                           PtegSources sources = PtegSources::kModelled) {
  std::map<std::string, std::uint64_t> counts;
  for (const PmuEvent& event : pmu_events(counters, sources)) counts[event.name] = event.count;
  return counts;
}

/// A power of two for each source, so that a sum tells what is in it.
constexpr LineSourceCounts kEachSource{1, 2, 4, 8, 16, 32, 64, 128};
constexpr PageSizeCounts kEachSize{1, 2, 4, 8};

TEST(PmuEventsTest, ReloadsBySizeAndInAll) {
  PmuCounters counters;
  counters.data.erat_reloads = kEachSize;
  counters.data.tlb_reloads = {10, 20, 40, 80};
  counters.instruction.tlb_reloads = {100, 200, 400, 800};
  EXPECT_THAT(named(counters),
              IsSupersetOf({Pair("PM_LSU_DERAT_MISS", 1 + 2 + 4 + 8), Pair("PM_DERAT_MISS_4K", 1),
                            Pair("PM_DERAT_MISS_64K", 2), Pair("PM_DERAT_MISS_16M", 4),
                            Pair("PM_DERAT_MISS_16G", 8), Pair("PM_DTLB_MISS", 150),
                            Pair("PM_DTLB_MISS_4K", 10), Pair("PM_DTLB_MISS_64K", 20),
                            Pair("PM_DTLB_MISS_16M", 40), Pair("PM_DTLB_MISS_16G", 80),
                            Pair("PM_ITLB_MISS", 1500), Pair("PM_TLB_MISS", 150 + 1500)}));
}

TEST(PmuEventsTest, InstructionReloadsOf16GAreThoseOfTheir16MPieces) {  // facts L
  PmuCounters counters;
  counters.instruction.erat_reloads = kEachSize;
  EXPECT_THAT(named(counters),
              IsSupersetOf({Pair("PM_IERAT_RELOAD", 15), Pair("PM_IERAT_RELOAD_4K", 1),
                            Pair("PM_IERAT_RELOAD_64K", 2), Pair("PM_IERAT_RELOAD_16M", 4 + 8)}));
}

TEST(PmuEventsTest, PtegSourcesOfEachSide) {
  PmuCounters counters;
  counters.data.pteg_sources = kEachSource;
  counters.data.pteg_sources[0] = 0;  // a walker has no L1
  counters.instruction.pteg_sources[1] = 7;
  EXPECT_THAT(
      named(counters),
      IsSupersetOf(
          {Pair("PM_DPTEG_FROM_L2", 2), Pair("PM_DPTEG_FROM_L2MISS", 4 + 8 + 16 + 32 + 64 + 128),
           Pair("PM_DPTEG_FROM_L3", 4), Pair("PM_DPTEG_FROM_L3MISS", 8 + 16 + 32 + 64 + 128),
           Pair("PM_DPTEG_FROM_L21_SHR", 8), Pair("PM_DPTEG_FROM_L21_MOD", 16),
           Pair("PM_DPTEG_FROM_L31_SHR", 32), Pair("PM_DPTEG_FROM_L31_MOD", 64),
           Pair("PM_DPTEG_FROM_ON_CHIP_CACHE", 8 + 16 + 32 + 64), Pair("PM_DPTEG_FROM_LMEM", 128),
           Pair("PM_DPTEG_FROM_MEMORY", 128), Pair("PM_IPTEG_FROM_L2", 7),
           Pair("PM_IPTEG_FROM_L2MISS", 0)}));
}

TEST(PmuEventsTest, WhatIsNotModelledIsAbsent) {
  const auto counts = named({}, PtegSources::kNotModelled);
  for (const char* event : {"PM_DPTEG_FROM_L2", "PM_IPTEG_FROM_MEMORY", "PM_LD_REF_L1",
                            "PM_DATA_FROM_L2", "PM_STCX_FAIL", "PM_DPTEG_FROM_LL4",
                            "PM_DPTEG_FROM_OFF_CHIP_CACHE", "PM_CMPLU_STALL_ERAT_MISS"}) {
    EXPECT_THAT(counts, Not(Contains(Key(event))));
  }
  EXPECT_THAT(counts, Contains(Key("PM_TLB_MISS")));
}

TEST(PmuEventsTest, LoadsThatMissTheL1AreThoseFromBeyondIt) {
  PmuCounters counters;
  counters.data_lines = DataCounts{.loads = kEachSource, .stores = {1000}};
  EXPECT_THAT(named(counters),
              IsSupersetOf({Pair("PM_LD_REF_L1", 255), Pair("PM_LD_MISS_L1", 254),
                            Pair("PM_DATA_FROM_L2", 2), Pair("PM_DATA_FROM_L2MISS", 252),
                            Pair("PM_DATA_FROM_L3", 4), Pair("PM_DATA_FROM_MEMORY", 128)}));
}

TEST(PmuEventsTest, CyclesSegmentsAndTlbies) {
  PmuCounters counters;
  counters.run_cycles = Cycles(1000);
  counters.snooped_tlbies = 5;
  counters.data.slb_misses = 20;
  counters.instruction.slb_misses = 3;
  counters.data.walk_cycles = Cycles(400);
  counters.instruction.walk_cycles = Cycles(70);
  EXPECT_THAT(
      named(counters),
      IsSupersetOf({Pair("PM_CYC", 1000), Pair("PM_RUN_CYC", 1000), Pair("PM_SNOOP_TLBIE", 5),
                    Pair("PM_DSLB_MISS", 20), Pair("PM_ISLB_MISS", 3), Pair("PM_SLB_MISS", 23),
                    Pair("PM_DATA_TABLEWALK_CYC", 400), Pair("PM_TABLEWALK_CYC", 470)}));
}

TEST(PmuEventsTest, SumOfProcessorsIsTheSumOfEachEvent) {
  PmuCounters one;
  one.run_cycles = Cycles(7);
  one.data.erat_reloads = kEachSize;
  one.instruction.pteg_sources = kEachSource;
  one.data.walk_cycles = Cycles(9);
  one.instruction.slb_misses = 2;
  one.snooped_tlbies = 1;
  one.data_lines = DataCounts{.loads = kEachSource, .stores = kEachSource};
  PmuCounters sum;
  for (int i = 0; i < 3; ++i) sum += one;
  auto expected = named(one);
  for (auto& [name, count] : expected) count *= 3;
  EXPECT_EQ(named(sum), expected);
}

TEST(PmuEventsTest, NoEventIsGivenTwice) {
  PmuCounters counters;
  counters.data_lines.emplace();
  const auto events = pmu_events(counters, PtegSources::kModelled);
  EXPECT_EQ(named(counters).size(), events.size());
}

}  // namespace
}  // namespace htabsim
