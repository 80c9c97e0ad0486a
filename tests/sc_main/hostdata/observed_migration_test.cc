// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/observed_migration.h"

#include <gtest/gtest.h>

#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

constexpr std::int64_t kUs = 1000;

/// A read that begins at so many us, and finds `valid` and `invalid` entries from `first` on.
HtabRead read_at(std::int64_t begin_us, std::int64_t us, std::uint32_t first, std::uint64_t valid,
                 std::uint64_t invalid) {
  HtabRead read;
  read.begin_ns = begin_us * kUs;
  read.end_ns = (begin_us + us) * kUs;
  read.requested = 2048;
  read.returned = 8 + 16 * valid;
  read.groups.first = first;
  read.groups.end = first + valid + invalid;
  read.groups.groups = 1;
  read.groups.valid = valid;
  read.groups.invalid = invalid;
  return read;
}

HtabRead nothing_at(std::int64_t begin_us, std::int64_t us) {
  HtabRead read = read_at(begin_us, us, 0, 0, 0);
  read.returned = 0;
  read.groups = {};
  return read;
}

ObservedMigration migration_of(std::vector<HtabRead> reads,
                               std::optional<std::int64_t> stopped_us = std::nullopt) {
  HtabTrace trace;
  trace.reads = std::move(reads);
  if (stopped_us) trace.stopped_ns = *stopped_us * kUs;
  return ObservedMigration(std::move(trace));
}

TEST(ObservedMigration, APassEndsWhereTheIndexGoesBack) {
  const auto migration = migration_of({read_at(100, 10, 0, 2, 30), read_at(120, 10, 32, 1, 31),
                                       read_at(140, 10, 8, 3, 0), read_at(160, 10, 40, 1, 0)});
  ASSERT_EQ(migration.passes().size(), 2);
  const ObservedPass& first = migration.passes()[0];
  EXPECT_EQ(first.reads, 2);
  EXPECT_EQ(first.valid, 2 + 1);
  EXPECT_EQ(first.invalid, 30 + 31);
  EXPECT_EQ(first.bytes, 8 + 2 * 16 + 8 + 16);
  EXPECT_EQ(first.groups, 2);
  EXPECT_EQ(first.time_us, 150 - 100);  // to the end of the read that went back
  EXPECT_EQ(migration.passes()[1].time_us, 170 - 150);
  EXPECT_EQ(migration.passes()[1].valid, 3 + 1);
}

// As MigrationAgent counts: the read of nothing belongs to the pass it ends.
TEST(ObservedMigration, APassEndsWhereNothingIsRead) {
  const auto migration = migration_of({read_at(100, 10, 0, 2, 30), nothing_at(120, 5),
                                       nothing_at(130, 5), read_at(140, 10, 50, 1, 0)});
  ASSERT_EQ(migration.passes().size(), 3);
  EXPECT_EQ(migration.passes()[0].reads, 2);
  EXPECT_EQ(migration.passes()[0].time_us, 125 - 100);
  EXPECT_EQ(migration.passes()[1].reads, 1);
  EXPECT_EQ(migration.passes()[1].bytes, 0);
  EXPECT_EQ(migration.passes()[2].reads, 1);  // not ended, and counted all the same
}

TEST(ObservedMigration, EqualIndexesGoOn) {
  EXPECT_EQ(migration_of({read_at(0, 1, 0, 2, 2), read_at(2, 1, 4, 1, 0)}).passes().size(), 1);
  EXPECT_EQ(migration_of({read_at(0, 1, 0, 2, 2), read_at(2, 1, 3, 1, 0)}).passes().size(), 2);
}

TEST(ObservedMigration, PassesThatEndAfterTheStopBelongToIt) {
  const auto migration = migration_of({read_at(100, 10, 0, 2, 30), nothing_at(120, 5),
                                       read_at(140, 10, 1, 1, 0), nothing_at(160, 5)},
                                      130);
  const auto figures = migration.figures();
  EXPECT_EQ(value(figures, "passes"), 2);
  EXPECT_EQ(value(figures, "passes, guest running"), 1);
  EXPECT_EQ(value(figures, "passes, guest stopped"), 1);
  EXPECT_EQ(value(figures, "downtime, source side"), 165 - 130);
  const auto unknown = migration_of({nothing_at(1, 1)}).figures();
  EXPECT_EQ(figure(unknown, "downtime, source side").note, "missing");
  EXPECT_EQ(figure(unknown, "passes, guest running").note, "missing");
  EXPECT_EQ(value(unknown, "passes"), 1);
}

TEST(ObservedMigration, TimesOfReadsAndEntries) {
  std::vector<HtabRead> reads;
  for (std::int64_t us = 1; us <= 10; ++us) {
    reads.push_back(read_at(100 * us, us, static_cast<std::uint32_t>(us) * 10, 1, 1));
  }
  const auto figures = migration_of(std::move(reads)).figures();
  EXPECT_EQ(value(figures, "time per read, mean"), 55.0 / 10);  // 1 + 2 + ... + 10
  EXPECT_EQ(value(figures, "time per read, 50 %"), 5);
  EXPECT_EQ(value(figures, "time per read, 90 %"), 9);
  EXPECT_EQ(value(figures, "time per read, 99 %"), 10);
  EXPECT_EQ(value(figures, "time per read, longest"), 10);
  EXPECT_EQ(value(figures, "time per entry"), 55'000.0 / 20);
}

// The first iteration ends with 0, the second and third after 5 ms, then the guest stops.
TEST(ObservedMigration, AnIterationEndsWithNothingOrAfterFiveMilliseconds) {
  std::vector<HtabRead> reads = {read_at(0, 10, 0, 1, 0),         nothing_at(20, 10),
                                 read_at(10'000, 3'000, 0, 1, 0), read_at(13'500, 1'500, 5, 1, 0),
                                 read_at(20'000, 6'000, 9, 1, 0), read_at(30'000, 10, 20, 1, 0)};
  EXPECT_EQ(value(migration_of(reads, 27'000).figures(), "iterations"), 3);
  EXPECT_EQ(value(migration_of({read_at(0, 10, 0, 1, 0)}, 5).figures(), "iterations"), 1);
  const Figure unknown = figure(migration_of(reads).figures(), "iterations");
  EXPECT_EQ(unknown.value, 4);
  EXPECT_EQ(unknown.note, "all reads: the stop was not seen");
}

TEST(ObservedMigration, WhatIsHiddenIsEstimatedOrUnknown) {
  HtabRead cut = read_at(0, 10, 0, 2, 3);
  cut.groups.hidden = 40;
  const auto figures = migration_of({cut, nothing_at(20, 5), read_at(40, 5, 7, 1, 1)}).figures();
  EXPECT_EQ(value(figures, "pass 1: valid"), 2);
  EXPECT_EQ(figure(figures, "pass 1: valid").note, "estimated");
  EXPECT_FALSE(value(figures, "pass 1: invalid"));
  EXPECT_EQ(figure(figures, "pass 1: invalid").note, "unknown: strings cut short");
  EXPECT_FALSE(value(figures, "all passes: invalid"));
  EXPECT_EQ(figure(figures, "all passes: valid").note, "estimated");
  EXPECT_EQ(figure(figures, "time per entry").note, "unknown: strings cut short");
  EXPECT_EQ(value(figures, "pass 2: invalid"), 1);
  EXPECT_EQ(figure(figures, "pass 2: valid").note, "");
}

// README.md has the groups; pass 1 is four reads of 3 + 29 and 2 + 30 entries.
TEST(ObservedMigration, RebuildsTheSamples) {
  for (const char* name : {"whole-stderr.strace", "whole-hex.strace"}) {
    const auto figures = ObservedMigration(read_htab_trace(kMeasurements / name)).figures();
    EXPECT_EQ(value(figures, "passes"), 3) << name;
    EXPECT_EQ(value(figures, "pass 1: valid"), 4 * (3 + 2)) << name;
    EXPECT_EQ(value(figures, "pass 1: invalid"), 4 * (29 + 30)) << name;
    EXPECT_EQ(value(figures, "pass 2: reads"), 3) << name;
    EXPECT_EQ(value(figures, "pass 2: valid"), 3 + 2) << name;
    EXPECT_EQ(value(figures, "pass 2: invalid"), 1 + 5) << name;
    EXPECT_EQ(value(figures, "pass 3: valid"), 2) << name;
    EXPECT_EQ(value(figures, "pass 3: bytes"), 8 + 2 * 16) << name;
  }
}

// In big-endian.strace the first pass takes from .001000 to the end of the read that went back.
TEST(ObservedMigration, RebuildsABigEndianHost) {
  const auto figures =
      ObservedMigration(read_htab_trace(kMeasurements / "big-endian.strace")).figures();
  EXPECT_EQ(value(figures, "passes"), 2);
  EXPECT_EQ(value(figures, "pass 1: invalid"), 0x1ff + 4);
  EXPECT_EQ(value(figures, "pass 1: time"), 2010 - 1000);
  EXPECT_EQ(value(figures, "pass 2: time"), 2040 - 2010);
  EXPECT_EQ(value(figures, "passes, guest stopped"), 2);
  EXPECT_EQ(value(figures, "downtime, source side"), 2040 - 1500);
  EXPECT_EQ(value(figures, "time per read, mean"), (4 + 2 + 10 + 20) / 4.0);
}

TEST(ObservedMigration, TextTellsHowFarTheTraceGoes) {
  const std::string cut =
      ObservedMigration(read_htab_trace(kMeasurements / "cut-short.strace")).text();
  EXPECT_NE(cut.find("9 reads of 2,048 bytes each, 1 failed; headers little-endian\n"), cut.npos)
      << cut;
  EXPECT_NE(cut.find("5 reads are shown in part"), cut.npos) << cut;
  EXPECT_EQ(cut.find("the log was cut"), cut.npos) << cut;
  const std::string open = migration_of({read_at(0, 1, 0, 1, 0)}).text();
  EXPECT_NE(open.find("the last pass had not ended\n"), open.npos) << open;
  EXPECT_NE(open.find("the guest was not seen to stop: no downtime\n"), open.npos) << open;
  HtabTrace log;
  log.reads = {read_at(0, 1, 0, 1, 0)};
  log.cut_line = 1'234;
  const std::string short_log = ObservedMigration(log).text();
  EXPECT_NE(
      short_log.find("the log was cut within its last line, 1,234, and is used up to there\n"),
      short_log.npos)
      << short_log;
}

}  // namespace
}  // namespace htabsim
