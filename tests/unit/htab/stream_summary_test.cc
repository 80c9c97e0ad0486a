// SPDX-License-Identifier: Apache-2.0
#include "model/htab/stream_summary.h"

#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/unit/htab/stream_bytes.h"
#include "tests/unit/trace/temp_folder.h"

namespace htabsim {
namespace {

const std::string kGuest = HTABSIM_SOURCE_DIR "/traces/p8-4k-share/";

HtabStreamSummary summary_of(const std::string& stream) {
  const TempFolder folder;
  HtabStreamReader reader(InputFile(folder.write("hpt.stream", stream)), {}, HeaderOrder::kBig);
  return summarise_stream(reader);
}

HtabStreamSummary summary_of(const std::vector<Hpte>& entries) {
  return summary_of(group_bytes(HeaderOrder::kBig, 0, entries));
}

TEST(HtabStreamSummary, CountsPassByPass) {
  const HtabStreamSummary summary =
      summary_of(group_bytes(HeaderOrder::kBig, 0, valid_entries(2), 3) +
                 group_bytes(HeaderOrder::kBig, 9, valid_entries(1)) +
                 group_bytes(HeaderOrder::kBig, 4, {}, 7));
  EXPECT_EQ(summary.header_order, HeaderOrder::kBig);
  EXPECT_EQ(summary.groups, 3u);
  EXPECT_EQ(summary.valid, 3u);
  EXPECT_EQ(summary.invalid, 10u);
  EXPECT_EQ(summary.bytes, 3u * 8 + 3 * 16);
  EXPECT_EQ(summary.passes,
            (std::vector<HtabPassSummary>{
                {.offset = 0, .bytes = 40 + 24, .groups = 2, .valid = 3, .invalid = 3},
                {.offset = 64, .bytes = 8, .groups = 1, .valid = 0, .invalid = 7}}));
}

TEST(HtabStreamSummary, CountsPageSizes) {  // R44
  const auto large = [](std::uint64_t lp) { return Hpte{0x5, lp << 12}; };
  const HtabStreamSummary summary = summary_of({{0x1, 0},
                                                {0x1, 0xf000},
                                                large(0x01),
                                                large(0x08),
                                                large(0x38),
                                                large(0x00),
                                                large(0x02),
                                                large(0x18),
                                                large(0x07),
                                                large(0x03)});
  EXPECT_EQ(summary.page_sizes,
            (std::vector<PageSizeCount>{{{PageSize::k4K, PageSize::k4K}, 2},
                                        {{PageSize::k4K, PageSize::k64K}, 1},
                                        {{PageSize::k4K, PageSize::k16M}, 1},
                                        {{PageSize::k64K, PageSize::k64K}, 1},
                                        {{PageSize::k64K, PageSize::k16M}, 1},
                                        {{PageSize::k16M, PageSize::k16M}, 1},
                                        {{PageSize::k16G, PageSize::k16G}, 1}}));
  EXPECT_EQ(summary.unknown_page_size, 2u);  // LP 0x02 and 0x18
}

TEST(HtabStreamSummary, CountsSegmentSizes) {  // B: bits 63:62 of V
  const HtabStreamSummary summary = summary_of({{0x1, 0},
                                                {0x4000000000000001, 0},
                                                {0x4000000000000081, 0},
                                                {0x8000000000000001, 0},
                                                {0xc000000000000001, 0}});
  EXPECT_EQ(summary.segments_256m, 1u);
  EXPECT_EQ(summary.segments_1t, 2u);
  EXPECT_EQ(summary.segments_reserved, 2u);
}

TEST(HtabStreamSummary, CountsBitsOfEntries) {
  const HtabStreamSummary summary = summary_of({{0x11, 0x100},    // bolted; R
                                                {0x13, 0x180},    // bolted, secondary; R, C
                                                {0x03, 0x080},    // secondary; C
                                                {0x11, 0x000},    // bolted
                                                {0x20, 0x100}});  // not valid; R
  EXPECT_EQ(summary.bolted, 3u);
  EXPECT_EQ(summary.secondary, 2u);
  EXPECT_EQ(summary.referenced, 3u);
  EXPECT_EQ(summary.changed, 2u);
  EXPECT_EQ(summary.not_valid, 1u);
}

TEST(HtabStreamSummary, FindsTheSmallestTableThatFits) {  // 2^(order - 4) entries
  const auto order_for = [](std::uint32_t index) {
    return summary_of(group_bytes(HeaderOrder::kBig, index, {}, 1)).min_order;
  };
  EXPECT_EQ(summary_of(std::string()).min_order, 18u);
  EXPECT_EQ(order_for(16383), 18u);
  EXPECT_EQ(order_for(16384), 19u);
  EXPECT_EQ(order_for(0xffffffff), 36u);
}

struct RealStream {
  const char* name;
  std::uint64_t valid, secondary, referenced, changed, segments_1t, segments_256m;
};

TEST(HtabStreamSummary, AgreesWithTheStatisticsOfACapturedGuest) {
  // From hptstat_start.txt and hptstat_end.txt.
  for (const RealStream& real :
       {RealStream{"hpt_start", 261747, 58176, 261747, 206579, 261274, 473},
        RealStream{"hpt_end", 261881, 58233, 261881, 206791, 261424, 457}}) {
    HtabStreamReader reader(InputFile(kGuest + real.name + ".stream.zst"), HptGeometry(22));
    const HtabStreamSummary summary = summarise_stream(reader);
    EXPECT_EQ(summary.header_order, HeaderOrder::kBig);
    EXPECT_EQ(summary.passes.size(), 1u);
    EXPECT_EQ(summary.valid, real.valid);
    EXPECT_EQ(summary.secondary, real.secondary);
    EXPECT_EQ(summary.referenced, real.referenced);
    EXPECT_EQ(summary.changed, real.changed);
    EXPECT_EQ(summary.segments_1t, real.segments_1t);
    EXPECT_EQ(summary.segments_256m, real.segments_256m);
    EXPECT_EQ(summary.bolted, 133120u);
    EXPECT_EQ(summary.not_valid, 0u);
    EXPECT_EQ(summary.page_sizes,
              (std::vector<PageSizeCount>{{{PageSize::k4K, PageSize::k4K}, real.valid}}));
    EXPECT_EQ(summary.min_order, 22u);
  }
}

/// The byte ranges of a migration's sections, as its *.passes.json has them.
std::vector<HtabPassSummary> sections_of(const std::string& path) {
  std::string text(1 << 20, '\0');
  text.resize(InputFile(path).read(text));
  std::vector<HtabPassSummary> sections;
  const boost::json::value root = boost::json::parse(text);
  for (const auto& section : root.at("passes").as_array()) {
    const auto number = [&](const char* key) { return section.at(key).to_number<std::uint64_t>(); };
    sections.push_back({.offset = number("start"),
                        .bytes = number("end") - number("start"),
                        .groups = number("chunks"),
                        .valid = number("valid"),
                        .invalid = number("invalid")});
  }
  return sections;
}

TEST(HtabStreamSummary, FindsThePassesOfALiveMigration) {  // R64
  HtabStreamReader reader(InputFile(kGuest + "hpt_live.stream.zst"), HptGeometry(22));
  const HtabStreamSummary summary = summarise_stream(reader);
  const auto sections = sections_of(kGuest + "hpt_live.passes.json");
  // The first three sections, each ended by its time limit, share the first pass; the fifth is
  // empty and leaves no trace.
  ASSERT_EQ(sections.size(), 5u);
  HtabPassSummary first = sections[0];
  for (const std::size_t i : {1, 2}) {
    first.bytes += sections[i].bytes;
    first.groups += sections[i].groups;
    first.valid += sections[i].valid;
    first.invalid += sections[i].invalid;
  }
  EXPECT_EQ(summary.passes, (std::vector<HtabPassSummary>{first, sections[3]}));
  EXPECT_EQ(sections[4].bytes, 0u);
}

TEST(HtabStreamSummary, OfALittleEndianCopyOfARealStreamIsTheSame) {  // R9
  HtabStreamReader big{InputFile(kGuest + "hpt_live.stream.zst")};
  std::string copy;
  for (HtabGroup group; big.next(group);) {
    copy += group_bytes(HeaderOrder::kLittle, group.header.index, group.entries,
                        group.header.n_invalid);
  }
  const TempFolder folder;
  HtabStreamReader little{InputFile(folder.write("hpt.stream", copy))};
  const HtabStreamSummary summary = summarise_stream(little);
  EXPECT_EQ(summary.header_order, HeaderOrder::kLittle);
  EXPECT_EQ(summary.groups, 562u);
  EXPECT_EQ(summary.valid, 139668u + 60412 + 62037 + 536);
  EXPECT_EQ(summary.passes.size(), 2u);
}

}  // namespace
}  // namespace htabsim
