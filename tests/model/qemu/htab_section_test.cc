// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/htab_section.h"

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/qemu/qemu_bytes.h"

namespace htabsim {
namespace {

using namespace qemu;

QemuHtab read_sections_file(const std::string& bytes) {
  return read_htab_sections(InputFile("a.sections", bytes));
}

TEST(HtabSections, AreOrderWordGroupsAndEndMarker) {  // R63
  const QemuHtab htab = read_sections_file(u32(22) + htab_groups(group(7, 2)) + htab_groups("") +
                                           htab_groups(group(0, 0, 5)));
  EXPECT_EQ(htab.hpt_order, 22u);
  EXPECT_EQ(htab.stream, group(7, 2) + group(0, 0, 5));
  ASSERT_EQ(htab.sections.size(), 3u);
  EXPECT_EQ(htab.sections[0].end, 40u);
  EXPECT_EQ(htab.sections[1].begin, 40u);
  EXPECT_EQ(htab.sections[1].end, 40u);
  EXPECT_EQ(htab.sections[1].groups, 0u);
  EXPECT_EQ(htab.sections[2].end, 48u);
  EXPECT_EQ(htab.sections[2].invalid, 5u);
}

TEST(HtabSections, WithoutTheFirstDoNotTellTheSize) {
  EXPECT_EQ(read_sections_file(htab_groups(group(7, 2))).hpt_order, std::nullopt);
}

TEST(HtabSections, AreRefusedIfCutShortOrOtherwiseBegun) {
  const auto fault = [](const std::string& bytes) {
    return caught([&] { read_sections_file(bytes); }).text();
  };
  const std::string whole = htab_groups(group(7, 2));
  for (std::size_t bytes = 1; bytes < whole.size(); ++bytes) {
    EXPECT_EQ(fault(whole.substr(0, bytes)),
              "at byte " + std::to_string(bytes) + ": the file is cut short");
  }
  EXPECT_EQ(fault(whole + u32(47)),
            "at byte 52: the page table's order is 47, not one from 18 to 46");
}

// No stream begins with an empty group (R17), which an order word and what follows would be.
TEST(HtabSections, AreKnownByTheirBeginningUnlessTheyGoOnAmidTheTable) {
  EXPECT_TRUE(begins_as_htab_sections(u32(22)));
  EXPECT_TRUE(begins_as_htab_sections((u32(22) + htab_groups("")).substr(0, 8)));
  EXPECT_TRUE(begins_as_htab_sections(htab_groups(group(0, 1)).substr(0, 8)));
  EXPECT_TRUE(begins_as_htab_sections(htab_groups("").substr(0, 8)));
  EXPECT_FALSE(begins_as_htab_sections(htab_groups(group(7, 1)).substr(0, 8)));
  EXPECT_FALSE(begins_as_htab_sections(group(0, 1)));
  EXPECT_FALSE(begins_as_htab_sections(group(22, 1)));
  EXPECT_FALSE(begins_as_htab_sections(""));
}

}  // namespace
}  // namespace htabsim
