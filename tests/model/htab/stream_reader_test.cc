// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_reader.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/htab/stream_bytes.h"

namespace htabsim {
namespace {

constexpr HptGeometry kSmallest(18);  // 16384 entries

std::vector<HtabGroup> groups_of(HtabStreamReader& reader) {
  std::vector<HtabGroup> groups;
  for (HtabGroup group; reader.next(group);) groups.push_back(group);
  return groups;
}

std::vector<HtabGroup> read(const std::string& stream, std::optional<HptGeometry> geometry = {},
                            std::optional<HeaderOrder> order = {}) {
  const TemporaryFolder folder;
  HtabStreamReader reader(InputFile(folder.file("hpt.stream", stream)), geometry, order);
  return groups_of(reader);
}

std::string fault(const std::string& stream, std::optional<HptGeometry> geometry = {},
                  std::optional<HeaderOrder> order = {}) {
  return caught([&] { read(stream, geometry, order); }).text();
}

TEST(HtabStreamReader, GivesGroupsWithTheirEntriesAndOffsets) {  // R8
  for (const HeaderOrder order : kHeaderOrders) {
    const auto groups =
        read(group_bytes(order, 7, valid_entries(2), 5) + group_bytes(order, 100, {}, 9) +
             group_bytes(order, 200, valid_entries(1)));
    ASSERT_EQ(groups.size(), 3u);
    EXPECT_EQ(groups[0].header, (HtabGroupHeader{7, 2, 5}));
    EXPECT_EQ(groups[0].entries, valid_entries(2));
    EXPECT_EQ(groups[0].offset, 0u);
    EXPECT_EQ(groups[1].header, (HtabGroupHeader{100, 0, 9}));
    EXPECT_TRUE(groups[1].entries.empty());
    EXPECT_EQ(groups[1].offset, 8u + 2 * 16);
    EXPECT_EQ(groups[2].entries, valid_entries(1));
    EXPECT_EQ(groups[2].offset, 8u + 2 * 16 + 8);
  }
}

TEST(HtabStreamReader, SaysWhichByteOrderItRecognised) {  // R9
  const TemporaryFolder folder;
  for (const HeaderOrder order : kHeaderOrders) {
    const auto path = folder.file("hpt.stream", group_bytes(order, 7, valid_entries(2), 5));
    EXPECT_EQ(HtabStreamReader(InputFile(path)).header_order(), order);
  }
}

TEST(HtabStreamReader, TakesTheByteOrderItIsGiven) {
  const std::string stream = group_bytes(HeaderOrder::kBig, 0x100, {}, 2);
  EXPECT_EQ(read(stream, {}, HeaderOrder::kBig).at(0).header, (HtabGroupHeader{0x100, 0, 2}));
  EXPECT_EQ(read(stream, {}, HeaderOrder::kLittle).at(0).header,
            (HtabGroupHeader{0x10000, 0, 0x200}));
  EXPECT_EQ(fault(stream),
            "at byte 0: the headers may be big-endian or little-endian: both orders fit");
}

TEST(HtabStreamReader, CountsAPassFromEachFallOfTheIndex) {
  std::string stream;
  for (const std::uint32_t index : {0, 4, 9, 8, 20, 20, 0}) {
    stream += group_bytes(HeaderOrder::kBig, index, valid_entries(2), 2);
  }
  std::vector<std::uint64_t> passes;
  for (const HtabGroup& group : read(stream)) passes.push_back(group.pass);
  // 4 joins the end of 0..3; 8 and the second 20 lie within what came before.
  EXPECT_EQ(passes, (std::vector<std::uint64_t>{0, 0, 0, 1, 1, 2, 3}));
}

TEST(HtabStreamReader, HasNoGroupsInAnEmptyStream) { EXPECT_TRUE(read("").empty()); }

TEST(HtabStreamReader, GivesEntriesThatAreNotValidAsTheyAre) {  // R43 is for who applies them
  const Hpte entry = {0x1000, 0x2000};
  EXPECT_EQ(read(group_bytes(HeaderOrder::kBig, 0, {entry}), {}, HeaderOrder::kBig).at(0).entries,
            std::vector<Hpte>{entry});
}

TEST(HtabStreamReader, RefusesAHeaderThatIsCutShort) {
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string stream = group_bytes(order, 0, valid_entries(2));
    EXPECT_EQ(fault(stream + "abc"), "at byte 40: the header is cut short: 3 of 8 bytes");
    EXPECT_EQ(fault(stream + "abc", {}, order),
              "at byte 40: the header is cut short: 3 of 8 bytes");
  }
  EXPECT_EQ(fault("1234567"), "at byte 0: the header is cut short: 7 of 8 bytes");
}

TEST(HtabStreamReader, RefusesABodyThatIsCutShort) {
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string stream =
        group_bytes(order, 0, valid_entries(2)) + group_bytes(order, 50, valid_entries(3));
    for (std::size_t bytes = 48; bytes < stream.size(); ++bytes) {
      EXPECT_EQ(fault(stream.substr(0, bytes)), "at byte 40: the group at entry 50 is cut short: " +
                                                    std::to_string(bytes - 40) + " of 56 bytes");
    }
  }
}

TEST(HtabStreamReader, RefusesAnEmptyGroup) {  // R17
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string stream = group_bytes(order, 0, valid_entries(2));
    EXPECT_EQ(fault(stream + group_bytes(order, 9, {}) + stream),
              "at byte 40: the group is empty: no valid and no invalid entries");
  }
}

TEST(HtabStreamReader, RefusesAGroupPastTheTablesEnd) {  // R42
  for (const HeaderOrder order : kHeaderOrders) {
    const std::string first = group_bytes(order, 0, valid_entries(2));
    EXPECT_EQ(read(first + group_bytes(order, 16381, valid_entries(2), 1), kSmallest).size(), 2u);
    EXPECT_EQ(fault(first + group_bytes(order, 16381, valid_entries(2), 2), kSmallest),
              "at byte 40: entries 16381 to 16384 run past the table's end; it has 16384");
    EXPECT_EQ(fault(first + group_bytes(order, 16384, valid_entries(1)), kSmallest),
              "at byte 40: entries 16384 to 16384 run past the table's end; it has 16384");
    EXPECT_EQ(read(first + group_bytes(order, 16384, valid_entries(1))).size(), 2u);
  }
  // A sum that does not fit 32 bits.
  const HptGeometry largest_addressable(36);
  EXPECT_EQ(
      fault(group_bytes(HeaderOrder::kBig, 0xffffffff, valid_entries(1), 1), largest_addressable),
      "at byte 0: entries 4294967295 to 4294967296 run past the table's end; it has "
      "4294967296");
}

TEST(HtabStreamReader, RefusesACompressedFileThatIsCutShort) {
  const TemporaryFolder folder;
  std::string whole = zstd_frame(group_bytes(HeaderOrder::kBig, 0, valid_entries(1000)));
  whole.resize(whole.size() - 2);
  const auto path = folder.file("hpt.stream.zst", whole);
  const InputError error = caught([&] { HtabStreamReader reader{InputFile(path)}; });
  EXPECT_EQ(error.file(), path.string());
  EXPECT_NE(error.text().find("cut short"), std::string::npos);
}

TEST(HtabStreamReader, ReadsBeyondWhatItLooksAhead) {
  // 5 groups of 1 MB each; the byte order is recognised from the first 4 MB.
  for (const HeaderOrder order : kHeaderOrders) {
    std::string stream;
    for (std::uint32_t i = 0; i < 5; ++i) {
      stream += group_bytes(order, i * 0xffff, valid_entries(0xffff));
    }
    const auto groups = read(stream);
    ASSERT_EQ(groups.size(), 5u);
    EXPECT_EQ(groups[4].header, (HtabGroupHeader{4 * 0xffff, 0xffff, 0}));
    EXPECT_EQ(groups[4].entries, valid_entries(0xffff));
    EXPECT_EQ(groups[4].offset, 4u * (8 + 0xffff * 16));
    EXPECT_EQ(groups[4].pass, 0u);
  }
}

struct AnyGroup {
  std::uint32_t index;
  std::vector<Hpte> entries;
  std::uint16_t n_invalid;
};

RC_GTEST_PROP(HtabStreamReader, GivesBackAnyGroups, (bool big)) {
  const HeaderOrder order = big ? HeaderOrder::kBig : HeaderOrder::kLittle;
  const auto written = *rc::gen::container<std::vector<AnyGroup>>(rc::gen::construct<AnyGroup>(
      rc::gen::arbitrary<std::uint32_t>(),
      rc::gen::container<std::vector<Hpte>>(rc::gen::construct<Hpte>(
          rc::gen::arbitrary<std::uint64_t>(), rc::gen::arbitrary<std::uint64_t>())),
      rc::gen::inRange<std::uint16_t>(1, 0xffff)));
  std::string stream;
  for (const AnyGroup& group : written) {
    stream += group_bytes(order, group.index, group.entries, group.n_invalid);
  }
  const auto groups = read(stream, {}, order);
  RC_ASSERT(groups.size() == written.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    RC_ASSERT(groups[i].header.index == written[i].index);
    RC_ASSERT(groups[i].header.n_invalid == written[i].n_invalid);
    RC_ASSERT(groups[i].entries == written[i].entries);
  }
}

}  // namespace
}  // namespace htabsim
