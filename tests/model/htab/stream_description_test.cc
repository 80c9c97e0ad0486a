// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_description.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/htab/stream_reader.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/htab/stream_bytes.h"

namespace htabsim {
namespace {

std::string section(std::uint64_t start, std::uint64_t end, std::uint64_t chunks = 0,
                    std::uint64_t valid = 0, std::uint64_t invalid = 0) {
  return fmt::format(
      R"({{"section": "PART", "start": {}, "end": {}, "chunks": {}, "valid": {}, "invalid": {}}})",
      start, end, chunks, valid, invalid);
}

std::string passes_json(const std::string& passes) {
  return R"({"htab_shift": 18, "ram_blocks": [["ppc_spapr.ram", 4096]], "passes": )" + passes + "}";
}

std::string sections_fault(const std::string& json) {
  const TemporaryFolder folder;
  return caught([&] { read_stream_description(folder.file("a.passes.json", json)); }).text();
}

TEST(StreamDescription, HasSectionsAndSizes) {
  const TemporaryFolder folder;
  const auto path = folder.file(
      "a.passes.json", passes_json("[" + section(0, 40, 1, 2, 3) + "," + section(40, 40) + "]"));
  const StreamDescription description = read_stream_description(path);
  EXPECT_EQ(description.hpt_order, 18u);
  EXPECT_EQ(description.ram_bytes, 4096u);
  ASSERT_TRUE(description.sections);
  EXPECT_EQ(description.sections->file, path);
  const std::vector<StreamSection>& sections = description.sections->sections;
  ASSERT_EQ(sections.size(), 2u);
  const StreamSection& first = sections[0];
  EXPECT_EQ(first.name, "PART");
  EXPECT_EQ(first.begin, 0u);
  EXPECT_EQ(first.end, 40u);
  EXPECT_EQ(first.groups, 1u);
  EXPECT_EQ(first.valid, 2u);
  EXPECT_EQ(first.invalid, 3u);
  EXPECT_EQ(sections[1].begin, 40u);
}

TEST(StreamDescription, SectionsFollowOnEachOther) {
  const auto after_40 = [](const std::string& second) {
    return sections_fault(passes_json("[" + section(0, 40) + "," + second + "]"));
  };
  EXPECT_EQ(sections_fault(passes_json("[" + section(8, 40) + "]")),
            "section 1 starts at byte 8, but what is before it ends at byte 0");
  EXPECT_EQ(after_40(section(48, 50)),
            "section 2 starts at byte 48, but what is before it ends at byte 40");
  EXPECT_EQ(after_40(section(40, 39)), "section 2 ends at byte 39, before its start at byte 40");
}

TEST(StreamDescription, NeedsOfASectionItsEndAlone) {
  const TemporaryFolder folder;
  const auto path =
      folder.file("a.passes.json", R"({"passes": [{"end": 40}, {"end": 48, "valid": 2}]})");
  const StreamDescription description = read_stream_description(path);
  EXPECT_EQ(description.hpt_order, std::nullopt);
  EXPECT_EQ(description.ram_bytes, std::nullopt);
  const std::vector<StreamSection>& sections = description.sections.value().sections;
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_EQ(sections[0].name, "");
  EXPECT_EQ(sections[0].groups, std::nullopt);
  EXPECT_EQ(sections[1].begin, 40u);
  EXPECT_EQ(sections[1].end, 48u);
  EXPECT_EQ(sections[1].valid, 2u);
  EXPECT_EQ(sections[1].invalid, std::nullopt);
}

TEST(StreamDescription, MayBeASizeAlone) {
  const TemporaryFolder folder;
  const auto order = folder.file("order.passes.json", R"({"htab_shift": 18})");
  EXPECT_EQ(read_stream_description(order).hpt_order, 18u);
  EXPECT_FALSE(read_stream_description(order).sections);
  const auto ram = folder.file("ram.passes.json", R"({"ram_blocks": [["ppc_spapr.ram", 4096]]})");
  EXPECT_EQ(read_stream_description(ram).ram_bytes, 4096u);
}

TEST(StreamDescription, IsRefusedIfItSaysNothingOrNoNumber) {
  EXPECT_EQ(sections_fault(R"({"ram_blocks": [["vga", 4096]]})"),
            "has neither htab_shift nor passes nor ram_blocks");
  EXPECT_EQ(sections_fault("[]"), "is not a JSON object");
  EXPECT_EQ(sections_fault(passes_json("7")), "passes is no list");
  EXPECT_EQ(sections_fault(passes_json("[7]")), "section 1 is not a JSON object");
  EXPECT_EQ(sections_fault(passes_json("[{}]")), "section 1 has no end");
  EXPECT_EQ(sections_fault(passes_json(R"([{"section": 7, "end": 0}])")),
            "section 1 has a section that is no text");
  EXPECT_EQ(sections_fault(passes_json(R"([{"start": -1}])")),
            "section 1 has a start that is no number");
  EXPECT_EQ(sections_fault(passes_json(R"([{"end": 0, "valid": "x"}])")),
            "section 1 has a valid that is no number");
}

TEST(StreamDescription, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  const StreamDescription written{
      .hpt_order = 18,
      .ram_bytes = 4096,
      .sections = StreamSections{"", {{"PART", 0, 40, 1, 2, 3}, {"END", 40, 40, 0, 0, 0}}}};
  const StreamDescription read =
      read_stream_description(folder.file("a.passes.json", format_stream_description(written)));
  EXPECT_EQ(read.hpt_order, 18u);
  EXPECT_EQ(read.ram_bytes, 4096u);
  const std::vector<StreamSection>& sections = read.sections.value().sections;
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_EQ(sections[0].name, "PART");
  EXPECT_EQ(sections[0].end, 40u);
  EXPECT_EQ(sections[0].groups, 1u);
  EXPECT_EQ(sections[0].invalid, 3u);
  EXPECT_EQ(sections[1].name, "END");
  EXPECT_EQ(sections[1].end, 40u);
}

TEST(StreamDescription, IsFoundBesideTheStream) {
  const TemporaryFolder folder;
  const auto json = folder.file("hpt_live.passes.json", "{}");
  for (const char* name : {"hpt_live.stream", "hpt_live.stream.zst", "hpt_live.stream.gz"}) {
    EXPECT_EQ(description_beside(folder.path() / name), json) << name;
  }
  for (const char* name : {"hpt_live", "hpt_live.streams", "hpt_end.stream", "stream"}) {
    EXPECT_EQ(description_beside(folder.path() / name), std::nullopt) << name;
  }
}

/// Two groups of 40 and 24 bytes, then, one index lower, a third of 8.
std::string three_groups() {
  return group_bytes(HeaderOrder::kBig, 7, valid_entries(2), 3) +
         group_bytes(HeaderOrder::kBig, 20, valid_entries(1)) +
         group_bytes(HeaderOrder::kBig, 19, {}, 1);
}

std::vector<HtabGroup> read_in_sections(const std::string& stream, const std::string& passes) {
  const TemporaryFolder folder;
  const auto json = folder.file("a.passes.json", passes_json("[" + passes + "]"));
  HtabStreamReader reader(InputFile(folder.file("a.stream", stream)), {}, HeaderOrder::kBig,
                          read_stream_description(json).sections);
  std::vector<HtabGroup> groups;
  for (HtabGroup group; reader.next(group);) groups.push_back(group);
  return groups;
}

std::string read_fault(const std::string& passes, const std::string& stream = three_groups()) {
  return caught([&] { read_in_sections(stream, passes); }).text();
}

std::vector<std::uint64_t> sections_of(const std::vector<HtabGroup>& groups) {
  std::vector<std::uint64_t> sections;
  for (const HtabGroup& group : groups) sections.push_back(group.section);
  return sections;
}

TEST(StreamSectionCheck, GroupsKnowTheirSectionAndTheirPass) {
  // The second section is empty, the third continues the pass of the first.
  const auto groups =
      read_in_sections(three_groups(), section(0, 40, 1, 2, 3) + "," + section(40, 40) + "," +
                                           section(40, 64, 1, 1, 0) + "," +
                                           section(64, 72, 1, 0, 1) + "," + section(72, 72));
  EXPECT_EQ(sections_of(groups), (std::vector<std::uint64_t>{0, 2, 3}));
  EXPECT_EQ(groups[0].pass, 0u);
  EXPECT_EQ(groups[1].pass, 0u);
  EXPECT_EQ(groups[2].pass, 1u);
}

TEST(StreamSectionCheck, APassMayBeginWithinASection) {  // a scan wraps at the table's end (R64)
  const auto groups = read_in_sections(three_groups(), section(0, 72, 3, 3, 4));
  EXPECT_EQ(sections_of(groups), (std::vector<std::uint64_t>{0, 0, 0}));
  EXPECT_EQ(groups[2].pass, 1u);
}

TEST(StreamSectionCheck, EverySectionEndsAtAGroupsEnd) {
  for (std::uint64_t end = 1; end < 72; ++end) {
    if (end == 40 || end == 64) continue;
    const std::uint64_t group = end < 40 ? 0 : end < 64 ? 40 : 64;
    const std::uint64_t group_end = end < 40 ? 40 : end < 64 ? 64 : 72;
    const std::uint64_t whole = group == 0 ? 0 : group == 40 ? 1 : 2;
    EXPECT_EQ(
        read_fault(section(0, end, whole, 0, 0) + "," + section(end, 72, 3 - whole)),
        fmt::format("at byte {}: the group ends at byte {}, past the end of section 1 at byte "
                    "{}; so says a.passes.json",
                    group, group_end, end));
  }
}

TEST(StreamSectionCheck, EverySectionHasItsGroupsAndEntries) {
  for (const std::string& counts :
       {section(0, 64, 1, 3, 3), section(0, 64, 2, 2, 3), section(0, 64, 2, 3, 4)}) {
    const std::string text = read_fault(counts + "," + section(64, 72, 1, 0, 1));
    EXPECT_TRUE(text.starts_with("at byte 64: section 1 ends with ")) << text;
  }
  EXPECT_EQ(read_fault(section(0, 64, 1, 3, 3) + "," + section(64, 72, 1, 0, 1)),
            "at byte 64: section 1 ends with 2 groups, not 1; so says a.passes.json");
  EXPECT_EQ(read_fault(section(0, 64, 2, 3, 3) + "," + section(64, 72, 1, 0, 2)),
            "at byte 72: section 2 ends with 1 invalid entries, not 2; so says a.passes.json");
}

TEST(StreamSectionCheck, WhatIsNotSaidIsNotChecked) {
  EXPECT_EQ(read_in_sections(three_groups(), R"({"end": 64}, {"end": 72})").size(), 3u);
}

TEST(StreamSectionCheck, AnEmptySectionHasNone) {
  EXPECT_EQ(read_fault(section(0, 0, 1) + "," + section(0, 72, 3, 3, 4)),
            "at byte 0: section 1 ends with 0 groups, not 1; so says a.passes.json");
}

TEST(StreamSectionCheck, StreamAndSectionsEndTogether) {
  EXPECT_EQ(read_fault(section(0, 64, 2, 3, 3)),
            "at byte 64: the stream goes on, but its 1 sections have ended; so says a.passes.json");
  EXPECT_EQ(read_fault(section(0, 80, 4, 3, 4)),
            "at byte 72: the stream ends within section 1, which ends at byte 80; so says "
            "a.passes.json");
  EXPECT_EQ(read_fault(section(0, 8), ""),
            "at byte 0: the stream ends within section 1, which ends at byte 8; so says "
            "a.passes.json");
  EXPECT_TRUE(read_in_sections("", section(0, 0)).empty());
  EXPECT_TRUE(read_in_sections("", "").empty());
}

}  // namespace
}  // namespace htabsim
