// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_summary.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

TraceSummary summary_of(const std::string& contents, const TraceReading& reading = {}) {
  const TemporaryFolder folder;
  return summarise_trace(folder.file("trace", contents), reading);
}

std::uint64_t count(const TraceSummary& summary, TraceEventKind kind) {
  return summary.by_kind[static_cast<unsigned>(kind)];
}

std::uint64_t count(const TraceSummary& summary, GuestMode mode) {
  return summary.by_mode[static_cast<unsigned>(mode)];
}

TEST(TraceSummary, CountsEachKindOfGuestEvent) {
  const TraceSummary summary = summary_of(
      "L 0 0 1 u 0\nS 0 0 1 k 0\nS 0 0 1 k 0\nU 0 0 1 r 0\nZ 0 0 128 k -\nX 0 u 0\n"
      "H 4 0 0 0 0 0 0 0 0 0\nh 0 0 0 0 0 0 0 0 0\nH 8 0 0 0 0 0 0 0 0 0\nh 0 0 0 0 0 0 0 0 0\n"
      "H 8 0 0 0 0 0 0 0 0 0\nM 0 0\nI 0\nA 0\nP 0 0\nV 300 0 0 0 0\nV 380 0 0 0 0\n"
      "V 300 0 0 0 0\n");
  EXPECT_EQ(summary.format, "events of a captured guest");
  EXPECT_EQ(summary.events, 18u);
  // In the order of the enumerators.
  EXPECT_EQ(summary.by_kind, (std::array<std::uint64_t, 12>{1, 2, 1, 1, 1, 3, 2, 1, 1, 1, 1, 3}));
  EXPECT_EQ(summary.by_mode, (std::array<std::uint64_t, 3>{2, 3, 1}));
  EXPECT_EQ(summary.hcalls, (std::map<std::uint64_t, std::uint64_t>{{4, 1}, {8, 2}}));
  EXPECT_EQ(summary.interrupts, (std::map<std::uint32_t, std::uint64_t>{{0x300, 2}, {0x380, 1}}));
}

TEST(TraceSummary, CountsEachProcessorsEventsAndTurns) {
  const TraceSummary summary = summary_of("C 1\nL 0 0 1 u 0\nA 0\nC 0\nA 0\nC 1\nX 0 u 0\n");
  EXPECT_EQ(summary.format, "events of a captured guest");
  EXPECT_EQ(summary.events, 4u);
  EXPECT_EQ(summary.turns, 3u);
  EXPECT_EQ(summary.vcpus,
            (std::vector<VcpuUse>{{.events = 1, .accesses = 0}, {.events = 3, .accesses = 2}}));
}

TEST(TraceSummary, CountsAPlainTraceAsUserAccesses) {
  const TraceSummary summary = summary_of("==1== Lackey\nI  10,4\n L 20,8\n M 30,8\n S 40,8\n");
  EXPECT_EQ(summary.format, "valgrind lackey trace");
  EXPECT_EQ(summary.events, 4u);
  for (const auto kind : {TraceEventKind::kFetch, TraceEventKind::kLoad, TraceEventKind::kModify,
                          TraceEventKind::kStore}) {
    EXPECT_EQ(count(summary, kind), 1u) << name(kind);
  }
  EXPECT_EQ(count(summary, GuestMode::kUser), 4u);
}

TEST(TraceSummary, CountsDistinctPagesAndCrossings) {
  // Pages of 4K: 0, 1 (crossed into), f, 10 (crossed into); of 64K: 0, 1 (crossed into).
  const TraceSummary summary = summary_of(" L ff8,8\n L ff9,8\n L 10,1\n S fffd,4\n L fffc,4\n");
  EXPECT_EQ(summary.pages_4k, (PageUse{.distinct = 4, .crossings = 2}));
  EXPECT_EQ(summary.pages_64k, (PageUse{.distinct = 2, .crossings = 1}));
}

TEST(TraceSummary, CountsPagesOfTranslatedAccessesOnly) {
  const TraceSummary summary =
      summary_of("X 5000 r 5000\nX 200 k 200\nL 0 c000000000001000 8 u 0\n");
  EXPECT_EQ(summary.pages_4k.distinct, 2u);
  EXPECT_EQ(count(summary, GuestMode::kKernelReal), 1u);
}

TEST(TraceSummary, CountsAnAccessAtTheTopOfTheAddressSpace) {
  const TraceSummary summary = summary_of(" L fffffffffffffffc,8\n");
  EXPECT_EQ(summary.pages_4k, (PageUse{.distinct = 2, .crossings = 1}));
}

TEST(TraceSummary, CountsTheReuseOfFetchesAndDataApartAndTogether) {
  // Pages: fetches 1, 1, 1; data 2, 3 and 4 (crossed into), 2. Together 1 2 1 3 4 2 1.
  const TraceSummary summary =
      summary_of("I  1000,4\n L 2000,8\nI  1004,4\n S 3ffc,8\n L 2008,8\nI  1008,4\n");
  EXPECT_EQ(summary.reuse.fetches, (ReuseProfile{.first_uses = 1, .by_distance = {2}}));
  EXPECT_EQ(summary.reuse.data, (ReuseProfile{.first_uses = 3, .by_distance = {0, 0, 1}}));
  // 1 with 2 in between; 2 with 1, 3 and 4; 1 with 3, 4 and 2.
  EXPECT_EQ(summary.reuse.all, (ReuseProfile{.first_uses = 4, .by_distance = {0, 1, 0, 2}}));
}

TEST(TraceSummary, CountsTheWorkingSetOfEachPart) {
  const TraceSummary summary = summary_of(" L 1ffc,8\n S 2000,8\n");
  EXPECT_EQ(summary.working_set,
            (std::vector<WorkingSetPart>{{.accesses = 1, .pages = 2, .fresh = 2},
                                         {.accesses = 1, .pages = 1, .fresh = 0}}));
}

TEST(TraceSummary, CountsLargerPagesAndHowDenseTheyAre) {
  std::string trace;
  // Eight of sixteen 4K pages of a 64K page, and one of another.
  for (const char page : std::string("02468ace")) trace += std::string(" S 1") + page + "000,8\n";
  const TraceSummary summary = summary_of(trace + " S 1000000,8\n");
  EXPECT_EQ(summary.pages_64k, (PageUse{.distinct = 2, .crossings = 0}));
  EXPECT_EQ(summary.pages_16m, (PageUse{.distinct = 2, .crossings = 0}));
  EXPECT_EQ(summary.dense_64k, (DensePages{.pages = 1, .pages_4k = 8, .accesses = 8}));
  EXPECT_EQ(summary.dense_16m, DensePages{});
}

TEST(TraceSummary, CountsThreadsProcessorsAndWhatTheyShare) {
  // Page 1 is of both threads, and of processor 2 and one that nobody tells; page 2 of one thread.
  const TraceSummary summary =
      summary_of("R,1000,7,2\nR,1008,8,\nR,2000,8,3\nR,2008,8,3\nW,1000,7,3\n",
                 {.format = "fields=kind address:16 thread processor;sep=comma"});
  EXPECT_EQ(summary.threads.sharers,
            (std::vector<Sharer>{{.number = 8, .accesses = 3}, {.number = 7, .accesses = 2}}));
  EXPECT_EQ(summary.threads.shared_pages, 1u);
  EXPECT_EQ(summary.processors.sharers,
            (std::vector<Sharer>{{.number = 3, .accesses = 3}, {.number = 2, .accesses = 1}}));
  EXPECT_EQ(summary.processors.shared_pages, 1u);
}

TEST(TraceSummary, CountsWhatGuestsProcessorsShare) {
  // Of pages 1 and 2 the first is of both; in real mode they share nothing.
  const TraceSummary summary = summary_of(
      "C 1\nL 0 1000 1 u 0\nL 0 5000 1 r 5000\nC 0\nL 0 1000 1 u 0\nL 0 2000 1 u 0\n"
      "L 0 5000 1 r 5000\n");
  EXPECT_TRUE(summary.threads.sharers.empty());
  EXPECT_EQ(summary.processors.sharers,
            (std::vector<Sharer>{{.number = 0, .accesses = 2}, {.number = 1, .accesses = 1}}));
  EXPECT_EQ(summary.processors.shared_pages, 1u);
}

TEST(TraceSummary, CountsRealAddressesAndFindsWhatIsOdd) {
  const TraceSummary summary = summary_of("L 0 1000 1 u 7000\nL 0 0 1 u -\nX 1000 u 7000\n");
  EXPECT_EQ(summary.real_known, 2u);
  EXPECT_EQ(summary.odd, (std::vector<OddFinding>{{TraceOddity::kNoStore, 3},
                                                  {TraceOddity::kFirstPage, 1},
                                                  {TraceOddity::kRealInPart, 1}}));
}

TEST(TraceSummary, PassesOnAnyFault) {
  EXPECT_EQ(caught([] { summary_of("A 1\nA 9\n"); }).line(), 2u);
  EXPECT_EQ(caught([] { summary_of(" L 1,8\n L 1\n"); }).line(), 2u);
  const TemporaryFolder folder;
  EXPECT_EQ(caught([&] { summarise_trace(folder.path()); }).file(),
            (folder.path() / "events.txt.zst").string());
}

TEST(TraceSummary, CountsACapturedGuest) {
  const TraceSummary summary = summarise_trace(HTABSIM_SOURCE_DIR "/traces/p8-4k-share");
  EXPECT_EQ(summary.format, "captured guest");
  EXPECT_EQ(summary.events, 3999167u);
  EXPECT_EQ(count(summary, TraceEventKind::kDcbz), 2720u);
  // H_REMOVE, H_ENTER and H_PROTECT, vectors and pages; counted with awk.
  EXPECT_EQ(summary.hcalls,
            (std::map<std::uint64_t, std::uint64_t>{{0x4, 12783}, {0x8, 18719}, {0x18, 5701}}));
  EXPECT_EQ(summary.interrupts, (std::map<std::uint32_t, std::uint64_t>{
                                    {0x300, 5864}, {0x400, 5}, {0x900, 22}, {0xc00, 2}}));
  EXPECT_EQ(summary.pages_4k.distinct, 7977u);
}

}  // namespace
}  // namespace htabsim
