// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_read.h"

#include <gtest/gtest.h>

#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprRead : public BothFormats {
 protected:
  Hpte read() {
    const ReadResult result = h_read(world.port, world.partition, 0, kIndex);
    EXPECT_EQ(result.status, HcallStatus::kSuccess);
    EXPECT_EQ(result.entries.size(), 1U);
    return result.entries.at(0);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprRead, kBothFormats, format_name);

TEST_P(PaprRead, ShowsTheGuestsDwordsAndHardwaresRcI6) {
  const Hpte entry = {0x4000'1254'd553'3c11, kEntry.r};
  world.place(kIndex, entry);
  EXPECT_EQ(read(), entry);
  world.hardware_sets_r(kIndex);
  world.hardware_sets_c(kIndex);
  EXPECT_EQ(read(), (Hpte{entry.v, entry.r | hpte_r::kRc}));
}

TEST_P(PaprRead, HidesLockAbsentAndModifiedI6) {
  world.partition.hpte_mod_interest = 1;
  const Hpte mmio = {kEntry.v, kMmio | 0x2a};
  world.place(kIndex, mmio);
  world.other_locks(kIndex);
  EXPECT_EQ(read(), mmio);
}

TEST_P(PaprRead, TakesNoLockAndChangesNothingR53) {
  world.partition.hpte_mod_interest = 1;
  world.place(kIndex, kEntry);
  world.image.set_guest_r(kIndex, kEntry.r);
  read();
  EXPECT_EQ(world.port.trace(), "load0 load1 load_guest");
}

TEST_P(PaprRead, InvalidEntryHasAStaleDword1I6) {
  EXPECT_EQ(read(), Hpte{});
  world.place(kIndex, kEntry);
  world.image.store(kIndex, HpteDword::k0, hpte_v::kHvLock);
  EXPECT_EQ(read().v, 0U);
  EXPECT_EQ(read().r & hpte_r::kRpn, 0x10'049c'4000U);
}

TEST_P(PaprRead, Read4GivesTheFourAlignedEntriesI6) {
  for (const unsigned i : {4U, 6U, 7U}) {
    world.place(HpteIndex(0x120 + i), {kEntry.v, kEntry.r + (std::uint64_t{i} << 12)});
  }
  const ReadResult result =
      h_read(world.port, world.partition, hcall_flag::kRead4, HpteIndex(0x126));
  EXPECT_EQ(result.status, HcallStatus::kSuccess);
  ASSERT_EQ(result.entries.size(), 4U);
  EXPECT_EQ(result.entries[0], (Hpte{kEntry.v, 0x049c'8012}));
  EXPECT_EQ(result.entries[1].v, 0U);
  EXPECT_EQ(result.entries[2], (Hpte{kEntry.v, 0x049c'a012}));
  EXPECT_EQ(result.entries[3], (Hpte{kEntry.v, 0x049c'b012}));
}

TEST_P(PaprRead, SlotOutsideTheTableIsRefusedI0) {
  const HpteIndex end(world.image.geometry().hptes());
  EXPECT_EQ(h_read(world.port, world.partition, 0, end).status, HcallStatus::kParameter);
  EXPECT_TRUE(h_read(world.port, world.partition, hcall_flag::kRead4, end).entries.empty());
  EXPECT_EQ(h_read(world.port, world.partition, hcall_flag::kRead4, end - 1).entries.size(), 4U);
}

TEST(PaprReadResult, IsASuccessThatReturnsNothingUnlessSet) {
  EXPECT_EQ(ReadResult().status, HcallStatus::kSuccess);
  EXPECT_TRUE(ReadResult().entries.empty());
}

}  // namespace
}  // namespace htabsim
