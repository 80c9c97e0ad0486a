// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/entry_scan.h"

#include <string>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

using enum EntryScan::HardwareRc;

/// One entry, and what was loaded of it.
struct OneEntry {
  std::uint64_t guest_r = 0;
  Hpte memory;
  std::string loaded;

  std::uint64_t load_guest_r(HpteIndex) {
    loaded += "g";
    return guest_r;
  }
  std::uint64_t load(HpteIndex, HpteDword which) {
    loaded += which == HpteDword::k0 ? "0" : "1";
    return which == HpteDword::k0 ? memory.v : memory.r;
  }
};

struct Expected {
  std::string loaded;
  bool stops = false;
  bool dirty = false;
};

void expect(const EntryScan& scan, OneEntry entry, const Expected& expected) {
  const EntryScan::Look look = scan.look(entry, HpteIndex(0));
  EXPECT_EQ(entry.loaded, expected.loaded);
  EXPECT_EQ(look.stops, expected.stops);
  EXPECT_EQ(look.dirty, expected.dirty);
}

// MODIFIED, or pending R or C: of a VALID entry, what the guest's dword 1 has not (R24, R25).
TEST(EntryScanTest, DirtyIsModifiedOrHasPendingRcR25) {
  const EntryScan scan = EntryScan::for_dirty(kNoticed);
  expect(scan, {}, {"g0", false, false});
  expect(scan, {hpte_r::kModified, {hpte_v::kValid, 0}, {}}, {"g", true, true});
  expect(scan, {0, {hpte_v::kValid, hpte_r::kReferenced}, {}}, {"g01", true, true});
  expect(scan, {hpte_r::kReferenced, {hpte_v::kValid, hpte_r::kReferenced}, {}}, {"g01"});
  expect(scan, {hpte_r::kReferenced, {hpte_v::kValid, hpte_r::kRc}, {}}, {"g01", true, true});
}

TEST(EntryScanTest, RcOfAnEntryThatIsNotValidIsNotLookedAtR25) {
  expect(EntryScan::for_dirty(kNoticed), {0, {hpte_v::kAbsent, hpte_r::kRc}, {}}, {"g0"});
}

TEST(EntryScanTest, IgnoredRcIsNotLoaded) {
  expect(EntryScan::for_dirty(kIgnored), {0, {hpte_v::kValid, hpte_r::kRc}, {}}, {"g0"});
}

// ABSENT counts as valid (R27).
TEST(EntryScanTest, DirtyOrValidLoadsDword0InAnyCaseR23) {
  const EntryScan scan = EntryScan::for_dirty_or_valid(kNoticed, EntryScan::kGuestValid);
  expect(scan, {}, {"g0"});
  expect(scan, {hpte_r::kModified, {}, {}}, {"g0", true, true});
  expect(scan, {0, {hpte_v::kAbsent, 0}, {}}, {"g0", true, false});
  expect(scan, {0, {hpte_v::kValid, 0}, {}}, {"g01", true, false});
}

TEST(EntryScanTest, OnlySelectedEntriesAreValidR26) {
  const EntryScan scan = EntryScan::for_dirty_or_valid(kNoticed, hpte_v::kBolted);
  expect(scan, {0, {hpte_v::kValid, 0}, {}}, {"g01", false, false});
  expect(scan, {0, {hpte_v::kValid | hpte_v::kBolted, 0}, {}}, {"g01", true, false});
  expect(scan, {0, {hpte_v::kBolted, 0}, {}}, {"g0", false, false});
}

// A write removes what is valid for the guest, dirty or not (R43).
TEST(EntryScanTest, ValidNeedsDword0AloneR43) {
  const EntryScan scan = EntryScan::for_valid();
  EXPECT_FALSE(scan.loads_guest_r());
  expect(scan, {hpte_r::kModified, {}, {}}, {"0"});
  expect(scan, {0, {hpte_v::kAbsent, 0}, {}}, {"0", true, false});
  expect(scan, {0, {hpte_v::kValid, hpte_r::kRc}, {}}, {"0", true, false});
}

}  // namespace
}  // namespace htabsim
