// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/shown_groups.h"

#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

/// Bytes of groups whose entries are all zero.
std::vector<std::byte> bytes_of(const std::vector<HtabGroupHeader>& headers, HeaderOrder order) {
  std::vector<std::byte> bytes;
  for (const HtabGroupHeader& header : headers) {
    const auto encoded = encode_header(header, order);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
    bytes.resize(bytes.size() + header.body_bytes());
  }
  return bytes;
}

// 8 + 2 * 16 + 8 + 8 + 16 bytes.
const std::vector<HtabGroupHeader> kGroups = {{100, 2, 3}, {105, 0, 7}, {200, 1, 0}};
constexpr std::size_t kBytes = 72;

TEST(ShownGroups, CountWhatIsWholeExactly) {
  for (const HeaderOrder order : {HeaderOrder::kBig, HeaderOrder::kLittle}) {
    const auto bytes = bytes_of(kGroups, order);
    ASSERT_EQ(bytes.size(), kBytes);
    const ShownGroups groups = shown_groups(bytes, kBytes, order);
    EXPECT_FALSE(groups.contradicted);
    EXPECT_EQ(groups.first, 100);
    EXPECT_EQ(groups.end, 201);
    EXPECT_EQ(groups.groups, 3);
    EXPECT_EQ(groups.valid, 2 + 0 + 1);
    EXPECT_EQ(groups.invalid, 3 + 7 + 0);
    EXPECT_EQ(groups.hidden, 0);
  }
}

// Behind the first group 32 bytes are hidden: a header and one entry, and 8 bytes too few for one.
TEST(ShownGroups, EstimateWhatIsHidden) {
  const auto bytes = bytes_of(kGroups, HeaderOrder::kLittle);
  const ShownGroups groups = shown_groups(std::span(bytes).first(32), kBytes, HeaderOrder::kLittle);
  EXPECT_FALSE(groups.contradicted);
  EXPECT_EQ(groups.groups, 1);
  EXPECT_EQ(groups.hidden, kBytes - 40);
  EXPECT_EQ(groups.valid, 2 + (kBytes - 40 - 8) / 16);
  EXPECT_EQ(groups.invalid, 3);
}

TEST(ShownGroups, NothingIsHiddenIfTheFirstGroupIsAll) {
  const auto bytes = bytes_of({{100, 9, 3}}, HeaderOrder::kBig);
  const ShownGroups groups =
      shown_groups(std::span(bytes).first(32), bytes.size(), HeaderOrder::kBig);
  EXPECT_EQ(groups.hidden, 0);
  EXPECT_EQ(groups.valid, 9);
}

TEST(ShownGroups, ContradictTheOtherOrder) {
  const auto bytes = bytes_of(kGroups, HeaderOrder::kLittle);
  EXPECT_TRUE(shown_groups(bytes, kBytes, HeaderOrder::kBig).contradicted);
}

TEST(ShownGroups, ContradictWhatNoReadReturns) {
  const auto contradicted = [](const std::vector<HtabGroupHeader>& headers, std::size_t more) {
    auto bytes = bytes_of(headers, HeaderOrder::kBig);
    bytes.resize(bytes.size() + more);
    return shown_groups(bytes, bytes.size(), HeaderOrder::kBig).contradicted;
  };
  EXPECT_FALSE(contradicted({{1, 1, 0}, {2, 1, 0}}, 0));
  EXPECT_TRUE(contradicted({{1, 0, 0}}, 0));             // empty
  EXPECT_TRUE(contradicted({{5, 1, 0}, {5, 1, 0}}, 0));  // falls back
  EXPECT_TRUE(contradicted({{5, 1, 0}}, 7));             // no room for a header
  const auto bytes = bytes_of({{5, 4, 0}}, HeaderOrder::kBig);
  EXPECT_TRUE(shown_groups(bytes, bytes.size() - 1, HeaderOrder::kBig).contradicted);  // too long
}

}  // namespace
}  // namespace htabsim
