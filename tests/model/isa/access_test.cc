// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/access.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(IsaAccess, IsALoadOfOneByteWithTheMsrClearUnlessSet) {
  const Access access;
  EXPECT_EQ(access.kind, AccessKind::kLoad);
  EXPECT_EQ(access.ea, Ea(0));
  EXPECT_EQ(access.size, 1U);
  EXPECT_EQ(access.msr, 0U);
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

TEST(IsaAccess, ThirtyTwoBitModeKeepsTheLowHalfOfTheAddressA2) {
  EXPECT_EQ((Access{AccessKind::kLoad, Ea(0xffff'ffff'8000'0001), 4, 0}.effective_address()),
            Ea(0x8000'0001));
  EXPECT_EQ((Access{AccessKind::kLoad, Ea(0xffff'ffff'8000'0001), 4, msr::kSf}.effective_address()),
            Ea(0xffff'ffff'8000'0001));
}

TEST(IsaAccess, SixtyFourBitModeNeedsSfAndTheAccessesOwnRelocationA1) {
  const auto plain = [](AccessKind kind, std::uint64_t msr) {
    return Access{kind, Ea(0), 4, msr}.translated_in_64_bit_mode();
  };
  EXPECT_TRUE(plain(AccessKind::kLoad, msr::kSf | msr::kDr));
  EXPECT_TRUE(plain(AccessKind::kLoad, ~msr::kIr));
  EXPECT_TRUE(plain(AccessKind::kFetch, msr::kSf | msr::kIr));
  EXPECT_TRUE(plain(AccessKind::kFetch, ~msr::kDr));
  EXPECT_FALSE(plain(AccessKind::kLoad, ~msr::kSf));
  EXPECT_FALSE(plain(AccessKind::kStore, ~msr::kDr));
  EXPECT_FALSE(plain(AccessKind::kFetch, ~msr::kIr));
}

}  // namespace
}  // namespace htabsim
