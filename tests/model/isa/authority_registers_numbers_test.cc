// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include <gtest/gtest.h>

#include "htabsim/model/isa/authority_registers.h"

namespace htabsim {
namespace {

TEST(AuthorityRegisterNumbers, AreThoseOfMtsprE4) {
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kAmrProblem), 13);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kAmr), 29);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kIamr), 61);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kUamor), 157);
  EXPECT_EQ(static_cast<std::uint16_t>(AuthoritySpr::kAmor), 349);
}

TEST(AuthorityRegisterNumbers, AnotherNumberIsNobodysToWriteE4) {
  AuthorityRegisters registers;
  EXPECT_FALSE(registers.write(AuthoritySpr{14}, ~std::uint64_t{0}, Privilege::kHypervisor));
}

TEST(AuthorityRegisterNumbers, ThePrivilegedWriteSpr13WithinAmorNotUamorE4) {
  AuthorityRegisters registers;
  registers.write(AuthoritySpr::kAmor, 0xff00, Privilege::kHypervisor);
  registers.write(AuthoritySpr::kUamor, 0x00ff, Privilege::kHypervisor);
  EXPECT_TRUE(registers.write(AuthoritySpr::kAmrProblem, 0xabcd, Privilege::kPrivileged));
  EXPECT_EQ(registers.masks().amr, 0xab00U);
}

TEST(AuthorityRegisterNumbers, ProblemStateIsHeldToUamorNotAmorE4) {
  AuthorityRegisters registers;
  registers.write(AuthoritySpr::kAmor, 0xff00, Privilege::kHypervisor);
  registers.write(AuthoritySpr::kUamor, 0x0ff0, Privilege::kHypervisor);
  EXPECT_TRUE(registers.write(AuthoritySpr::kAmrProblem, 0xabcd, Privilege::kProblem));
  EXPECT_EQ(registers.masks().amr, 0x0bc0U);
}

}  // namespace
}  // namespace htabsim
