// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/fault.h"

#include <gtest/gtest.h>

#include "htabsim/model/isa/access.h"

namespace htabsim {
namespace {

TEST(IsaFault, InterruptsHaveTheirVectorA8) {
  EXPECT_EQ(Interrupt::kMachineCheck, Interrupt{0x200});
  EXPECT_EQ(Interrupt::kDataStorage, Interrupt{0x300});
  EXPECT_EQ(Interrupt::kDataSegment, Interrupt{0x380});
  EXPECT_EQ(Interrupt::kInstructionStorage, Interrupt{0x400});
  EXPECT_EQ(Interrupt::kInstructionSegment, Interrupt{0x480});
  EXPECT_EQ(Interrupt::kHypervisorDataStorage, Interrupt{0xe00});
  EXPECT_EQ(Interrupt::kHypervisorInstructionStorage, Interrupt{0xe20});
}

TEST(IsaFault, NamesAreThoseOfTheArchitecture) {
  EXPECT_EQ(name(Interrupt::kDataStorage), "DSI");
  EXPECT_EQ(name(Interrupt::kHypervisorDataStorage), "HDSI");
  EXPECT_EQ(name(Interrupt::kHypervisorInstructionStorage), "HISI");
  EXPECT_EQ(name(Interrupt::kMachineCheck), "machine check");
  EXPECT_EQ(name(Interrupt{0x900}), "unknown");
}

TEST(IsaFault, SlbMultihitCodesOfPower8B5) {
  EXPECT_EQ(cause::kSlbMultihit, 0x80U);
  EXPECT_EQ(cause::kSlbMultihitFetch, 0xc0000U);
}

TEST(IsaAccess, MsrBitsA1) {
  EXPECT_EQ(msr::kSf, 0x8000'0000'0000'0000);
  EXPECT_EQ(msr::kHv, 0x1000'0000'0000'0000);
  EXPECT_EQ(msr::kPr, 0x4000);
  EXPECT_EQ(msr::kIr, 0x20);
  EXPECT_EQ(msr::kDr, 0x10);
}

TEST(IsaAccess, IrGovernsFetchesAndDrTheRestA1) {
  const Access fetch = {AccessKind::kFetch, Ea(0), 4, msr::kIr};
  const Access load = {AccessKind::kLoad, Ea(0), 4, msr::kIr};
  const Access store = {AccessKind::kStore, Ea(0), 4, msr::kDr};
  EXPECT_TRUE(fetch.translated());
  EXPECT_FALSE(load.translated());
  EXPECT_TRUE(store.translated());
  EXPECT_FALSE((Access{AccessKind::kFetch, Ea(0), 4, msr::kDr}).translated());
}

TEST(IsaAccess, PrIsProblemStateA1) {
  EXPECT_TRUE((Access{AccessKind::kLoad, Ea(0), 1, msr::kPr}).problem_state());
  EXPECT_FALSE((Access{AccessKind::kLoad, Ea(0), 1, ~msr::kPr}).problem_state());
}

TEST(IsaAccess, ProblemStateIsAlwaysTranslatedA1) {
  EXPECT_TRUE((Access{AccessKind::kFetch, Ea(0), 4, msr::kPr}).translated());
  EXPECT_TRUE((Access{AccessKind::kLoad, Ea(0), 4, msr::kPr}).translated());
  EXPECT_FALSE((Access{AccessKind::kLoad, Ea(0), 4, msr::kSf | msr::kHv}).translated());
}

TEST(IsaAccess, ModeOf32BitsTakesTheHighHalfAsZeroA2) {
  const Ea ea(0xc000'0000'9234'5678);
  EXPECT_EQ((Access{AccessKind::kLoad, ea, 4, msr::kDr}).effective_address(), Ea(0x9234'5678));
  EXPECT_EQ((Access{AccessKind::kLoad, ea, 4, msr::kSf}).effective_address(), ea);
}

}  // namespace
}  // namespace htabsim
