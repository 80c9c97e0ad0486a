// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_fields.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

const HpteField& field(std::string_view name) {
  for (const HpteField& candidate : kHpteFields) {
    if (candidate.name == name) return candidate;
  }
  throw std::invalid_argument(std::string(name));
}

TEST(StreamFields, EveryBitOfAnEntryBelongsToExactlyOneField) {
  std::uint64_t v = 0;
  std::uint64_t r = 0;
  for (const HpteField& part : kHpteFields) {
    EXPECT_EQ(v & part.v_mask, 0u) << part.name;
    EXPECT_EQ(r & part.r_mask, 0u) << part.name;
    EXPECT_TRUE((part.v_mask == 0) != (part.r_mask == 0)) << part.name;
    v |= part.v_mask;
    r |= part.r_mask;
  }
  EXPECT_EQ(v, ~std::uint64_t{0});
  EXPECT_EQ(r, ~std::uint64_t{0});
}

TEST(StreamFields, ValuesAreThoseOfTheArchitecture) {  // facts D1, D2
  // B 01, AVPN 0x23, bolted, L, V.
  const std::uint64_t v = std::uint64_t{1} << 62 | 0x23 << 7 | 0x10 | 0x4 | 0x1;
  // PP0 and PP 01, key 0b10'101, RPN 0x45, C, M, G, N.
  const std::uint64_t r = std::uint64_t{1} << 63 | 0x1 | std::uint64_t{1} << 61 | 0x5 << 9 |
                          0x45 << 12 | 0x80 | 0x10 | 0x08 | 0x4;
  const auto value = [&](std::string_view name) { return value_of(field(name), {v, r}); };
  EXPECT_EQ(value("B"), 1u);
  EXPECT_EQ(value("AVPN"), 0x23u);
  EXPECT_EQ(value("bolted"), 1u);
  EXPECT_EQ(value("SW"), 0u);
  EXPECT_EQ(value("L"), 1u);
  EXPECT_EQ(value("H"), 0u);
  EXPECT_EQ(value("V"), 1u);
  EXPECT_EQ(value("PP"), 0b101u);
  EXPECT_EQ(value("bit 1"), 0u);
  EXPECT_EQ(value("key"), 0b10'101u);
  EXPECT_EQ(value("RPN"), 0x45u);
  EXPECT_EQ(value("R"), 0u);
  EXPECT_EQ(value("C"), 1u);
  EXPECT_EQ(value("WIMG"), 0b0011u);
  EXPECT_EQ(value("N"), 1u);
}

RC_GTEST_PROP(StreamFields, GatherTakesTheMasksBitsInTheirOrder,
              (std::uint64_t value, std::uint64_t mask)) {
  std::uint64_t expected = 0;
  unsigned to = 0;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if ((mask >> bit & 1) == 0) continue;
    expected |= (value >> bit & 1) << to;
    ++to;
  }
  RC_ASSERT(gather(value, mask) == expected);
}

TEST(StreamFields, GatherOfAllBitsIsTheValue) {
  EXPECT_EQ(gather(0x123456789abcdef0, ~std::uint64_t{0}), 0x123456789abcdef0u);
  EXPECT_EQ(gather(~std::uint64_t{0}, 0), 0u);
}

}  // namespace
}  // namespace htabsim
