// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/hpte.h"

namespace htabsim {
namespace {

TEST(HpteFormatEdges, MemoryDword0HasNothingAboveAvaD9) {
  // ISA 3.0: bits 0:11 of dword 0 are reserved; B comes from dword 1, where 01 at bits 4:5 is 1 TB.
  const Hpte entry =
      from_memory_format({0xfff0'0000'0000'0081, 0x0400'0000'0000'0000}, HpteFormat::isa300);
  EXPECT_EQ(entry, (Hpte{0x4000'0000'0000'0081, 0}));
}

TEST(HpteFormatEdges, MemoryDword1sNeighboursOfBAreNotBD9) {
  // pp0, bit 1 and the key's high bits stand above B.
  const Hpte entry = from_memory_format({1, 0xf000'0000'0000'0000}, HpteFormat::isa300);
  EXPECT_EQ(entry, (Hpte{1, 0xf000'0000'0000'0000}));
}

}  // namespace
}  // namespace htabsim
