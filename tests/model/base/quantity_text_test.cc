// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/quantity_text.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/size_text.h"
#include "htabsim/model/base/text_table.h"

namespace htabsim {
namespace {

constexpr NumberOf kAll[] = {NumberOf::sizes, NumberOf::counts, NumberOf::picoseconds,
                             NumberOf::microseconds, NumberOf::bytes_per_second};

TEST(QuantityText, SizesAreBinary) {
  EXPECT_EQ(quantity("64K", NumberOf::sizes), 65'536u);
  EXPECT_EQ(quantity("64k", NumberOf::sizes), 65'536u);
  EXPECT_EQ(quantity("64 KiB", NumberOf::sizes), 65'536u);
  EXPECT_EQ(quantity("16MB", NumberOf::sizes), 16u << 20);
  EXPECT_EQ(quantity("1.5G", NumberOf::sizes), 3u << 29);
  EXPECT_EQ(quantity("4T", NumberOf::sizes), std::uint64_t{4} << 40);
}

TEST(QuantityText, CountsAreDecimalUnlessTheySayTheyAreBinary) {
  EXPECT_EQ(quantity("64K", NumberOf::counts), 64'000u);
  EXPECT_EQ(quantity("64Ki", NumberOf::counts), 65'536u);
  EXPECT_EQ(quantity("2.5M", NumberOf::counts), 2'500'000u);
  EXPECT_EQ(quantity("3T", NumberOf::counts), 3'000'000'000'000u);
}

TEST(QuantityText, TimesAreInTheUnitOfWhoeverAsks) {
  EXPECT_EQ(quantity("250us", NumberOf::microseconds), 250u);
  EXPECT_EQ(quantity("3ms", NumberOf::microseconds), 3'000u);
  EXPECT_EQ(quantity("2s", NumberOf::microseconds), 2'000'000u);
  EXPECT_EQ(quantity("4000 ns", NumberOf::microseconds), 4u);
  EXPECT_EQ(quantity("340ps", NumberOf::picoseconds), 340u);
  EXPECT_EQ(quantity("0.25ns", NumberOf::picoseconds), 250u);
  EXPECT_EQ(quantity("10", NumberOf::microseconds), 10u);
  EXPECT_EQ(quantity("10K", NumberOf::microseconds), 10'000u);
}

// A bit is an eighth of a byte: 10^10 / 8 = 1,250,000,000.
TEST(QuantityText, RatesAreDecimalBytesOrBits) {
  EXPECT_EQ(quantity("10Gbit/s", NumberOf::bytes_per_second), 1'250'000'000u);
  EXPECT_EQ(quantity("1GB/s", NumberOf::bytes_per_second), 1'000'000'000u);
  EXPECT_EQ(quantity("125MB/s", NumberOf::bytes_per_second), 125'000'000u);
  EXPECT_EQ(quantity("1GiB/s", NumberOf::bytes_per_second), 1u << 30);
  EXPECT_EQ(quantity("8bit/s", NumberOf::bytes_per_second), 1u);
  EXPECT_EQ(quantity("2G", NumberOf::bytes_per_second), 2'000'000'000u);
}

TEST(QuantityText, WhatIsNotWholeIsNone) {
  EXPECT_EQ(quantity("1.5", NumberOf::counts), std::nullopt);
  EXPECT_EQ(quantity("0.0001K", NumberOf::counts), std::nullopt);
  EXPECT_EQ(quantity("250ns", NumberOf::microseconds), std::nullopt);
  EXPECT_EQ(quantity("1bit/s", NumberOf::bytes_per_second), std::nullopt);
}

TEST(QuantityText, UnitsOfOthersAreNone) {
  for (const auto& [of, text] : std::vector<std::pair<NumberOf, std::string>>{
           {NumberOf::sizes, "3ms"},
           {NumberOf::sizes, "1GB/s"},
           {NumberOf::counts, "10ns"},
           {NumberOf::counts, "64KB"},
           {NumberOf::microseconds, "64MB"},
           {NumberOf::bytes_per_second, "10us"},
           {NumberOf::bytes_per_second, "1Gb/s"}}) {  // bits or bytes?
    EXPECT_EQ(quantity(text, of), std::nullopt) << text;
  }
}

TEST(QuantityText, WhatIsNoNumberIsNone) {
  for (const NumberOf of : kAll) {
    for (const char* text : {"", " ", "K", "-1", "+1", "1e6", "1,00", "1,0000", ",100", "1..5",
                             ".5", "1.", "0x10", "1.5.5G", "1.000,000", "1 2", "1KK"}) {
      EXPECT_EQ(quantity(text, of), std::nullopt) << '"' << text << '"';
    }
  }
}

// 2^64 = 18,446,744,073,709,551,616 = 16,777,216 T.
TEST(QuantityText, WhatIsBeyond64BitsIsNone) {
  EXPECT_EQ(quantity("18446744073709551615", NumberOf::counts), UINT64_MAX);
  EXPECT_EQ(quantity("18446744073709551616", NumberOf::counts), std::nullopt);
  EXPECT_EQ(quantity("16777215T", NumberOf::sizes), UINT64_MAX - (std::uint64_t{1} << 40) + 1);
  EXPECT_EQ(quantity("16777216T", NumberOf::sizes), std::nullopt);
}

RC_GTEST_PROP(QuantityText, WhatIsPrintedIsReadAsTheSame, (std::uint64_t number)) {
  for (const NumberOf of : kAll) {
    RC_ASSERT(quantity(std::to_string(number), of) == number);
    RC_ASSERT(quantity(grouped(number), of) == number);
  }
}

TEST(QuantityText, PrintedSizesAreReadAsTheSame) {
  for (unsigned shift = 0; shift < 50; ++shift) {
    EXPECT_EQ(quantity(size_text(shift), NumberOf::sizes), std::uint64_t{1} << shift);
  }
}

RC_GTEST_PROP(QuantityText, ASuffixIsAFactor, ()) {
  const auto number = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
  const std::string text = std::to_string(number);
  RC_ASSERT(quantity(text + "M", NumberOf::counts) == number * 1'000'000);
  RC_ASSERT(quantity(text + "M", NumberOf::sizes) == number << 20);
  RC_ASSERT(quantity(text + "ms", NumberOf::picoseconds) == number * 1'000'000'000);
  RC_ASSERT(quantity(text + "Kbit/s", NumberOf::bytes_per_second) == number * 125);
}

}  // namespace
}  // namespace htabsim
