// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/table_register.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

constexpr std::uint64_t kLargestTable = 31;  // PATS: 2^(12+31) bytes

TEST(TableRegisterTest, Sdr1HoldsOriginAndSizeC4) {
  // HTABSIZE 4: 2^(18+4) bytes.
  EXPECT_EQ(decode_sdr1(0x1e00'0004), (TableRegister{HostReal(0x1e00'0000), 22}));
  EXPECT_EQ(decode_sdr1(0), (TableRegister{HostReal(0), 18}));
}

TEST(TableRegisterTest, Sdr1IgnoresBitsOutsideItsFieldsC4) {
  // Bits 0:3 and 46:58.
  EXPECT_EQ(decode_sdr1(0xf000'0000'1e03'ffe4), (TableRegister{HostReal(0x1e00'0000), 22}));
}

TEST(TableRegisterTest, Sdr1OfAReservedSizeOrAnOriginWithinATableIsNoneC4) {
  EXPECT_TRUE(decode_sdr1(28));
  EXPECT_FALSE(decode_sdr1(29));
  EXPECT_TRUE(decode_sdr1(0x40'0000 | 4));
  EXPECT_FALSE(decode_sdr1(0x20'0000 | 4));  // half a table of 4 MB
}

RC_GTEST_PROP(TableRegisterPropertyTest, Sdr1RoundTripsC4, ()) {
  const auto order = *rc::gen::inRange(18U, 47U);
  const auto origin = *rc::gen::arbitrary<std::uint64_t>() & 0x0fff'ffff'ffff'ffff &
                      ~((std::uint64_t{1} << order) - 1);
  const TableRegister table{HostReal(origin), order};
  RC_ASSERT(decode_sdr1(encode_sdr1(table)) == table);
}

TEST(TableRegisterTest, PartitionTableEntryHoldsTableAndVrmaPageC7) {
  // PS = L||LP in bits 56:58: 000 4K, 100 16M, 101 64K, 110 16G.
  const struct {
    std::uint64_t ps;
    std::optional<PageSize> page;
  } kCases[] = {{0x00, PageSize::page_4k},  {0x80, PageSize::page_16m}, {0xa0, PageSize::page_64k},
                {0xc0, PageSize::page_16g}, {0xe0, std::nullopt},       {0x20, std::nullopt}};
  for (const auto& c : kCases) {
    const auto entry = decode_partition_table_entry(0x1e00'0004 | c.ps);
    ASSERT_TRUE(entry) << c.ps;
    EXPECT_EQ(entry->table, (TableRegister{HostReal(0x1e00'0000), 22}));
    EXPECT_EQ(entry->vrma_page, c.page) << c.ps;
  }
}

TEST(TableRegisterTest, PartitionTableEntryOfARadixPartitionIsNoneC7) {
  EXPECT_FALSE(decode_partition_table_entry(0x8000'0000'1e00'0004));
}

TEST(TableRegisterTest, PtcrPlacesSixteenBytesAPartitionC7) {
  // PATS 0: 2^12 bytes, 256 entries.
  EXPECT_EQ(partition_table_entry_address(0x0010'0000, 0), HostReal(0x0010'0000));
  EXPECT_EQ(partition_table_entry_address(0x0010'0000, 255), HostReal(0x0010'0ff0));
  EXPECT_EQ(partition_table_entry_address(0x0010'0000, 256), std::nullopt);
  EXPECT_EQ(partition_table_entry_address(0x0010'0001, 256), HostReal(0x0010'1000));
}

TEST(TableRegisterTest, PtcrHasOriginInBits4To51AndSizeInTheLastFiveC7) {
  // Origin 0x0fff'ffff'ffff'f000 is all of bits 4:51; bits 0:3 and 52:58 belong to nothing.
  EXPECT_EQ(partition_table_entry_address(0x0fff'ffff'ffff'f000, 0),
            HostReal(0x0fff'ffff'ffff'f000));
  EXPECT_EQ(partition_table_entry_address(0xf000'0000'0000'0fe0, 0), HostReal(0));
}

TEST(TableRegisterTest, UnusedBitsDoNotMakeTheTableLargerC7) {
  // PATS 0: 2^12 bytes / 16 = 256 entries, whatever bits 52:58 hold.
  EXPECT_EQ(partition_table_entry_address(0x10'0fe0, 255), HostReal(0x10'0ff0));
  EXPECT_EQ(partition_table_entry_address(0x10'0fe0, 256), std::nullopt);
}

TEST(TableRegisterTest, PatsHasFiveBitsC7) {
  // 2^(12+16) / 16 = 2^24 entries.
  EXPECT_EQ(partition_table_entry_address(16, 0xff'ffff), HostReal(0xfff'fff0));
  EXPECT_EQ(partition_table_entry_address(16, 0x100'0000), std::nullopt);
}

TEST(TableRegisterTest, LpidHasThirtyTwoBitsC7) {
  // 2^43 / 16 = 2^39 entries: LPIDR is what ends the table. 0xffffffff * 16 = 0xffff'ffff0.
  EXPECT_EQ(partition_table_entry_address(kLargestTable, 0xffff'ffff), HostReal(0xf'ffff'fff0));
  EXPECT_EQ(partition_table_entry_address(kLargestTable, 0x1'0000'0000), std::nullopt);
  // Times 16 this is 2^64, which must not wrap round to entry 0.
  EXPECT_EQ(partition_table_entry_address(kLargestTable, std::uint64_t{1} << 60), std::nullopt);
}

TEST(TableRegisterTest, EntryOfAReservedTableSizeIsNoneC4C7) {
  EXPECT_FALSE(decode_partition_table_entry(29));
}

TEST(TableRegisterTest, IsTheSmallestTableAtZeroUnlessSet) {
  EXPECT_EQ(TableRegister(), (TableRegister{HostReal(0), 18}));
}

}  // namespace
}  // namespace htabsim
