// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_header_order.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/htab/stream_bytes.h"

namespace htabsim {
namespace {

std::optional<HeaderOrder> recognise(const std::string& stream,
                                     StreamExtent extent = StreamExtent::kWhole,
                                     std::optional<HptGeometry> geometry = {}) {
  return recognise_header_order(std::as_bytes(std::span(stream)), extent, geometry);
}

HeaderOrderFit fit(const std::string& stream, HeaderOrder order) {
  return fit_header_order(std::as_bytes(std::span(stream)), StreamExtent::kWhole, order, {});
}

TEST(HtabStreamHeaderOrder, IsToldByOneGroupWithEntries) {  // R9
  for (const HeaderOrder order : kHeaderOrders) {
    EXPECT_EQ(recognise(group_bytes(order, 0, valid_entries(1))), order);
    EXPECT_EQ(recognise(group_bytes(order, 0, valid_entries(127), 300)), order);
  }
}

TEST(HtabStreamHeaderOrder, IsToldBySwappedCountsThatFitTheStreamsLength) {
  // 256 entries in one group, 0x0100. Read the other way the header says one entry, and each dword
  // that follows would be a header of its own: index 0, no valid entries, and a run of invalid
  // ones from the low bits. That is framing without fault, but the index never rises.
  for (const HeaderOrder order : kHeaderOrders) {
    EXPECT_EQ(recognise(group_bytes(order, 0, valid_entries(256))), order);
  }
}

TEST(HtabStreamHeaderOrder, IsToldByTheSecondGroupWhereTheFirstIsTheSameInBoth) {  // R19
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string first = group_bytes(order, 0, valid_entries(0xffff));
    EXPECT_EQ(recognise(first + group_bytes(order, 0xffff, valid_entries(3), 1)), order);
  }
}

TEST(HtabStreamHeaderOrder, IsToldByRisingIndexesWhereThereAreNoEntries) {  // R16
  for (const HeaderOrder order : kHeaderOrders) {
    std::string stream;
    for (std::uint32_t index = 10; index < 3000; index += 30) {
      stream += group_bytes(order, index, {}, 2);
    }
    EXPECT_EQ(recognise(stream), order);
  }
}

TEST(HtabStreamHeaderOrder, IsToldByTheTablesSize) {  // R42
  const HptGeometry smallest(18);                     // 16384 entries
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string stream = group_bytes(order, 0x100, {}, 2);  // or index 0x10000, 512 entries
    EXPECT_EQ(recognise(stream), std::nullopt);
    EXPECT_EQ(recognise(stream, StreamExtent::kWhole, smallest), order);
  }
}

TEST(HtabStreamHeaderOrder, IsAnyForAStreamThatReadsTheSame) {
  EXPECT_TRUE(recognise("").has_value());
  EXPECT_TRUE(recognise(group_bytes(HeaderOrder::kBig, 0, valid_entries(0xffff), 0x0101)));
  EXPECT_EQ(recognise(group_bytes(HeaderOrder::kBig, 0, {}, 0x4000)), std::nullopt);
}

TEST(HtabStreamHeaderOrder, TakesAGroupThatTheBeginningDoesNotReach) {
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string stream =
        group_bytes(order, 0, valid_entries(3)) + group_bytes(order, 3, valid_entries(1000));
    for (const std::size_t bytes : {72u, 80u, 81u, 5000u}) {  // the second header is at 56
      EXPECT_EQ(recognise(stream.substr(0, bytes), StreamExtent::kBeginning), order) << bytes;
    }
  }
}

TEST(HtabStreamHeaderOrder, OfADamagedStreamIsTheOneThatGetsFurther) {
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string sound = group_bytes(order, 0, valid_entries(3));
    EXPECT_EQ(recognise(sound + group_bytes(order, 3, valid_entries(5)).substr(0, 50)), order);
    EXPECT_EQ(recognise(sound + group_bytes(order, 3, {}, 0)), order);
    EXPECT_EQ(recognise(sound + "abc"), order);
  }
}

TEST(HtabStreamHeaderOrder, FitSaysWhereItEnds) {
  const std::string sound = group_bytes(HeaderOrder::kBig, 9, valid_entries(3)) +
                            group_bytes(HeaderOrder::kBig, 12, valid_entries(1)) +
                            group_bytes(HeaderOrder::kBig, 12, valid_entries(1));
  const HeaderOrderFit whole = fit(sound, HeaderOrder::kBig);
  EXPECT_FALSE(whole.contradicted);
  EXPECT_EQ(whole.explained, 56u + 24u + 24u);
  EXPECT_EQ(whole.restarts, 1u);  // 12 again
  EXPECT_TRUE(fit(sound, HeaderOrder::kLittle).contradicted);

  const HeaderOrderFit invalid_entry =
      fit(sound + group_bytes(HeaderOrder::kBig, 13, {{0x1000, 0}}), HeaderOrder::kBig);
  EXPECT_TRUE(invalid_entry.contradicted);
  EXPECT_EQ(invalid_entry.explained, 104u);

  const HeaderOrderFit empty_group =
      fit(sound + group_bytes(HeaderOrder::kBig, 13, {}), HeaderOrder::kBig);
  EXPECT_TRUE(empty_group.contradicted);
  EXPECT_EQ(empty_group.explained, 104u);
}

/// A stream as read() makes it: groups that rise within a pass, each with something in it.
std::string any_stream(HeaderOrder order) {
  const auto groups = *rc::gen::container<std::vector<std::pair<unsigned, unsigned>>>(
      rc::gen::pair(rc::gen::inRange(1u, 128u), rc::gen::inRange(0u, 2000u)));
  std::string stream;
  std::uint32_t index = 0;
  for (const auto& [valid, invalid] : groups) {
    stream += group_bytes(order, index, valid_entries(valid), static_cast<std::uint16_t>(invalid));
    index += valid + invalid;
  }
  return stream;
}

RC_GTEST_PROP(HtabStreamHeaderOrder, IsToldOfAnyStreamWithEntries, ()) {
  const HeaderOrder order = *rc::gen::element(HeaderOrder::kBig, HeaderOrder::kLittle);
  const std::string stream = any_stream(order);
  RC_PRE(!stream.empty());
  RC_ASSERT(recognise(stream) == order);
}

}  // namespace
}  // namespace htabsim
