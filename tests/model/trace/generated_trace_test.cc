// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/generated_trace.h"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/cache/line_cache.h"

namespace htabsim {
namespace {

using enum MicrobenchmarkKind;
using enum PlainAccessKind;

constexpr std::uint64_t kKib = 1024;
constexpr std::uint64_t kMib = 1024 * kKib;
constexpr std::uint64_t kGib = 1024 * kMib;
constexpr std::uint64_t kLine = kLineBytes;

std::vector<PlainAccess> all_records(const Microbenchmark& benchmark) {
  GeneratedTrace trace(benchmark);
  std::vector<PlainAccess> records;
  for (PlainAccess access; trace.next(access);) records.push_back(access);
  return records;
}

std::uint64_t offset(const PlainAccess& access) { return access.ea - Microbenchmark::kBase; }

Microbenchmark any_benchmark() {
  Microbenchmark benchmark;
  benchmark.kind = *rc::gen::element(chase, stream, gups);
  benchmark.footprint = *rc::gen::inRange<std::uint64_t>(128, 2000) * kLine;
  benchmark.accesses = *rc::gen::inRange<std::uint64_t>(1, 5000);
  benchmark.seed = *rc::gen::arbitrary<std::uint64_t>();
  return benchmark;
}

RC_GTEST_PROP(GeneratedTrace, EachLineIsChasedOnceARound, ()) {
  Microbenchmark benchmark = any_benchmark();
  benchmark.kind = chase;
  const std::uint64_t lines = benchmark.footprint / kLine;
  const auto records = all_records(benchmark);
  RC_ASSERT(records.size() % lines == 0);
  for (std::size_t round = 0; round < records.size(); round += lines) {
    std::set<std::uint64_t> visited;
    for (std::size_t i = round; i < round + lines; ++i) {
      RC_ASSERT(records[i].kind == kLoad && records[i].size == 8u);
      RC_ASSERT(offset(records[i]) % kLine == 0);
      visited.insert(offset(records[i]));
    }
    RC_ASSERT(visited.size() == lines);
  }
}

RC_GTEST_PROP(GeneratedTrace, EveryAccessIsADoublewordOfTheFootprint, ()) {
  const Microbenchmark benchmark = any_benchmark();
  for (const PlainAccess& access : all_records(benchmark)) {
    RC_ASSERT(access.ea >= Microbenchmark::kBase);
    RC_ASSERT(offset(access) + access.size <= benchmark.footprint);
    RC_ASSERT(access.size == 8u && offset(access) % 8 == 0);
  }
}

RC_GTEST_PROP(GeneratedTrace, IsTheSameForTheSameSeed, ()) {
  const Microbenchmark benchmark = any_benchmark();
  RC_ASSERT(all_records(benchmark) == all_records(benchmark));
}

RC_GTEST_PROP(GeneratedTrace, CountsWhatItGives, ()) {
  const Microbenchmark benchmark = any_benchmark();
  const GeneratedTrace trace(benchmark);
  const auto records = all_records(benchmark);
  RC_ASSERT(records.size() == trace.records());
  std::uint64_t accesses = 0;
  for (const PlainAccess& access : records) accesses += access.kind == kModify ? 2 : 1;
  RC_ASSERT(accesses == trace.warmup_accesses() + trace.measured_accesses());
  RC_ASSERT(trace.measured_accesses() >= benchmark.accesses);
}

RC_GTEST_PROP(GeneratedTrace, MeasuresOnlyPlacesOfTheWarmUp, ()) {
  const Microbenchmark benchmark = any_benchmark();
  const GeneratedTrace trace(benchmark);
  const auto records = all_records(benchmark);
  const std::uint64_t accesses_per_record = benchmark.kind == gups ? 2 : 1;
  const auto warmup = static_cast<std::ptrdiff_t>(trace.warmup_accesses() / accesses_per_record);
  std::set<std::uint64_t> warm;
  std::for_each(records.begin(), records.begin() + warmup,
                [&](const PlainAccess& access) { warm.insert(offset(access)); });
  RC_ASSERT(std::all_of(records.begin() + warmup, records.end(),
                        [&](const PlainAccess& access) { return warm.contains(offset(access)); }));
}

// 16 KB are 128 lines. 1000 accesses are at least asked for: 8 rounds, 1024 accesses.
TEST(GeneratedTrace, ChaseMeasuresWholeRounds) {
  const GeneratedTrace trace({chase, 16 * kKib, 1000, 1});
  EXPECT_EQ(trace.round_iterations(), 128u);
  EXPECT_EQ(trace.warmup_accesses(), 128u);
  EXPECT_EQ(trace.measured_accesses(), 1024u);
}

// 64 MB are 524,288 lines, of which half are visited. By then about all of the 1024 pages of 64 KB
// have been: a page of 512 lines is missed with a chance of 1 in 2^512.
TEST(GeneratedTrace, LongChaseVisitsLinesAllOverTheFootprint) {
  const Microbenchmark benchmark{chase, 64 * kMib, 1, 1};
  const GeneratedTrace trace(benchmark);
  EXPECT_EQ(trace.warmup_accesses(), 262'144u);
  EXPECT_EQ(trace.measured_accesses(), 262'144u);
  const auto records = all_records(benchmark);
  std::set<std::uint64_t> lines, pages;
  for (const PlainAccess& access : records) {
    lines.insert(offset(access) / kLine);
    pages.insert(offset(access) / (64 * kKib));
  }
  EXPECT_EQ(lines.size(), 262'144u);
  EXPECT_EQ(pages.size(), 1024u);
  EXPECT_TRUE(std::equal(records.begin(), records.begin() + 262'144, records.begin() + 262'144));
}

// 16 KB are 128 lines, a third of which are 42 whole ones: 42 * 128 = 5376 bytes, 672 doublewords.
TEST(GeneratedTrace, StreamReadsTwoArraysAndWritesTheThird) {
  const Microbenchmark benchmark{stream, 16 * kKib, 1, 1};
  const GeneratedTrace trace(benchmark);
  EXPECT_EQ(trace.round_iterations(), 672u);
  EXPECT_EQ(trace.warmup_accesses(), 672u * 3);
  EXPECT_EQ(trace.measured_accesses(), 672u * 3);
  const auto records = all_records(benchmark);
  for (std::uint64_t i = 0; i < 2 * 672; ++i) {
    const std::uint64_t element = i % 672 * 8;
    ASSERT_EQ(
        records[3 * i],
        (PlainAccess{.kind = kLoad, .size = 8, .ea = Microbenchmark::kBase + 5376 + element}));
    ASSERT_EQ(
        records[3 * i + 1],
        (PlainAccess{.kind = kLoad, .size = 8, .ea = Microbenchmark::kBase + 2 * 5376 + element}));
    ASSERT_EQ(records[3 * i + 2],
              (PlainAccess{.kind = kStore, .size = 8, .ea = Microbenchmark::kBase + element}));
  }
}

// 96 MB are 786,432 lines, 262,144 for each array. The window is 262,144 elements, that is 16,384
// lines of each; of the other 245,760 a third of 262,144 are visited, rounded down: 87,381.
TEST(GeneratedTrace, LongStreamVisitsOtherPartsBeforeItsWindowIsMeasured) {
  const Microbenchmark benchmark{stream, 96 * kMib, 1, 1};
  const GeneratedTrace trace(benchmark);
  EXPECT_EQ(trace.measured_accesses(), 3u * 262'144);
  EXPECT_EQ(trace.warmup_accesses(), 3u * (262'144 + 87'381));
  const auto records = all_records(benchmark);
  constexpr std::size_t kWindow = 3 * 262'144;
  constexpr std::size_t kRest = 3 * 87'381;
  EXPECT_TRUE(std::equal(records.begin(), records.begin() + kWindow,
                         records.begin() + kWindow + kRest, records.end()));
  std::set<std::uint64_t> lines;
  for (std::size_t i = kWindow; i < kWindow + kRest; ++i) {
    EXPECT_GE(offset(records[i]) % (32 * kMib), 2 * kMib);  // the window of an array of 32 MB
    lines.insert(offset(records[i]) / kLine);
  }
  EXPECT_EQ(lines.size(), kRest);
}

// 3,000,001 accesses are 1,000,001 elements, which reach into 62,501 lines of 16.
TEST(GeneratedTrace, LongStreamMeasuresAsMuchAsIsAskedFor) {
  const GeneratedTrace trace({stream, 96 * kMib, 3'000'001, 1});
  EXPECT_EQ(trace.round_iterations(), 62'501u * 16);
  EXPECT_EQ(trace.measured_accesses(), 3u * 62'501 * 16);
}

// 16 KB are 128 lines; 1001 accesses are 501 updates, of 2 accesses each.
TEST(GeneratedTrace, GupsWarmsUpWithWhatItMeasures) {
  const Microbenchmark benchmark{gups, 16 * kKib, 1001, 1};
  const GeneratedTrace trace(benchmark);
  EXPECT_EQ(trace.round_iterations(), 501u);
  EXPECT_EQ(trace.warmup_accesses(), 1002u);
  EXPECT_EQ(trace.measured_accesses(), 1002u);
  const auto records = all_records(benchmark);
  ASSERT_EQ(records.size(), 1002u);
  EXPECT_TRUE(std::equal(records.begin(), records.begin() + 501, records.begin() + 501));
  EXPECT_TRUE(std::ranges::all_of(records, [](const auto& a) { return a.kind == kModify; }));
}

// 100,000 updates of 2048 doublewords are 48.8 of each on average, with a standard deviation of 7;
// eight of these are 56.
TEST(GeneratedTrace, GupsGoesEverywhereAlike) {
  std::vector<unsigned> updates(2048);
  auto records = all_records({gups, 16 * kKib, 200'000, 7});
  records.resize(100'000);
  for (const PlainAccess& access : records) ++updates[offset(access) / 8];
  EXPECT_GT(*std::ranges::min_element(updates), 48 - 42);
  EXPECT_LT(*std::ranges::max_element(updates), 49 + 56);
}

/// Units of so many bytes (lines or pages) that a LRU cache misses in a part of a trace.
std::uint64_t misses(LineCache& cache, std::span<const PlainAccess> part, std::uint64_t unit) {
  std::uint64_t missed = 0;
  for (const PlainAccess& access : part) {
    const LineNumber number(access.ea.value() / unit);
    if (cache.touch(number)) continue;
    cache.insert(number);
    ++missed;
  }
  return missed;
}

RC_GTEST_PROP(GeneratedTrace, CacheMissesInTheFirstMeasuredRoundAsInAnyLater, ()) {
  Microbenchmark benchmark = any_benchmark();
  const GeneratedTrace trace(benchmark);
  const auto records = all_records(benchmark);
  const std::uint64_t round = trace.round_iterations() * (benchmark.kind == stream ? 3 : 1);
  const auto ways = *rc::gen::inRange<std::size_t>(1, 9);
  LineCache cache(*rc::gen::inRange<std::size_t>(1, 300) * ways * kLine, ways);
  const std::span all(records);
  misses(cache, all.first(round), kLine);
  const std::uint64_t first = misses(cache, all.subspan(round, round), kLine);
  for (std::size_t i = 2; i < 4; ++i) {
    RC_ASSERT(misses(cache, all.last(round), kLine) == first);
  }
}

/// Misses of a cache, of the number of ways and units given, in what is measured.
std::uint64_t measured_misses(const Microbenchmark& benchmark, std::size_t units, std::size_t ways,
                              std::uint64_t unit) {
  const GeneratedTrace trace(benchmark);
  const auto records = all_records(benchmark);
  LineCache cache(units * kLine, ways);
  const std::size_t warmup = trace.warmup_accesses() / (benchmark.kind == gups ? 2 : 1);
  const std::span all(records);
  misses(cache, all.first(warmup), unit);
  return misses(cache, all.subspan(warmup), unit);
}

constexpr std::size_t kL3Lines = 65'536;   // POWER8: 8 MB, 8-way
constexpr std::size_t kTlbEntries = 2048;  // POWER8: 4-way

// A cyclic order of 32 lines for each set of 8 hits in no LRU cache.
TEST(GeneratedTrace, LongChaseHitsInNoCacheThatIsSmaller) {
  EXPECT_EQ(measured_misses({chase, 64 * kMib, 1, 1}, kL3Lines, 8, kLine), 262'144u);
}

// Of random places in 64 MB an L3 of 8 MB holds an eighth. 262,144 updates have a standard
// deviation of sqrt(262,144 / 8 * 7 / 8) = 169 hits; six of these are 1014.
TEST(GeneratedTrace, LongGupsHitsAsOftenAsTheCacheHasShareOfTheFootprint) {
  const std::uint64_t missed = measured_misses({gups, 64 * kMib, 1, 1}, kL3Lines, 8, kLine);
  EXPECT_NEAR(static_cast<double>(262'144 - missed), 262'144 / 8, 1014);
}

// The window has 16,384 lines of each array, each of which is missed once, as in a whole sweep.
TEST(GeneratedTrace, LongStreamMissesEachLineOnce) {
  EXPECT_EQ(measured_misses({stream, 96 * kMib, 1, 1}, kL3Lines, 8, kLine), 3u * 16'384);
}

// 2 MB of each array, of 256 MB, are 32 pages of 64 KB.
TEST(GeneratedTrace, LongStreamMissesEachPageOnce) {
  EXPECT_EQ(measured_misses({stream, 768 * kMib, 1, 1}, kTlbEntries, 4, 64 * kKib), 3u * 32);
}

// All of it lies in the one segment of 1 TB.
TEST(GeneratedTrace, TakesTheLargestFootprint) {
  for (const MicrobenchmarkKind kind : {chase, stream, gups}) {
    GeneratedTrace trace({kind, 64 * kGib, 1, 1});
    PlainAccess access;
    std::uint64_t furthest = 0;
    while (trace.next(access)) furthest = std::max(furthest, offset(access));
    EXPECT_LT(furthest, 64 * kGib);
    EXPECT_GT(furthest, 63 * kGib);
  }
}

}  // namespace
}  // namespace htabsim
