// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/real_mode.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

Lpcr with_rmls(std::uint64_t rmls) { return Lpcr(rmls << lpcr::kRmlsShift); }

TEST(RealModeTest, TheHypervisorsAddressesAreOffsetByHrmorA3) {
  EXPECT_EQ(hypervisor_real_mode(Ea(0x1234), 0x10'0000'0000), HostReal(0x10'0000'1234));
}

TEST(RealModeTest, EaBit0TurnsHrmorOffA3) {
  EXPECT_EQ(hypervisor_real_mode(Ea(0x8000'0000'0000'1234), 0x10'0000'0000), HostReal(0x1234));
}

TEST(RealModeTest, EaBits1To3AreIgnoredA3) {
  EXPECT_EQ(hypervisor_real_mode(Ea(0x7fff'0000'0000'0000), 0), HostReal(0x0fff'0000'0000'0000));
}

TEST(RealModeTest, RmlsLimitsAGuestsRealModeA4) {
  const struct {
    std::uint64_t rmls;
    std::uint64_t bytes;
  } kLimits[] = {{0, 256ULL << 30}, {1, 16ULL << 30},  {2, 1ULL << 30}, {3, 64ULL << 20},
                 {4, 256ULL << 20}, {7, 128ULL << 20}, {8, 32ULL << 20}};
  for (const auto& limit : kLimits) {
    EXPECT_EQ(guest_real_mode(Ea(limit.bytes - 1), with_rmls(limit.rmls)),
              GuestReal(limit.bytes - 1));
    EXPECT_EQ(guest_real_mode(Ea(limit.bytes), with_rmls(limit.rmls)), std::nullopt);
  }
}

TEST(RealModeTest, AReservedRmlsLetsNothingThroughA4) {
  for (const std::uint64_t rmls : {5, 6, 9, 15}) {
    EXPECT_EQ(guest_real_mode(Ea(0), with_rmls(rmls)), std::nullopt) << rmls;
  }
}

TEST(RealModeTest, AGuestsEaBits0To3AreIgnoredA4) {
  EXPECT_EQ(guest_real_mode(Ea(0xc000'0000'0000'1000), Lpcr(0)), GuestReal(0x1000));
}

TEST(RealModeTest, RmorIsAddedByOrA4) {
  EXPECT_EQ(apply_rmor(GuestReal(0x1234), 0x4000'0000), HostReal(0x4000'1234));
}

TEST(RealModeTest, RegistersAreZeroAndThereIsNoRmorUnlessSet) {
  const PartitionRegisters registers;
  EXPECT_EQ(registers.hrmor, 0U);
  EXPECT_FALSE(registers.rmor);
  EXPECT_FALSE(registers.partition_entry);
}

}  // namespace
}  // namespace htabsim
