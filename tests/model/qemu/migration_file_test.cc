// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/migration_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/qemu/qemu_bytes.h"

namespace htabsim {
namespace {

using namespace qemu;

MigrationFile read(const std::string& bytes) {
  return read_migration_file(InputFile("a.mig", bytes));
}

std::string fault(const std::string& bytes) {
  return caught([&] { read(bytes); }).text();
}

const std::string kPart = group(0, 2, 3) + group(9, 1);
const std::string kEnd = group(4, 1);

std::string memory_start() {
  return named_section(1, kRamId, "ram", ram_blocks()) + footer(kRamId);
}
std::string htab_start() {
  return named_section(1, kHtabId, "spapr/htab", u32(18)) + footer(kHtabId);
}
std::string htab_end(const std::string& groups = kEnd) {
  return section(3, kHtabId, htab_groups(groups)) + footer(kHtabId);
}

TEST(MigrationFile, GivesTheTablesStreamAndItsSections) {  // R63
  const MigrationFile file = read(whole_file(kPart, kEnd));
  EXPECT_EQ(file.htab.hpt_order, 18u);
  EXPECT_EQ(file.htab.stream, kPart + kEnd);
  ASSERT_EQ(file.htab.sections.size(), 2u);
  const StreamSection& part = file.htab.sections[0];
  EXPECT_EQ(part.name, "PART");
  EXPECT_EQ(part.begin, 0u);
  EXPECT_EQ(part.end, 8u + 2 * 16 + 8 + 16);
  EXPECT_EQ(part.groups, 2u);
  EXPECT_EQ(part.valid, 3u);
  EXPECT_EQ(part.invalid, 3u);
  EXPECT_EQ(file.htab.sections[1].name, "END");
  EXPECT_EQ(file.htab.sections[1].begin, part.end);
  EXPECT_EQ(file.htab.sections[1].end, part.end + 24);
  EXPECT_EQ(file.devices, 1u);
  EXPECT_EQ(file.ram, (std::vector<RamBlock>{{"ppc_spapr.ram", 0x10000}, {"vga", 0x10000}}));
  EXPECT_EQ(file.ram_bytes(), 0x10000u);
}

TEST(MigrationFile, SaysWhereTheGroupsStand) {
  const std::string bytes = whole_file(kPart, kEnd);
  const MigrationFile file = read(bytes);
  ASSERT_EQ(file.groups.size(), 2u);
  EXPECT_EQ(bytes.substr(file.groups[0].begin, file.groups[0].end - file.groups[0].begin), kPart);
  EXPECT_EQ(bytes.substr(file.groups[1].begin, file.groups[1].end - file.groups[1].begin), kEnd);
}

TEST(MigrationFile, OfMachinesUpTo23HasNoConfigurationFootersOrDescription) {
  const MigrationFile file = read(
      start() + named_section(1, kRamId, "ram", ram_blocks()) +
      named_section(1, kHtabId, "spapr/htab", u32(18)) + section(2, kHtabId, htab_groups(kPart)) +
      section(3, kRamId, zero_page() + kRamEnd) + section(3, kHtabId, htab_groups(kEnd)) +
      named_section(4, 9, "timer", device(), 1) + u8(0));
  EXPECT_EQ(file.htab.stream, kPart + kEnd);
  EXPECT_EQ(file.devices, 0u);
}

TEST(MigrationFile, MayHaveCommandsAndConfiguredCapabilities) {
  const std::string capabilities =
      subsection("configuration/target-page-bits", u32(16)) +
      subsection("configuration/capabilities", u32(2) + text("multifd") + text("x-ignore-shared")) +
      subsection("configuration/uuid", std::string(16, 'u'));
  const std::string command = u8(0x08) + u16(7) + u16(3) + "abc";
  const MigrationFile file =
      read(start() + configuration(capabilities) + command +
           named_section(1, kRamId, "ram",
                         u64(0x20000 | 0x04) + text("ppc_spapr.ram") + u64(0x20000) +
                             u64(0x1234) /* its address */ + u64(0x200) /* flush */ + kRamEnd) +
           footer(kRamId) + section(2, kRamId, whole_page(65536) + kRamEnd) + footer(kRamId) +
           htab_start() + htab_end() + u8(0));
  EXPECT_EQ(file.htab.stream, kEnd);
  EXPECT_EQ(file.ram_bytes(), 0x20000u);
}

TEST(MigrationFile, PagesMayBeDifferencesOrCompressed) {
  const std::string pages = u64(0x1000 | 0x40) + text("ppc_spapr.ram") + u8(1) + u16(3) + "abc" +
                            u64(0x2000 | 0x100 | 0x20) + u32(5) + "abcde" + kRamEnd;
  const MigrationFile file = read(start() + memory_start() + section(2, kRamId, pages) +
                                  footer(kRamId) + htab_start() + htab_end() + u8(0));
  EXPECT_EQ(file.htab.stream, kEnd);
}

TEST(MigrationFile, DevicesMayStandBeforeTheTable) {
  const MigrationFile file =
      read(start() + named_section(4, 9, "timer", device(), 1) + footer(9) + memory_start() +
           htab_start() + htab_end() + u8(0) + description());
  EXPECT_EQ(file.htab.stream, kEnd);
  EXPECT_EQ(file.devices, 1u);
  EXPECT_EQ(fault(start() + named_section(4, 9, "timer", device(), 1) + footer(9) + memory_start() +
                  htab_start() + htab_end() + u8(0)),
            "at byte 8: a device's section stands before the page table's, and the file has no "
            "description at its end that says how long it is");
}

// Every length that the file can be cut to: its last byte is the description's.
TEST(MigrationFile, CutShortIsRefused) {
  const std::string whole = whole_file(kPart, kEnd);
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    EXPECT_NE(fault(whole.substr(0, bytes)), "") << bytes;
  }
  EXPECT_EQ(fault(whole.substr(0, 30)), "at byte 30: the file is cut short");
}

// Nothing tells how much an old machine's devices have to say.
TEST(MigrationFile, OfOldMachinesMayBeCutShortBehindTheTable) {
  const std::string table = start() + named_section(1, kRamId, "ram", ram_blocks()) +
                            named_section(1, kHtabId, "spapr/htab", u32(18)) +
                            section(3, kHtabId, htab_groups(kEnd));
  EXPECT_EQ(read(table + named_section(4, 9, "timer", "", 1)).htab.stream, kEnd);
  const std::string with_footers = start() + memory_start() + htab_start() + htab_end();
  EXPECT_EQ(fault(with_footers + named_section(4, 9, "timer", device(), 1)),
            fmt::format("at byte {}: devices' sections begin here, and the file has no description "
                        "at its end that says how long they are: it is cut short, or the machine "
                        "has suppress-vmdesc=on",
                        with_footers.size()));
}

// htab_save_setup writes the order word, all later sections groups (R63).
TEST(MigrationFile, OrderWordIsTheFirstSectionsAlone) {
  const std::string before = start() + memory_start() + htab_start();
  EXPECT_EQ(
      fault(before + section(3, kHtabId, u32(18)) + footer(kHtabId) + u8(0)),
      fmt::format("at byte {}: section END of spapr/htab has no groups", before.size() + 1 + 4));
  EXPECT_EQ(fault(start() + named_section(1, kHtabId, "spapr/htab", htab_groups(kPart))),
            "at byte 32: section START of spapr/htab has groups");
}

TEST(MigrationFile, NamesOutOfItAreShownSafely) {
  EXPECT_EQ(fault(start() + named_section(1, 7, "a\n\x1b[2J", "")),
            "at byte 8: section \"a\\n\\x1b[2J\" cannot be passed over: nothing says how long it "
            "is");
}

TEST(MigrationFile, WithoutHashedTableIsRefused) {
  EXPECT_EQ(fault(start() + memory_start() + section(3, kRamId, kRamEnd) + footer(kRamId) + u8(0)),
            fmt::format("at byte {}: the file ends without the last section of spapr/htab",
                        8 + memory_start().size() + 13 + 5 + 1));
  EXPECT_EQ(fault(start() + named_section(1, kHtabId, "spapr/htab", u32(0xffffffff))),
            "at byte 32: the guest has no hashed page table: it uses radix translation");
  EXPECT_EQ(fault(start() + named_section(1, kHtabId, "spapr/htab", u32(17))),
            "at byte 32: the page table's order is 17, not one from 18 to 46");
}

TEST(MigrationFile, OtherThingsAreNamed) {
  EXPECT_EQ(fault("QEVM" + u32(2)), "at byte 0: is no migration file of QEMU's of version 3");
  EXPECT_EQ(fault(start() + u8(0x33)), "at byte 8: a record of type 33 is not known");
  EXPECT_EQ(
      fault(start() + named_section(1, 7, "dirty-bitmap", "")),
      "at byte 8: section \"dirty-bitmap\" cannot be passed over: nothing says how long it is");
  EXPECT_EQ(fault(start() + section(2, 7, "")), "at byte 8: section 7 goes on, but has not begun");
  EXPECT_EQ(fault(start() + configuration(subsection("configuration/x", ""))),
            "at byte 26: subsection \"configuration/x\" is not known");
  EXPECT_EQ(fault(start() + named_section(1, kRamId, "ram", u64(0x1080))),
            "at byte 25: a page of the memory has flags 80, which are not known; mapped-ram and "
            "RDMA are not read");
  EXPECT_EQ(
      fault(start() + named_section(1, kRamId, "ram", u64(0x10004) + text("a") + u64(0x20000))),
      "at byte 33: block \"a\" of the memory has 131072 bytes, of 65536 that are left");
}

TEST(MigrationFile, SectionsEndWhereTheySay) {
  const std::string before = start() + memory_start() + htab_start();
  EXPECT_EQ(
      fault(before + section(3, kHtabId, htab_groups(kEnd)) + footer(kRamId)),
      fmt::format("at byte {}: section \"spapr/htab\", which began at byte {}, does not end here",
                  before.size() + 5 + 4 + 24 + 8, before.size()));
  const std::string table = before + htab_end();
  EXPECT_EQ(fault(table + named_section(4, 9, "timer", device() + "x", 1) + footer(9) + u8(0) +
                  description()),
            fmt::format("at byte {}: section \"timer\", which began at byte {}, does not end here",
                        table.size() + 19 + 24 + 5 + 17 + 4, table.size()));
  EXPECT_EQ(fault(table + named_section(4, 9, "clock", "", 1) + footer(9) + u8(0) + description()),
            fmt::format("at byte {}: device \"clock\" is not in the description at the file's end",
                        table.size()));
  EXPECT_EQ(fault(table + u8(0) + description() + "x"),
            fmt::format("at byte {}: the file goes on behind its end", table.size() + 1));
}

TEST(MigrationFile, DescriptionIsJson) {
  const std::string bad = "{\"devices\": 7}";
  const std::string text = fault(start() + memory_start() + htab_start() + htab_end() +
                                 named_section(4, 9, "timer", device(), 1) + footer(9) + u8(0) +
                                 u8(0x06) + u32(bad.size()) + bad);
  EXPECT_TRUE(text.starts_with("its description of the devices, at its end, cannot be used: "))
      << text;
}

// QEMU's sizes are ints.
TEST(MigrationFile, DescriptionsSizesHave32Bits) {
  const auto described = [](const std::string& field) {
    const std::string text =
        "{\"devices\": [{\"name\": \"timer\", \"instance_id\": 1, "
        "\"fields\": [" +
        field + "]}]}";
    return fault(start() + memory_start() + htab_start() + htab_end() +
                 named_section(4, 9, "timer", device(), 1) + footer(9) + u8(0) + u8(0x06) +
                 u32(text.size()) + text);
  };
  EXPECT_NE(described("{\"size\": 4294967296}").find("cannot be used"), std::string::npos);
  EXPECT_NE(described("{\"size\": 4294967295, \"array_len\": 4294967295}").find("cut short"),
            std::string::npos);
}

TEST(MigrationFile, IsKnownByItsBeginning) {
  EXPECT_TRUE(begins_as_migration_file(start()));
  EXPECT_FALSE(begins_as_migration_file(start().substr(0, 7)));
  EXPECT_FALSE(begins_as_migration_file("QEVM" + u32(2)));
  EXPECT_FALSE(begins_as_migration_file(group(0, 1)));
}

}  // namespace
}  // namespace htabsim
