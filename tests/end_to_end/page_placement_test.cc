// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/words.h"
#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

constexpr const char* kRegions =
    "guest.page_regions=10000000-1fffffff:64K,7f0000000000-7fffffffffff:16M";

/// A thread that goes three times over what all have - 20 pages of 4 KB, 1 MB of the region of 64
/// KB and 8 pages of that of 16 MB - in steps of 4 KB, 32 KB and 16 MB.
std::string mixed_trace(const TemporaryFolder& folder, unsigned thread) {
  std::string text;
  for (unsigned round = 0; round < 3; ++round) {
    for (unsigned step = 0; step < 32; ++step) {
      // Threads go round from different places, so that each meets pages that the others have had.
      const std::uint64_t at = (step + thread * 13) % 32;
      if (at < 20) text += fmt::format(" L {:x},8\n", 0x4000'0000 + at * 0x1000);
      text += fmt::format(" S {:x},8\n", 0x1000'0000 + at * 0x8000);
      if (at < 8) text += fmt::format(" M {:x},8\n", 0x7f12'0000'0000 + at * 0x100'0000);
    }
  }
  return folder.file(fmt::format("thread{}", thread), text).string();
}

Arguments mixed_threads(const TemporaryFolder& folder, unsigned threads) {
  Arguments arguments;
  for (unsigned thread = 0; thread < threads; ++thread) {
    arguments.push_back("--trace");
    arguments.push_back(mixed_trace(folder, thread) + "@program");
  }
  return arguments;
}

/// What `stream info` says of the table at the end.
std::string table_of(const TemporaryFolder& folder, const Arguments& arguments) {
  const std::string results = (folder / "results").string();
  const ProgramResult run = run_program(joined({{"migrate"}, arguments, {"-o", results}}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return run_program({"stream", "info", results + "/destination.stream"}).out;
}

/// The count in the row of `stream info` that is called so; 0 if there is none.
std::uint64_t row(const std::string& info, const std::string& called) {
  const std::size_t at = info.find("\n" + called + "  ");
  return at == info.npos ? 0 : std::stoull(info.substr(at + 1 + called.size()));
}

/// The RPNs of valid entries that are not bolted, as `stream dump` has them.
std::multiset<std::string> frames_of(const TemporaryFolder& folder, const Arguments& arguments) {
  table_of(folder, arguments);
  const std::string dump =
      run_program({"stream", "dump", (folder / "results/destination.stream").string()}).out;
  std::multiset<std::string> found;
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> words = words_of(line);
    const bool entry = words.size() > 8 && words[1].find('/') != std::string::npos;
    if (entry && words[4].find('b') == std::string::npos) found.insert(words[8]);
  }
  return found;
}

/// Of all pages of the program.
std::size_t frame_count(const TemporaryFolder& folder, const Arguments& arguments) {
  const auto frames = frames_of(folder, arguments);
  return std::set<std::string>(frames.begin(), frames.end()).size();
}

// The kernel has 16 bolted pages of 4 KB. 7f12'0000'0000 lies in a segment that its region fills.
TEST(PagePlacementTest, EachRegionHasItsPagesInTheTableD5D8) {
  const TemporaryFolder folder;
  const std::string info = table_of(folder, joined({mixed_threads(folder, 1), with({kRegions})}));
  EXPECT_EQ(row(info, "4K page"), 16 + 20u) << info;
  EXPECT_EQ(row(info, "64K page in a 4K segment"), 16u) << info;
  EXPECT_EQ(row(info, "16M page"), 8u) << info;
}

// Threads that meet a page of 64 KB in different base pages need an entry each, of one frame.
TEST(PagePlacementTest, PagesThatThreadsShareHaveOneFrameD8) {
  const TemporaryFolder folder;
  for (const unsigned threads : {2U, 4U}) {
    const Arguments run = joined({mixed_threads(folder, threads), with({kRegions})});
    EXPECT_EQ(frame_count(folder, run), 20 + 16 + 8u);
    const std::string info = table_of(folder, run);
    EXPECT_EQ(row(info, "4K page"), 16 + 20u) << info;
    EXPECT_EQ(row(info, "16M page"), 8u) << info;
  }
}

// A TLB entry serves 4 KB of a page of 64 KB: both of the 4 KB that are touched need an entry.
TEST(PagePlacementTest, EachBasePageHasAnEntryWhereTheTlbServesNoMoreD8) {
  const TemporaryFolder folder;
  const std::string info =
      table_of(folder, joined({mixed_threads(folder, 1), with({kRegions, "mmu.mpss_reach=base"})}));
  EXPECT_EQ(row(info, "64K page in a 4K segment"), 32u) << info;
  EXPECT_EQ(row(info, "16M page"), 8u) << info;
}

TEST(PagePlacementTest, RegionsOfAFileAreThoseOfALine) {
  const TemporaryFolder folder;
  const auto file = folder.file("regions",
                                "# the heap\n0x10000000-0x1fffffff:64K\n\n"
                                "7f0000000000-7fffffffffff:16M\n");
  const Arguments traces = joined({{"run"}, mixed_threads(folder, 1)});
  const auto listed = stats(joined({traces, with({kRegions})}));
  const auto read = stats(joined({traces, with({"guest.page_regions=" + file.string()})}));
  EXPECT_EQ(read.at("event_hash"), listed.at("event_hash"));
  EXPECT_NE(listed.at("event_hash"), stats(traces).at("event_hash"));
}

TEST(PagePlacementTest, RegionsOfTheSizeThatAllPagesHaveChangeNothing) {
  const TemporaryFolder folder;
  const Arguments traces = joined({{"run"}, mixed_threads(folder, 2)});
  EXPECT_EQ(
      stats(joined({traces, with({"guest.page_regions=0-3fffffffffffffff:4K"})})).at("event_hash"),
      stats(traces).at("event_hash"));
}

TEST(PagePlacementTest, SteppedIsByteIdentical) {
  const TemporaryFolder folder;
  for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
    for (const char* reach : {"mmu.mpss_reach=actual", "mmu.mpss_reach=base"}) {
      // There are four frames for eight pages of 16 MB, so these are taken away; pages are aged and
      // write-protected.
      const Arguments run = joined(
          {{"run"},
           mixed_threads(folder, 3),
           with({kRegions, misses, reach, "guest.hpt_order=18", "guest.memory_bytes=83951616",
                 "guest.age_interval=50", "guest.protect_interval=20", "mmu.tlb_entries=16"})});
      EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << misses << reach;
    }
  }
}

/// A trace that tells the sizes of its pages: 10 of 4 KB, 5 of 64 KB and 2 of 16 MB, and in a
/// segment whose base page size is 64 KB one of 4 KB.
std::string telling_trace(const TemporaryFolder& folder, unsigned thread) {
  std::string text = "op,addr,bytes,page_size\n";
  for (unsigned round = 0; round < 2; ++round) {
    for (unsigned step = 0; step < 10; ++step) {
      const std::uint64_t at = (step + thread * 3) % 10;
      text += fmt::format("R,{:#x},8,4K\n", 0x4000'0000 + at * 0x1000);
      text += fmt::format("W,{:#x},8,64K\n", 0x1000'0000 + at * 0x8000);
      text += fmt::format("R,{:#x},8,16M\n", 0x2000'0000 + at / 5 * 0x100'0000 + at * 0x1000);
      text += "W,0x7f0000000000,8,4K\n";
    }
  }
  return folder.file(fmt::format("telling{}", thread), text).string();
}

constexpr const char* kOneRegion = "guest.page_regions=7f0000000000-7fffffffffff:64K";

Arguments telling_threads(const TemporaryFolder& folder, unsigned threads) {
  Arguments arguments = with({kOneRegion, "guest.page_size_hints=obey"});
  for (unsigned thread = 0; thread < threads; ++thread) {
    arguments.push_back("--trace");
    arguments.push_back(telling_trace(folder, thread) + "@program");
  }
  return arguments;
}

TEST(PagePlacementTest, PagesHaveTheSizesThatTheTraceTellsD5D8) {
  const TemporaryFolder folder;
  const std::string info = table_of(folder, telling_threads(folder, 1));
  EXPECT_EQ(row(info, "4K page"), 16 + 10u) << info;
  EXPECT_EQ(row(info, "64K page in a 4K segment"), 5u) << info;
  EXPECT_EQ(row(info, "16M page in a 4K segment"), 2u) << info;
  EXPECT_EQ(row(info, "64K page"), 1u) << info;
  EXPECT_EQ(frame_count(folder, telling_threads(folder, 3)), 10 + 5 + 2 + 1u);
}

TEST(PagePlacementTest, HintsThatCannotBeObeyedAreCounted) {
  const TemporaryFolder folder;
  const auto found = stats(joined({{"run"}, telling_threads(folder, 1)}));
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "size_hints_obeyed"}), 10 + 5 + 2u);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "size_hints_ignored"}), 1u);
}

// The hints of 16 MB are 10 pages of 4 KB then, each with its hint.
TEST(PagePlacementTest, HintsForPagesLargerThanTheHostsAreIgnoredR46) {
  const TemporaryFolder folder;
  const auto found =
      stats(joined({{"run"}, telling_threads(folder, 1), with({"host_memory.page_bytes=65536"})}));
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "size_hints_obeyed"}), 10 + 5u);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "size_hints_ignored"}), 10 + 1u);
}

TEST(PagePlacementTest, SteppedIsByteIdenticalWithHints) {
  const TemporaryFolder folder;
  for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
    const Arguments run =
        joined({{"run"},
                telling_threads(folder, 3),
                with({misses, "guest.protect_interval=20", "mmu.tlb_entries=16"})});
    EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << misses;
  }
}

/// 8 pages at recorded frames, of which two have one, and 2 pages of which nothing is known.
std::string placed_trace(const TemporaryFolder& folder) {
  std::string text = "op,addr,bytes,paddr\n";
  for (unsigned round = 0; round < 2; ++round) {
    for (unsigned page = 0; page < 8; ++page) {
      text += fmt::format("W,{:#x},8,{:#x}\n", 0x1000'0000 + page * 0x1000,
                          0x500'0000 + std::min(page, 6U) * 0x2000);
    }
    text += "R,0x20000000,8,\nR,0x20001000,8,\n";
  }
  return folder.file("placed", text).string();
}

TEST(PagePlacementTest, FramesAreThoseOfTheTraceAndTheOthersLieBehindThem) {
  const TemporaryFolder folder;
  const Arguments run = joined({{"--trace", placed_trace(folder)},
                                with({"guest.frames=trace", "guest.memory_bytes=134217728"})});
  std::multiset<std::string> expected{"000000008000", "000000008001"};
  for (unsigned page = 0; page < 8; ++page) {
    expected.insert(fmt::format("{:012x}", 0x5000 + std::min(page, 6U) * 2));
  }
  EXPECT_EQ(frames_of(folder, run), expected);
}

TEST(PagePlacementTest, FramesAreThoseOfAMap) {
  const TemporaryFolder folder;
  const auto map = folder.file("v2p.textproto",
                               "address_mapping_group {\n  page_size: 0x200000\n"
                               "  address_mapping {\n    virtual_address: 0x20000000\n"
                               "    physical_address: 0x600000\n  }\n}\n");
  const Arguments run =
      joined({{"--trace", folder.file("trace", " L 20001000,8\n S 20123008,8\n").string()},
              with({"guest.frames=trace", "guest.v2p_file=" + map.string()})});
  EXPECT_EQ(frames_of(folder, run), (std::multiset<std::string>{"000000000601", "000000000723"}));
}

TEST(PagePlacementTest, SteppedIsByteIdenticalWithRecordedFrames) {
  const TemporaryFolder folder;
  const std::string trace = placed_trace(folder) + "@program";
  for (const char* data : {"memory.data_accesses=false", "memory.data_accesses=true"}) {
    const Arguments run = joined({{"run", "--trace", trace, "--trace", trace},
                                  with({data, "guest.frames=trace", "guest.protect_interval=5"})});
    EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << data;
  }
}

TEST(PagePlacementTest, AFrameBeyondTheMemoryNamesTheLineAndWhatIsNeeded) {
  const TemporaryFolder folder;
  const std::string trace = placed_trace(folder);
  // The page at 500'0000 ends at 500'1000, beyond 64 MB.
  const ProgramResult run = run_program(joined(
      {{"run", "--trace", trace}, with({"guest.frames=trace", "guest.memory_bytes=67108864"})}));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err, "htabsim: " + trace +
                         ":2: the guest's kernel cannot serve the store at 10000000: the trace has "
                         "it at 5000000, beyond the guest's memory; guest.memory_bytes must be "
                         "83890176 or more\n");
}

/// A thread that touches 100 pages of 4 KB in one range of 16 MB and 30 in another, twice.
std::string dense_trace(const TemporaryFolder& folder, unsigned thread) {
  std::string text;
  for (unsigned round = 0; round < 2; ++round) {
    for (unsigned step = 0; step < 100; ++step) {
      const std::uint64_t at = (step + thread * 37) % 100;
      text += fmt::format(" S {:x},8\n", 0x1000'0000 + at * 0x3000);
      if (at < 30) text += fmt::format(" L {:x},8\n", 0x2000'0000 + at * 0x1000);
    }
  }
  return folder.file(fmt::format("dense{}", thread), text).string();
}

Arguments dense_threads(const TemporaryFolder& folder, unsigned threads) {
  Arguments arguments = with({"guest.transparent_16m=2"});
  for (unsigned thread = 0; thread < threads; ++thread) {
    arguments.push_back("--trace");
    arguments.push_back(dense_trace(folder, thread) + "@program");
  }
  return arguments;
}

// 2 % of 4,096 pages are 81.92: the first range becomes one page, the second does not.
TEST(PagePlacementTest, ADenseRangeBecomesOnePageOf16MD8) {
  const TemporaryFolder folder;
  const std::string info = table_of(folder, dense_threads(folder, 1));
  EXPECT_EQ(row(info, "4K page"), 16 + 30u) << info;
  EXPECT_EQ(row(info, "16M page in a 4K segment"), 1u) << info;
  EXPECT_EQ(frame_count(folder, dense_threads(folder, 3)), 30 + 1u);
  const auto found = stats(joined({{"run"}, dense_threads(folder, 1)}));
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "collapsed_pages"}), 1u);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "first_touches"}), 82 + 30u);
  // The 82nd page had no entry yet.
  EXPECT_EQ(count(found, {"cpu0", "hcalls", "bulk_remove"}), (81 + 3) / 4u);
}

TEST(PagePlacementTest, SteppedIsByteIdenticalWithTransparentPages) {
  const TemporaryFolder folder;
  for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
    for (const char* reach : {"mmu.mpss_reach=actual", "mmu.mpss_reach=base"}) {
      const Arguments run =
          joined({{"run"},
                  dense_threads(folder, 4),
                  with({misses, reach, "guest.hpt_order=18", "guest.age_interval=50",
                        "guest.protect_interval=70", "mmu.tlb_entries=16"})});
      EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << misses << reach;
    }
  }
}

class WrongPageRegions : public testing::Test {
 protected:
  void expect_error(const std::vector<std::string>& settings, const std::string& message) const {
    expect_input_error(run_program(joined({{"run", "--trace", trace_}, with(settings)})), message);
  }

  TemporaryFolder folder_;
  std::string trace_ = folder_.file("trace", " L 1000,8\n").string();
};

TEST_F(WrongPageRegions, AreNamedInOneLine) {
  expect_error(
      {"guest.page_regions=heap.txt"},
      "guest.page_regions: \"heap.txt\" is neither a file nor FIRST-LAST:SIZE, addresses in "
      "hexadecimal and a size of 4K, 64K, 16M or 16G");
  expect_error({"guest.page_regions=10000-1ffff:32K"},
               "guest.page_regions: \"10000-1ffff:32K\" is neither a file nor FIRST-LAST:SIZE, "
               "addresses in hexadecimal and a size of 4K, 64K, 16M or 16G");
  expect_error({"guest.page_regions=10001-1ffff:64K"},
               "guest.page_regions: 10001-1ffff:64K does not begin and end where pages of 64K do");
  expect_error({"guest.page_regions=7"},
               "--set: guest.page_regions: expected a text, got the integer 7; allowed: a text");
}

TEST_F(WrongPageRegions, OfAFileAreNamedWithTheirLine) {
  const std::string file = folder_.file("regions", "10000-1ffff:64K\n20000-2ffff\n").string();
  expect_error({"guest.page_regions=" + file},
               file +
                   ":2: \"20000-2ffff\" is not FIRST-LAST:SIZE, addresses in hexadecimal and a "
                   "size of 4K, 64K, 16M or 16G");
}

TEST_F(WrongPageRegions, OfSizesThatASegmentCannotHaveTogetherNameItD5) {
  expect_error(
      {"host_memory.page_bytes=17179869184", "guest.page_regions=10000000000-103ffffffff:16G"},
      "guest.page_regions: the segment of 1T at 10000000000 has pages of 4K, and a segment "
      "of that base page size can have none of 16G");
}

TEST_F(WrongPageRegions, LargerThanTheHostsPagesOrTheMemoryAreRefusedR46) {
  expect_error({"host_memory.page_bytes=65536", "guest.page_regions=0-ffffff:16M"},
               "guest.page_regions: pages of 16M are larger than host_memory.page_bytes (65536 "
               "bytes): KVM refuses such entries");
  expect_error({"guest.memory_bytes=50331648", "guest.page_regions=0-ffffff:16M"},
               "guest.memory_bytes (50331648 bytes) leaves 2 pages of 16M for each of 1 traces; at "
               "least 4 are needed");
}

}  // namespace
}  // namespace htabsim
