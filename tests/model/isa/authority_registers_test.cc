// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/authority_registers.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

constexpr std::uint64_t kOnes = ~std::uint64_t{0};

TEST(AuthorityRegistersTest, ThePrivilegedWriteOnlyWhatAmorAllowsE4) {
  AuthorityRegisters registers;
  ASSERT_TRUE(registers.write(AuthoritySpr::kAmor, 0xff00, Privilege::kHypervisor));
  EXPECT_TRUE(registers.write(AuthoritySpr::kAmr, 0xabcd, Privilege::kPrivileged));
  EXPECT_EQ(registers.masks().amr, 0xab00U);
  EXPECT_TRUE(registers.write(AuthoritySpr::kIamr, 0x1234, Privilege::kPrivileged));
  EXPECT_EQ(registers.masks().iamr, 0x1200U);
  EXPECT_TRUE(registers.write(AuthoritySpr::kUamor, kOnes, Privilege::kPrivileged));
  EXPECT_EQ(registers.uamor(), 0xff00U);
}

TEST(AuthorityRegistersTest, BitsThatMayNotBeWrittenKeepTheirValueE4) {
  AuthorityRegisters registers;
  registers.write(AuthoritySpr::kAmr, 0x5555, Privilege::kHypervisor);
  registers.write(AuthoritySpr::kAmor, 0x00ff, Privilege::kHypervisor);
  registers.write(AuthoritySpr::kAmr, 0, Privilege::kPrivileged);
  EXPECT_EQ(registers.masks().amr, 0x5500U);
}

TEST(AuthorityRegistersTest, TheHypervisorWritesPastAmorE4) {
  AuthorityRegisters registers;
  EXPECT_TRUE(registers.write(AuthoritySpr::kAmr, 0xabcd, Privilege::kHypervisor));
  EXPECT_EQ(registers.masks().amr, 0xabcdU);
}

TEST(AuthorityRegistersTest, ProblemStateWritesAmrBySpr13WithinUamorE4) {
  AuthorityRegisters registers;
  registers.write(AuthoritySpr::kUamor, 0x0ff0, Privilege::kHypervisor);
  EXPECT_TRUE(registers.write(AuthoritySpr::kAmrProblem, 0xabcd, Privilege::kProblem));
  EXPECT_EQ(registers.masks().amr, 0x0bc0U);
}

TEST(AuthorityRegistersTest, NumbersOfTheRegistersE4) {
  EXPECT_EQ(authority_spr(13), AuthoritySpr::kAmrProblem);
  EXPECT_EQ(authority_spr(29), AuthoritySpr::kAmr);
  EXPECT_EQ(authority_spr(61), AuthoritySpr::kIamr);
  EXPECT_EQ(authority_spr(157), AuthoritySpr::kUamor);
  EXPECT_EQ(authority_spr(349), AuthoritySpr::kAmor);
  for (const std::uint32_t other : {0U, 12U, 318U, 0x1'001dU}) EXPECT_FALSE(authority_spr(other));
}

TEST(AuthorityRegistersTest, EnumeratorsAreTheNumbersOfMtsprE4) {
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kAmrProblem), 13);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kAmr), 29);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kIamr), 61);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kUamor), 157);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kAmor), 349);
}

TEST(AuthorityRegistersTest, SprsOfTheMorePrivilegedAreRefusedE4) {
  AuthorityRegisters registers;
  for (const auto spr : {AuthoritySpr::kAmr, AuthoritySpr::kIamr, AuthoritySpr::kUamor}) {
    EXPECT_FALSE(registers.write(spr, kOnes, Privilege::kProblem));
  }
  EXPECT_FALSE(registers.write(AuthoritySpr::kAmor, kOnes, Privilege::kPrivileged));
  EXPECT_EQ(registers.masks().amr | registers.masks().iamr, 0U);
  EXPECT_EQ(registers.amor() | registers.uamor(), 0U);
}

TEST(AuthorityRegistersTest, AnotherNumberIsNobodysToWriteE4) {
  AuthorityRegisters registers;
  EXPECT_FALSE(registers.write(AuthoritySpr{14}, ~std::uint64_t{0}, Privilege::kHypervisor));
}

TEST(AuthorityRegistersTest, ThePrivilegedWriteSpr13WithinAmorNotUamorE4) {
  AuthorityRegisters registers;
  registers.write(AuthoritySpr::kAmor, 0xff00, Privilege::kHypervisor);
  registers.write(AuthoritySpr::kUamor, 0x00ff, Privilege::kHypervisor);
  EXPECT_TRUE(registers.write(AuthoritySpr::kAmrProblem, 0xabcd, Privilege::kPrivileged));
  EXPECT_EQ(registers.masks().amr, 0xab00U);
}

TEST(AuthorityRegistersTest, ProblemStateIsHeldToUamorNotAmorE4) {
  AuthorityRegisters registers;
  registers.write(AuthoritySpr::kAmor, 0xff00, Privilege::kHypervisor);
  registers.write(AuthoritySpr::kUamor, 0x0ff0, Privilege::kHypervisor);
  EXPECT_TRUE(registers.write(AuthoritySpr::kAmrProblem, 0xabcd, Privilege::kProblem));
  EXPECT_EQ(registers.masks().amr, 0x0bc0U);
}

}  // namespace
}  // namespace htabsim
