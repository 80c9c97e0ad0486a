// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/fault.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(name(Interrupt::kDataSegment), "data segment");
  EXPECT_EQ(name(Interrupt::kInstructionStorage), "ISI");
  EXPECT_EQ(name(Interrupt::kInstructionSegment), "instruction segment");
  EXPECT_EQ(name(Interrupt::kMachineCheck), "machine check");
  EXPECT_EQ(name(Interrupt{0x900}), "unknown");
}

TEST(IsaFault, SlbMultihitCodesOfPower8B5) {
  EXPECT_EQ(cause::kSlbMultihit, 0x80U);
  EXPECT_EQ(cause::kSlbMultihitFetch, 0xc0000U);
}

TEST(IsaFault, CausesLeaveTheOtherBitsOfSrr1ToTheMsrE5) {
  EXPECT_EQ(cause::kSrr1Mask, 0x783f'0000U);
}

TEST(IsaFault, IsADsiWithoutCausesUnlessSet) {
  EXPECT_EQ(Fault(), (Fault{Interrupt::kDataStorage, Ea(0), 0}));
}

}  // namespace
}  // namespace htabsim
