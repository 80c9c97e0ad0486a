// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/hpte.h"

#include <cstring>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

TEST(IsaHpte, Dword0MasksD1) {
  EXPECT_EQ(hpte_v::kSegmentSize, 0xc000'0000'0000'0000);
  EXPECT_EQ(hpte_v::kAvpn, 0x3fff'ffff'ffff'ff80);
  EXPECT_EQ(hpte_v::kSoftware, 0x78);
  EXPECT_EQ(hpte_v::kLarge, 4);
  EXPECT_EQ(hpte_v::kSecondary, 2);
  EXPECT_EQ(hpte_v::kValid, 1);
  EXPECT_EQ(hpte_v::kCompare, ~std::uint64_t{0x7f});
}

TEST(IsaHpte, SoftwareBitsOfKvmAndLinuxD10) {
  EXPECT_EQ(hpte_v::kHvLock, 0x40);
  EXPECT_EQ(hpte_v::kAbsent, 0x20);
  EXPECT_EQ(hpte_v::kBolted, 0x10);
}

TEST(IsaHpte, Dword1MasksD2) {
  EXPECT_EQ(hpte_r::kPp0, 0x8000'0000'0000'0000);
  EXPECT_EQ(hpte_r::kModified, 0x4000'0000'0000'0000);
  EXPECT_EQ(hpte_r::kKeyHigh, 0x3000'0000'0000'0000);
  EXPECT_EQ(hpte_r::kRpn, 0x0fff'ffff'ffff'f000);
  EXPECT_EQ(hpte_r::kKeyLow, 0xe00);
  EXPECT_EQ(hpte_r::kReferenced, 0x100);
  EXPECT_EQ(hpte_r::kChanged, 0x80);
  EXPECT_EQ(hpte_r::kWriteThrough, 0x40);
  EXPECT_EQ(hpte_r::kInhibited, 0x20);
  EXPECT_EQ(hpte_r::kMemory, 0x10);
  EXPECT_EQ(hpte_r::kGuarded, 0x8);
  EXPECT_EQ(hpte_r::kNoExecute, 0x4);
  EXPECT_EQ(hpte_r::kPp, 0x3);
}

TEST(IsaHpte, ProtectReplacesPp0KeyNAndPpI5) {
  EXPECT_EQ(hpte_r::kProtection, 0xb000'0000'0000'0e07);
}

TEST(IsaHpte, KeyBit0IsTheMostSignificantD2) {
  EXPECT_EQ(protection_key(0x2000'0000'0000'0000), 16U);
  EXPECT_EQ(protection_key(0x1000'0000'0000'0000), 8U);
  EXPECT_EQ(protection_key(0x800), 4U);
  EXPECT_EQ(protection_key(0x400), 2U);
  EXPECT_EQ(protection_key(0x200), 1U);
  EXPECT_EQ(protection_key(~hpte_r::kKey), 0U);
  EXPECT_EQ(protection_key(hpte_r::kKey), 31U);
}

TEST(IsaHpte, BytesInMemoryAreBigEndianF1) {
  const RawHpte raw = {0x0102'0304'0506'0708, 0x090a'0b0c'0d0e'0f10};
  unsigned char bytes[16];
  std::memcpy(bytes, &raw, sizeof bytes);
  for (unsigned i = 0; i < 16; ++i) EXPECT_EQ(bytes[i], i + 1);
}

TEST(IsaHpte, Isa207MemoryFormatIsTheEntryItselfD9) {
  const Hpte entry = {0x7fff'ffff'ffff'f781, 0xffff'ffff'ffff'ffff};
  EXPECT_EQ(to_memory_format(entry, HpteFormat::isa207), entry);
  EXPECT_EQ(from_memory_format(entry, HpteFormat::isa207), entry);
}

TEST(IsaHpte, Isa300MovesSegmentSizeToDword1D9) {
  // B = 01: 0x4000... leaves dword 0 and becomes 1 << 58 of dword 1.
  const Hpte entry = {0x4000'1234'5678'9a85, 0x0000'0001'2345'6194};
  const Hpte memory = {0x0000'1234'5678'9a85, 0x0400'0001'2345'6194};
  EXPECT_EQ(to_memory_format(entry, HpteFormat::isa300), memory);
  EXPECT_EQ(from_memory_format(memory, HpteFormat::isa300), entry);
}

TEST(IsaHpte, Isa300KeepsNothingOfDword1UnderSegmentSizeD9) {
  // Bits 4:5 of a 256 MB segment's dword 1 give way to B = 00.
  const Hpte entry = {0x81, 0x0fff'ffff'ffff'f000};
  EXPECT_EQ(to_memory_format(entry, HpteFormat::isa300), (Hpte{0x81, 0x03ff'ffff'ffff'f000}));
}

TEST(IsaHpte, Isa300LosesTenAvpnBitsR62) {
  const Hpte memory = to_memory_format({0x7fff'ffff'ffff'f781, 0}, HpteFormat::isa300);
  EXPECT_EQ(from_memory_format(memory, HpteFormat::isa300).v, 0x400f'ffff'ffff'f781);
}

TEST(IsaHpte, Isa300Dword0InMemoryHasNothingAboveAvaD9) {
  // ISA 3.0: bits 0:11 of dword 0 are reserved; B comes from dword 1, where 01 at bits 4:5 is 1 TB.
  const Hpte entry =
      from_memory_format({0xfff0'0000'0000'0081, 0x0400'0000'0000'0000}, HpteFormat::isa300);
  EXPECT_EQ(entry, (Hpte{0x4000'0000'0000'0081, 0}));
}

TEST(IsaHpte, Isa300NeighboursOfBInDword1AreNotBD9) {
  // pp0, bit 1 and the key's high bits stand above B.
  const Hpte entry = from_memory_format({1, 0xf000'0000'0000'0000}, HpteFormat::isa300);
  EXPECT_EQ(entry, (Hpte{1, 0xf000'0000'0000'0000}));
}

RC_GTEST_PROP(IsaHpte, Isa300RoundTripOf68BitAddressesD9, (std::uint64_t v, std::uint64_t r)) {
  // 68 - 23 = 45 AVPN bits at bit 7: 52 bits; and 58 real address bits.
  const Hpte entry = {v & 0xc00f'ffff'ffff'ffff, r & 0xf3ff'ffff'ffff'ffff};
  const Hpte memory = to_memory_format(entry, HpteFormat::isa300);
  RC_ASSERT((memory.v >> 52) == 0U);
  RC_ASSERT(((memory.r >> 58) & 3) == entry.v >> 62);
  RC_ASSERT(from_memory_format(memory, HpteFormat::isa300) == entry);
}

RC_GTEST_PROP(IsaHpte, Isa300LosesExactlyBits2To11OfDword0D9, (std::uint64_t v)) {
  const Hpte memory = to_memory_format({v, 0}, HpteFormat::isa300);
  RC_ASSERT(from_memory_format(memory, HpteFormat::isa300).v == (v & 0xc00f'ffff'ffff'ffff));
}

}  // namespace
}  // namespace htabsim
