// SPDX-License-Identifier: Apache-2.0
//
// What a value of the architecture is before anybody sets it.
#include <gtest/gtest.h>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/lpcr.h"
#include "htabsim/model/isa/protection.h"
#include "htabsim/model/isa/slb.h"
#include "htabsim/model/isa/table_register.h"
#include "htabsim/model/isa/tlbie.h"

namespace htabsim {
namespace {

TEST(IsaUnsetValues, AccessIsALoadOfOneByteWithTheMsrClear) {
  const Access access;
  EXPECT_EQ(access.kind, AccessKind::kLoad);
  EXPECT_EQ(access.ea, Ea(0));
  EXPECT_EQ(access.size, 1U);
  EXPECT_EQ(access.msr, 0U);
}

TEST(IsaUnsetValues, RegistersAreZero) {
  EXPECT_EQ(Lpcr().value(), 0U);
  EXPECT_EQ(TlbieRb().value, 0U);
  EXPECT_EQ(Cycles().value(), 0U);
}

TEST(IsaUnsetValues, FaultIsADsiWithoutCauses) {
  EXPECT_EQ(Fault(), (Fault{Interrupt::kDataStorage, Ea(0), 0}));
}

TEST(IsaUnsetValues, PageAllowsNothing) {
  for (const bool problem : {false, true}) {
    EXPECT_EQ(denied({}, AccessKind::kLoad, problem, {}), cause::kProtection);
    EXPECT_EQ(denied({}, AccessKind::kStore, problem, {}), cause::kProtection | cause::kStore);
    EXPECT_EQ(denied({}, AccessKind::kFetch, problem, {}), cause::kNoExecute);
  }
  EXPECT_EQ(PageProtection().key, 0);
}

TEST(IsaUnsetValues, SizesAreTheSmallest) {
  EXPECT_EQ(HptePageSize(), (HptePageSize{PageSize::page_4k, PageSize::page_4k}));
  EXPECT_EQ(TableRegister(), (TableRegister{HostReal(0), 18}));
  EXPECT_EQ(VirtualAddress().size, SegmentSize::segment_256m);
  EXPECT_EQ(VirtualAddress().offset, 0U);
  EXPECT_EQ(TlbieTarget().size, SegmentSize::segment_256m);
  EXPECT_EQ(TlbieTarget().va_low, 0U);
  EXPECT_EQ(TlbieTarget().congruence_class, 0U);
}

TEST(IsaUnsetValues, SlbEntryIsZeroAndALookupFindsNothing) {
  EXPECT_EQ(SlbEntry(), (SlbEntry{0, 0}));
  EXPECT_EQ(Slb::Lookup().match, Slb::Match::kMiss);
  EXPECT_EQ(Slb::Lookup().slot, 0U);
}

}  // namespace
}  // namespace htabsim
