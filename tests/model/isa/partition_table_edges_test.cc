// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/table_register.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kLargestTable = 31;  // PATS: 2^(12+31) bytes

TEST(PartitionTableEdges, PtcrHasOriginInBits4To51AndSizeInTheLastFiveC7) {
  // Origin 0x0fff'ffff'ffff'f000 is all of bits 4:51; bits 0:3 and 52:58 belong to nothing.
  EXPECT_EQ(partition_table_entry_address(0x0fff'ffff'ffff'f000, 0),
            HostReal(0x0fff'ffff'ffff'f000));
  EXPECT_EQ(partition_table_entry_address(0xf000'0000'0000'0fe0, 0), HostReal(0));
}

TEST(PartitionTableEdges, UnusedBitsDoNotMakeTheTableLargerC7) {
  // PATS 0: 2^12 bytes / 16 = 256 entries, whatever bits 52:58 hold.
  EXPECT_EQ(partition_table_entry_address(0x10'0fe0, 255), HostReal(0x10'0ff0));
  EXPECT_EQ(partition_table_entry_address(0x10'0fe0, 256), std::nullopt);
}

TEST(PartitionTableEdges, PatsHasFiveBitsC7) {
  // 2^(12+16) / 16 = 2^24 entries.
  EXPECT_EQ(partition_table_entry_address(16, 0xff'ffff), HostReal(0xfff'fff0));
  EXPECT_EQ(partition_table_entry_address(16, 0x100'0000), std::nullopt);
}

TEST(PartitionTableEdges, LpidHasThirtyTwoBitsC7) {
  // 2^43 / 16 = 2^39 entries: LPIDR is what ends the table. 0xffffffff * 16 = 0xffff'ffff0.
  EXPECT_EQ(partition_table_entry_address(kLargestTable, 0xffff'ffff), HostReal(0xf'ffff'fff0));
  EXPECT_EQ(partition_table_entry_address(kLargestTable, 0x1'0000'0000), std::nullopt);
  // Times 16 this is 2^64, which must not wrap round to entry 0.
  EXPECT_EQ(partition_table_entry_address(kLargestTable, std::uint64_t{1} << 60), std::nullopt);
}

TEST(PartitionTableEdges, EntryOfAReservedTableSizeIsNoneC4C7) {
  EXPECT_FALSE(decode_partition_table_entry(29));
}

}  // namespace
}  // namespace htabsim
