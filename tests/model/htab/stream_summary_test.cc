// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_summary.h"

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/htab/stream_description.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/htab/stream_bytes.h"

namespace htabsim {
namespace {

const std::string kGuest = HTABSIM_SOURCE_DIR "/traces/p8-4k-share/";

HtabStreamSummary summary_of(const std::string& stream) {
  const TemporaryFolder folder;
  HtabStreamReader reader(InputFile(folder.file("hpt.stream", stream)), {}, HeaderOrder::kBig);
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
  EXPECT_EQ(summary.total.groups, 3u);
  EXPECT_EQ(summary.total.valid, 3u);
  EXPECT_EQ(summary.total.invalid, 10u);
  EXPECT_EQ(summary.total.bytes, 3u * 8 + 3 * 16);
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
  EXPECT_EQ(summary.entries.page_sizes(),
            (std::vector<PageSizeCount>{{{PageSize::page_4k, PageSize::page_4k}, 2},
                                        {{PageSize::page_4k, PageSize::page_64k}, 1},
                                        {{PageSize::page_4k, PageSize::page_16m}, 1},
                                        {{PageSize::page_64k, PageSize::page_64k}, 1},
                                        {{PageSize::page_64k, PageSize::page_16m}, 1},
                                        {{PageSize::page_16m, PageSize::page_16m}, 1},
                                        {{PageSize::page_16g, PageSize::page_16g}, 1}}));
  EXPECT_EQ(summary.entries.unknown_page_size, 2u);  // LP 0x02 and 0x18
}

TEST(HtabStreamSummary, CountsSegmentSizes) {  // B: bits 63:62 of V
  const HtabStreamSummary summary = summary_of({{0x1, 0},
                                                {0x4000000000000001, 0},
                                                {0x4000000000000081, 0},
                                                {0x8000000000000001, 0},
                                                {0xc000000000000001, 0}});
  EXPECT_EQ(summary.entries.segments_256m, 1u);
  EXPECT_EQ(summary.entries.segments_1t, 2u);
  EXPECT_EQ(summary.entries.segments_reserved, 2u);
}

TEST(HtabStreamSummary, CountsBitsOfEntries) {
  const HtabStreamSummary summary = summary_of({{0x11, 0x100},    // bolted; R
                                                {0x13, 0x180},    // bolted, secondary; R, C
                                                {0x03, 0x080},    // secondary; C
                                                {0x11, 0x000},    // bolted
                                                {0x20, 0x100}});  // not valid; R
  EXPECT_EQ(summary.entries.bolted, 3u);
  EXPECT_EQ(summary.entries.secondary, 2u);
  EXPECT_EQ(summary.entries.referenced, 3u);
  EXPECT_EQ(summary.entries.changed, 2u);
  EXPECT_EQ(summary.entries.not_valid, 1u);
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

TEST(HtabStreamSummary, CountsRunsByTheirLength) {  // of 2^k to 2^(k+1)-1 entries at k
  const HtabStreamSummary summary =
      summary_of(group_bytes(HeaderOrder::kBig, 0, valid_entries(1), 65535) +
                 group_bytes(HeaderOrder::kBig, 70000, valid_entries(7)) +
                 group_bytes(HeaderOrder::kBig, 70010, valid_entries(8)) +
                 group_bytes(HeaderOrder::kBig, 70020, {}, 2));
  EXPECT_EQ(summary.valid_runs.runs, 3u);
  EXPECT_EQ(summary.valid_runs.entries, 16u);
  EXPECT_EQ(summary.valid_runs.longest, 8u);
  EXPECT_EQ(summary.valid_runs.by_power,
            (std::array<std::uint64_t, 16>{1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(summary.invalid_runs.runs, 2u);
  EXPECT_EQ(summary.invalid_runs.longest, 65535u);
  EXPECT_EQ(summary.invalid_runs.by_power,
            (std::array<std::uint64_t, 16>{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
}

TEST(HtabStreamSummary, KeepsOnlySoManyPassesApart) {
  const std::string pass = group_bytes(HeaderOrder::kBig, 5, valid_entries(1), 1);  // 24 bytes
  std::string stream;
  for (int i = 0; i < 1003; ++i) stream += pass;
  const HtabStreamSummary summary = summary_of(stream);
  EXPECT_EQ(summary.pass_count, 1003u);
  EXPECT_EQ(summary.passes.size(), 1000u);
  EXPECT_EQ(
      summary.further_passes,
      (HtabPassSummary{.offset = 24000, .bytes = 3 * 24, .groups = 3, .valid = 3, .invalid = 3}));
  EXPECT_EQ(summary.total.valid, 1003u);
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
    EXPECT_EQ(summary.total.valid, real.valid);
    EXPECT_EQ(summary.entries.secondary, real.secondary);
    EXPECT_EQ(summary.entries.referenced, real.referenced);
    EXPECT_EQ(summary.entries.changed, real.changed);
    EXPECT_EQ(summary.entries.segments_1t, real.segments_1t);
    EXPECT_EQ(summary.entries.segments_256m, real.segments_256m);
    EXPECT_EQ(summary.entries.bolted, 133120u);
    EXPECT_EQ(summary.entries.not_valid, 0u);
    EXPECT_EQ(summary.entries.page_sizes(),
              (std::vector<PageSizeCount>{{{PageSize::page_4k, PageSize::page_4k}, real.valid}}));
    EXPECT_EQ(summary.min_order, 22u);
  }
}

/// Where in a stream with big-endian headers the index falls, found by looking at its bytes.
std::vector<std::uint64_t> restarts_of(const std::filesystem::path& file) {
  std::string bytes(1 << 23, '\0');
  bytes.resize(InputFile(file).read(bytes));
  const auto number = [&](std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    }
    return value;
  };
  std::vector<std::uint64_t> restarts;
  std::uint64_t end = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 8 + 16 * number(at + 4, 2)) {
    if (number(at, 4) < end) restarts.push_back(at);
    end = number(at, 4) + number(at + 4, 2) + number(at + 6, 2);
  }
  return restarts;
}

TEST(HtabStreamSummary, FindsThePassesOfALiveMigration) {  // R64
  HtabStreamReader reader(InputFile(kGuest + "hpt_live.stream.zst"), HptGeometry(22), {},
                          read_stream_description(kGuest + "hpt_live.passes.json").sections);
  const HtabStreamSummary summary = summarise_stream(reader);
  // The first three sections, each ended by its time limit, share the first pass; the fifth is
  // empty and leaves no trace.
  ASSERT_EQ(summary.sections.size(), 5u);
  for (const std::size_t i : {0, 1, 2}) EXPECT_EQ(summary.sections[i].last_pass, 0u) << i;
  EXPECT_EQ(summary.sections[3].first_pass, 1u);
  EXPECT_EQ(summary.sections[3].last_pass, 1u);
  EXPECT_EQ(summary.sections[4].counts.groups, 0u);

  ASSERT_EQ(summary.passes.size(), 2u);
  const auto& sections = reader.sections()->sections;
  EXPECT_EQ(restarts_of(kGuest + "hpt_live.stream.zst"),
            std::vector<std::uint64_t>{sections[3].begin});
  EXPECT_EQ(summary.passes[1], (HtabPassSummary{.offset = sections[3].begin,
                                                .bytes = sections[3].end - sections[3].begin,
                                                .groups = sections[3].groups.value(),
                                                .valid = sections[3].valid.value(),
                                                .invalid = sections[3].invalid.value()}));
  EXPECT_EQ(summary.passes[0].bytes, sections[2].end);
}

TEST(HtabStreamSummary, OfALittleEndianCopyOfARealStreamIsTheSame) {  // R9
  HtabStreamReader big{InputFile(kGuest + "hpt_live.stream.zst")};
  std::string copy;
  for (HtabGroup group; big.next(group);) {
    copy += group_bytes(HeaderOrder::kLittle, group.header.index, group.entries,
                        group.header.n_invalid);
  }
  const TemporaryFolder folder;
  HtabStreamReader little{InputFile(folder.file("hpt.stream", copy))};
  const HtabStreamSummary summary = summarise_stream(little);
  EXPECT_EQ(summary.header_order, HeaderOrder::kLittle);
  EXPECT_EQ(summary.total.groups, 562u);
  EXPECT_EQ(summary.total.valid, 139668u + 60412 + 62037 + 536);
  EXPECT_EQ(summary.passes.size(), 2u);
}

}  // namespace
}  // namespace htabsim
