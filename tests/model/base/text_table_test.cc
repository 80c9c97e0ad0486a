// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/text_table.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

TEST(TextTable, ColumnsAreAsWideAsTheirWidestCellAndLinesEndWithoutSpaces) {
  TextTable table({{"name"}, {"time (us)", Align::kRight}, {"note"}});
  table.add_row({"a", "1", ""});
  table.add_row({"longer", "12,345,678", "x"});
  EXPECT_EQ(table.text(),
            "name     time (us)  note\n"
            "a                1\n"
            "longer  12,345,678  x\n");
}

TEST(TextTable, TableWithoutRowsIsItsHeader) {
  EXPECT_EQ(TextTable({{"a"}, {"b", Align::kRight}}).text(), "a  b\n");
}

TEST(Counted, OneHasNoPlural) {
  EXPECT_EQ(counted(0, "call"), "0 calls");
  EXPECT_EQ(counted(1, "call"), "1 call");
  EXPECT_EQ(counted(2'000, "call"), "2,000 calls");
}

TEST(Grouped, SeparatesThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(123'456), "123,456");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(grouped(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

RC_GTEST_PROP(GroupedProp, DigitsAreThoseOfTheNumber, (std::uint64_t number)) {
  std::string text = grouped(number);
  std::erase(text, ',');
  RC_ASSERT(text == std::to_string(number));
}

TEST(Percentage, IsOfTheWholeAndZeroOfNothing) {
  EXPECT_EQ(percentage(1, 3), "33.33 %");
  EXPECT_EQ(percentage(2, 2), "100.00 %");
  EXPECT_EQ(percentage(0, 0), "0.00 %");
}

}  // namespace
}  // namespace htabsim
