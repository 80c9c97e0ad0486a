// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_register_process_table.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

namespace flag = process_table_flag;

constexpr std::uint64_t kNew = flag::kModify | flag::kRegister;
constexpr ProcessTable kTable{0x123, 5, 7};

HcallStatus call(Partition& partition, std::uint64_t flags, const ProcessTable& table = kTable) {
  return h_register_process_table(partition, HpteFormat::isa300, flags, table);
}

TEST(HRegisterProcessTableTest, AHashGuestsTableStandsInItsFieldsI10) {
  Partition partition;
  EXPECT_EQ(call(partition, kNew), HcallStatus::kSuccess);
  // Base << 25, page size << 5, size.
  EXPECT_EQ(partition.process_table, (0x123ULL << 25) | (5 << 5) | 7);
}

TEST(HRegisterProcessTableTest, ModifyWithoutRegisterTakesTheTableAwayI10) {
  Partition partition;
  call(partition, kNew);
  EXPECT_EQ(call(partition, flag::kModify), HcallStatus::kSuccess);
  EXPECT_EQ(partition.process_table, 0U);
}

TEST(HRegisterProcessTableTest, WithoutModifyTheRegistrationStaysI10) {
  Partition partition;
  call(partition, kNew);
  const std::uint64_t before = partition.process_table;
  EXPECT_EQ(call(partition, flag::kGtse, {1, 1, 1}), HcallStatus::kSuccess);
  EXPECT_EQ(partition.process_table, before);
}

TEST(HRegisterProcessTableTest, EachArgumentHasItsOwnErrorI10) {
  Partition partition;
  EXPECT_EQ(call(partition, kNew, {1ULL << 38, 8, 25}), HcallStatus::kParameter2);
  EXPECT_EQ(call(partition, kNew, {(1ULL << 38) - 1, 8, 25}), HcallStatus::kParameter3);
  EXPECT_EQ(call(partition, kNew, {(1ULL << 38) - 1, 7, 25}), HcallStatus::kParameter4);
  EXPECT_EQ(partition.process_table, 0U);
  EXPECT_EQ(call(partition, kNew, {(1ULL << 38) - 1, 7, 24}), HcallStatus::kSuccess);
}

TEST(HRegisterProcessTableTest, UndefinedFlagsSegmentTablesAndRadixAreRefusedI10) {
  Partition partition;
  EXPECT_EQ(call(partition, kNew | 0x20), HcallStatus::kParameter);
  EXPECT_EQ(call(partition, kNew | flag::kSegmentTables), HcallStatus::kParameter);
  EXPECT_EQ(call(partition, kNew | flag::kRadix), HcallStatus::kParameter);
  EXPECT_EQ(call(partition, flag::kRadix), HcallStatus::kParameter);
  EXPECT_EQ(partition.process_table, 0U);
}

TEST(HRegisterProcessTableTest, BeforeIsa300ThereIsNoPartitionTableI10) {
  Partition partition;
  EXPECT_EQ(h_register_process_table(partition, HpteFormat::isa207, kNew, kTable),
            HcallStatus::kNotAvailable);
}

TEST(HRegisterProcessTableTest, EachFlagHasItsNumberI10) {
  const auto call = [](std::uint64_t flags) {
    Partition partition;
    return h_register_process_table(partition, HpteFormat::isa300, flags, {});
  };
  EXPECT_EQ(call(0x00), HcallStatus::kSuccess);
  EXPECT_EQ(call(0x01), HcallStatus::kSuccess) << "GTSE";
  EXPECT_EQ(call(0x02), HcallStatus::kSuccess) << "segment tables, but nothing is modified";
  EXPECT_EQ(call(0x04), HcallStatus::kParameter) << "radix";
  EXPECT_EQ(call(0x08), HcallStatus::kSuccess) << "register, but nothing is modified";
  EXPECT_EQ(call(0x19), HcallStatus::kSuccess) << "modify, register, GTSE";
  EXPECT_EQ(call(0x1a), HcallStatus::kParameter) << "modify, register, segment tables";
  EXPECT_EQ(call(0x20), HcallStatus::kParameter) << "undefined";
}

TEST(ProcessTableTest, IsEmptyUnlessSet) { EXPECT_EQ(ProcessTable(), (ProcessTable{0, 0, 0})); }

}  // namespace
}  // namespace htabsim
