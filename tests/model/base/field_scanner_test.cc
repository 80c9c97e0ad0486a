// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/field_scanner.h"

#include <cctype>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

template <class Action>
std::string fault(std::string_view line, Action&& action) {
  FieldScanner scanner(line);
  try {
    action(scanner);
  } catch (const FieldError& error) {
    return error.what();
  }
  return "none";
}

TEST(FieldScanner, TakesFieldsFromLeftToRight) {
  FieldScanner scanner("c0FFee 42,k");
  EXPECT_EQ(scanner.hex("a"), 0xc0ffeeu);
  scanner.expect(' ', "b");
  EXPECT_EQ(scanner.decimal("b", 1, 42), 42u);
  scanner.expect(',', "c");
  EXPECT_EQ(scanner.letter("c"), 'k');
  EXPECT_TRUE(scanner.at_end());
  scanner.finish();
}

RC_GTEST_PROP(FieldScanner, TakesAnyHexNumber, (std::uint64_t value)) {
  for (const std::string& text : {fmt::format("{:x}", value), fmt::format("{:016X}", value)}) {
    FieldScanner scanner(text);
    RC_ASSERT(scanner.hex("value") == value);
    scanner.finish();
  }
}

// Each character in each of the eight places, among digits, is one where std::isxdigit says so.
TEST(EightHexDigits, AreThoseOfTheAlphabetInAnyPlace) {
  for (std::size_t place = 0; place < 8; ++place) {
    for (int c = 0; c < 256; ++c) {
      std::string text = "0aF9B3e7";
      text[place] = static_cast<char>(c);
      const auto value = detail::eight_hex_digits(text.data());
      ASSERT_EQ(value.has_value(), std::isxdigit(c) != 0) << text;
      ASSERT_EQ(value.value_or(0), value ? std::stoul(text, nullptr, 16) : 0) << text;
    }
  }
}

RC_GTEST_PROP(FieldScanner, TakesAnyDecimalNumberWithinItsRange, (std::uint32_t value)) {
  const std::string text = std::to_string(value);
  FieldScanner scanner(text);
  RC_ASSERT(scanner.decimal("value", value, value) == value);
  if (value > 0) {
    FieldScanner again(text);
    RC_ASSERT_THROWS_AS(again.decimal("value", 0, value - 1), FieldError);
  }
}

TEST(FieldScanner, RefusesWhatIsNoHexNumber) {
  const auto hex = [](FieldScanner& s) { s.hex("ea"); };
  EXPECT_EQ(fault("12345678123456781", hex),
            "ea is '12345678123456781', more than 16 hexadecimal digits");
  EXPECT_EQ(fault("12x4 1", hex), "ea is '12x4', not a hexadecimal number");
  EXPECT_EQ(fault("0x12", hex), "ea is '0x12', not a hexadecimal number");
  EXPECT_EQ(fault(" 12", hex), "ea is '', not a hexadecimal number");
  EXPECT_EQ(fault("", hex), "ea is '', not a hexadecimal number");
  EXPECT_EQ(fault("8", [](FieldScanner& s) { s.hex("ih", 7); }), "ih is 8, more than 7");
}

TEST(FieldScanner, RefusesWhatIsNoDecimalNumberInRange) {
  const auto size = [](FieldScanner& s) { s.decimal("size", 1, 4096); };
  EXPECT_EQ(fault("4096", size), "none");
  EXPECT_EQ(fault("0", size), "size is '0', not a decimal number from 1 to 4096");
  EXPECT_EQ(fault("4097", size), "size is '4097', not a decimal number from 1 to 4096");
  EXPECT_EQ(fault("99999999999999999999", size),
            "size is '99999999999999999999', not a decimal number from 1 to 4096");
  EXPECT_EQ(fault("8a", size), "size is '8a', not a decimal number from 1 to 4096");
  EXPECT_EQ(fault("-1", size), "size is '-1', not a decimal number from 1 to 4096");
  EXPECT_EQ(fault("", size), "size is '', not a decimal number from 1 to 4096");
}

TEST(FieldScanner, RefusesMissingAndSurplusText) {
  const auto blank = [](FieldScanner& s) { s.expect(' ', "pc"); };
  EXPECT_EQ(fault("", blank), "the line ends before pc");
  EXPECT_EQ(fault("x", blank), "unexpected 'x' before pc");
  EXPECT_EQ(fault("kk", [](FieldScanner& s) { s.letter("mode"); }), "mode is 'kk', not one letter");
  EXPECT_EQ(fault("", [](FieldScanner& s) { s.letter("mode"); }), "mode is '', not one letter");
  EXPECT_EQ(fault(" 1", [](FieldScanner& s) { s.finish(); }),
            "unexpected ' 1' after the last field");
}

TEST(FieldScanner, DoesNotTakeANulForTheEnd) {
  using namespace std::string_literals;
  EXPECT_EQ(fault("", [](FieldScanner& s) { s.expect('\0', "x"); }), "the line ends before x");
  EXPECT_NE(fault("12\0"s, [](FieldScanner& s) { s.hex("ea"); }), "none");
}

}  // namespace
}  // namespace htabsim
