// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/event_alias.h"

#include <gtest/gtest.h>

#include "sc_main/hostdata/comparison.h"

namespace htabsim {
namespace {

TEST(EventAlias, LinuxNamesArePowersEvents) {
  EXPECT_EQ(power_event_name("dTLB-load-misses"), "PM_DTLB_MISS");
  EXPECT_EQ(power_event_name("iTLB-load-misses:u"), "PM_ITLB_MISS");
  EXPECT_EQ(power_event_name("cycles"), "PM_CYC");
  EXPECT_EQ(power_event_name("L1-dcache-load-misses"), "PM_LD_MISS_L1");
}

TEST(EventAlias, CodesArePowersEventsHoweverTheyAreWritten) {
  for (const char* event : {"r300fc", "r300fc:u", "cpu/event=0x300fc/", "cpu/event=0x300FC/u",
                            "cpu/config=0x300fc,period=100/"}) {
    EXPECT_EQ(power_event_name(event), "PM_DTLB_MISS") << event;
  }
  EXPECT_EQ(power_event_name("r400fc"), "PM_ITLB_MISS");
  EXPECT_EQ(power_event_name("r200f4"), power_event_name("r600f4"));
}

TEST(EventAlias, OtherEventsStayWhatTheyAre) {
  for (const char* event : {"PM_DTLB_MISS", "r", "r1", "rss", "r300fcx", "cpu/event=/", "cpu/x/",
                            "dTLB-store-misses", "instructions", "r100ee", "r100fc", ""}) {
    EXPECT_EQ(power_event_name(event), event);
  }
}

TEST(EventAlias, HostsFigureMeetsTheModelsByIt) {
  const auto rows = compare({{"dTLB-load-misses", "", 300.0, "counted 100.00 %"},
                             {"r300fc", "", 200.0, ""},
                             {"PM_DTLB_MISS", "", 100.0, ""},
                             {"dTLB-store-misses", "", 1.0, ""}},
                            {{"PM_DTLB_MISS", 100}});
  EXPECT_EQ(rows[0].model, 100);
  EXPECT_EQ(rows[0].host.note, "counted 100.00 %, is PM_DTLB_MISS");
  EXPECT_EQ(rows[1].model, 100);
  EXPECT_EQ(rows[1].host.note, "is PM_DTLB_MISS");
  EXPECT_EQ(rows[2].host.note, "");
  EXPECT_FALSE(rows[3].model);
}

}  // namespace
}  // namespace htabsim
