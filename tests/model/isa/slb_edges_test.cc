// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/slb.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kValid = 0x0800'0000;
constexpr std::uint64_t k1T = 0x4000'0000'0000'0000;
constexpr std::uint64_t kEsid = 0xc000'0000'1000'0000;

TEST(SlbEdges, SlotsAreCountedModuloThirtyTwoB2) {
  Slb slb;
  slb.slbmte(0x1000, kEsid | kValid | (32 + 5));
  EXPECT_EQ(slb.slbmfee(5), kEsid | kValid);
  EXPECT_EQ(slb.lookup(Ea(kEsid)).slot, 5U);
}

TEST(SlbEdges, HighestVsidBitIsNotPartOfBB2) {
  // VSID bit 2 set: B is still 01, and EA bits 24:35 do not count.
  Slb slb;
  slb.slbmte(k1T | 0x2000'0000'0000'0000, kEsid | kValid);
  const Slb::Lookup found = slb.lookup(Ea(0xc000'00ff'f000'0000));
  ASSERT_EQ(found.match, Slb::Match::kHit);
  EXPECT_EQ(found.segment.vsid, Vsid(0x20'0000'0000));
}

TEST(SlbEdges, InvalidatedEntryKeepsItsOtherFieldsB7) {
  Slb slb;
  slb.slbmte(0x1000, kEsid | kValid | 3);
  slb.slbmte(0x2000, 0x2000'0000 | kValid | 4);
  slb.slbie(kEsid);
  EXPECT_EQ(slb.slbmfee(3), kEsid);
  EXPECT_EQ(slb.slbmfev(3), 0x1000U);
  slb.slbia(0);
  EXPECT_EQ(slb.slbmfee(4), 0x2000'0000U);
  EXPECT_EQ(slb.slbmfev(4), 0x2000U);
}

TEST(AccessModes, ThirtyTwoBitModeKeepsTheLowHalfOfTheAddressA2) {
  EXPECT_EQ((Access{AccessKind::kLoad, Ea(0xffff'ffff'8000'0001), 4, 0}.effective_address()),
            Ea(0x8000'0001));
  EXPECT_EQ((Access{AccessKind::kLoad, Ea(0xffff'ffff'8000'0001), 4, msr::kSf}.effective_address()),
            Ea(0xffff'ffff'8000'0001));
}

TEST(AccessModes, SixtyFourBitModeNeedsSfAndTheAccessesOwnRelocationA1) {
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
