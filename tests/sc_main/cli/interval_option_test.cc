// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <boost/algorithm/string/split.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

using Arguments = std::vector<std::string>;

/// What a run has written.
struct IntervalRun {
  std::string table;
  boost::json::object stats;
};

IntervalRun run_with(Arguments arguments, const Arguments& more) {
  const TemporaryFolder folder;
  arguments.insert(arguments.end(), more.begin(), more.end());
  arguments.insert(arguments.end(), {"-o", (folder / "out").string()});
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto table = folder / "out" / "intervals.csv";
  return {std::filesystem::exists(table) ? contents_of(table) : "",
          boost::json::parse(contents_of(folder / "out" / "stats.json")).as_object()};
}

std::vector<std::string> parts_of_line(const std::string& line, char separator) {
  std::vector<std::string> parts;
  boost::split(parts, line, [separator](char c) { return c == separator; });
  return parts;
}

/// The sum of each column; of end_cycle the last one.
std::map<std::string, std::uint64_t> sums_of(const std::string& table) {
  std::vector<std::string> lines = parts_of_line(table, '\n');
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  const std::vector<std::string> names = parts_of_line(lines.front(), ',');
  std::map<std::string, std::uint64_t> sums;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    const std::vector<std::string> fields = parts_of_line(lines[line], ',');
    EXPECT_EQ(fields.size(), names.size()) << lines[line];
    for (std::size_t i = 1; i < fields.size(); ++i) sums[names[i]] += std::stoull(fields[i]);
    sums["end_cycle"] = std::stoull(fields[0]);
  }
  return sums;
}

std::uint64_t at(const boost::json::object& stats, const std::string& pointer) {
  return boost::json::value(stats).at_pointer(pointer).to_number<std::uint64_t>();
}

/// Of all processors.
std::uint64_t of_cpus(const boost::json::object& stats, const std::string& pointer) {
  std::uint64_t sum = 0;
  for (const auto& member : stats) {
    if (member.key().starts_with("cpu"))
      sum += at(stats, "/" + std::string(member.key()) + pointer);
  }
  return sum;
}

void expect_sums(const IntervalRun& run) {
  const auto sums = sums_of(run.table);
  EXPECT_EQ(sums.at("end_cycle"), at(run.stats, "/simulated_cycles"));
  EXPECT_EQ(sums.at("accesses"), at(run.stats, "/accesses"));
  const std::map<std::string, std::string> places = {
      {"ierat_lookups", "/ierat/lookups"},
      {"ierat_misses", "/ierat/misses"},
      {"derat_lookups", "/derat/lookups"},
      {"derat_misses", "/derat/misses"},
      {"tlb_lookups", "/tlb/lookups"},
      {"tlb_misses", "/tlb/misses"},
      {"walks", "/walk_latency/count"},
      {"walk_cycles", "/walk_latency/total_cycles"},
      {"storage_interrupts", "/thread/storage_interrupts"},
      {"segment_interrupts", "/thread/segment_interrupts"},
      {"hypervisor_storage_interrupts", "/thread/hypervisor_storage_interrupts"},
      {"tlbies_received", "/tlbies_received"}};
  for (const auto& [column, place] : places) {
    EXPECT_EQ(sums.at(column), of_cpus(run.stats, place)) << column;
  }
  std::uint64_t hcalls = 0;
  for (const char* call : {"enter", "remove", "bulk_remove", "protect", "read", "clear_ref",
                           "clear_mod", "resize_prepare", "resize_commit", "other"}) {
    hcalls += of_cpus(run.stats, std::string("/hcalls/") + call);
  }
  EXPECT_EQ(sums.at("hcalls"), hcalls);
}

void expect_stream_sums(const IntervalRun& run) {
  const auto sums = sums_of(run.table);
  EXPECT_EQ(sums.at("reads"), at(run.stats, "/htab_fd/reads"));
  EXPECT_EQ(sums.at("bytes_sent"), at(run.stats, "/htab_fd/bytes_read"));
  std::uint64_t entries = 0;
  for (const auto& pass : run.stats.at("migration").at("passes").as_array()) {
    entries +=
        pass.at("valid").to_number<std::uint64_t>() + pass.at("invalid").to_number<std::uint64_t>();
  }
  EXPECT_EQ(sums.at("entries_sent"), entries);
  std::uint64_t changes = 0;
  for (const char* race : {"update_behind_reader", "update_ahead_of_reader", "update_at_reader",
                           "rc_set_behind_reader", "rc_set_ahead_of_reader"}) {
    changes += at(run.stats, std::string("/races/") + race);
  }
  EXPECT_EQ(sums.at("changed_while_streamed"), changes);
  std::uint64_t by_place = 0;
  const boost::json::value& table = run.stats.at("table");
  for (const auto& bucket : table.at_pointer("/buckets/changed_while_streamed").as_array()) {
    by_place += bucket.to_number<std::uint64_t>();
  }
  EXPECT_EQ(by_place, changes) << "the same by where in the table they were";
}

const Arguments kRunOfSort = {"run", "--trace", kSort};
const Arguments kRunOfTwo = {"run", "--guest", kSmpGuest};
const Arguments kMigration = {"migrate", kGuest + "/demo.toml", "--guest", kGuest};

TEST(IntervalOption, RowsSumUpToTheStatistics) {
  expect_sums(run_with(kRunOfSort, {"--interval", "10000"}));
  expect_sums(run_with(kRunOfTwo, {"--interval", "33333"}));
  const IntervalRun migration = run_with(kMigration, {"--interval", "1000000"});
  expect_sums(migration);
  expect_stream_sums(migration);
}

TEST(IntervalOption, RowsAreOfEqualLengthUpToTheEnd) {
  const IntervalRun run = run_with(kRunOfSort, {"--interval", "10000"});
  const std::vector<std::string> lines = parts_of_line(run.table, '\n');
  EXPECT_TRUE(lines[0].starts_with("end_cycle,accesses,")) << lines[0];
  EXPECT_TRUE(lines[1].starts_with("10000,")) << lines[1];
  EXPECT_TRUE(lines[2].starts_with("20000,")) << lines[2];
  // A line for each interval that has begun, the header, and the empty text behind the last one.
  EXPECT_EQ(lines.size(), (at(run.stats, "/simulated_cycles") + 9999) / 10000 + 2);
}

// The walk for the only access fetches two lines from memory, the second behind the first.
TEST(IntervalOption, WhatReachesIntoLaterIntervalsCountsWhereItBegan) {
  const TemporaryFolder folder;
  const std::string trace = folder.file("one.lackey", " L 1000,8\n").string();
  const IntervalRun run = run_with(
      {"run", "--trace", trace, "--set", "memory.line_cycles=4000", "--set", "memory.caches=false"},
      {"--interval", "1000"});
  const std::vector<std::string> lines = parts_of_line(run.table, '\n');
  const auto first_of = [&](std::size_t line) {
    return sums_of(lines[0] + "\n" + lines[line] + "\n");
  };
  EXPECT_GE(first_of(1).at("walk_cycles"), 2 * 4000) << "in an interval of 1,000";
  EXPECT_EQ(first_of(1).at("walks"), 1);
  EXPECT_EQ(first_of(1).at("accesses"), 0) << "it ended in a fault";
  for (std::size_t line = 2; line <= 8; ++line) {
    EXPECT_EQ(first_of(line).at("walks"), 0) << "it goes on";
  }
  expect_sums(run);
}

TEST(IntervalOption, SteppedRunsHaveTheSameRows) {
  for (const Arguments& arguments : {kRunOfSort, kRunOfTwo, kMigration}) {
    const Arguments interval = {"--interval", "20011"};
    const IntervalRun ahead = run_with(arguments, interval);
    Arguments stepped = interval;
    stepped.emplace_back("--stepped");
    EXPECT_EQ(ahead.table, run_with(arguments, stepped).table) << arguments.back();
  }
}

TEST(IntervalOption, CountingChangesNothingElse) {
  for (const Arguments& arguments : {kRunOfSort, kMigration}) {
    IntervalRun plain = run_with(arguments, {});
    IntervalRun counted = run_with(arguments, {"--interval", "1000"});
    EXPECT_EQ(plain.table, "");
    plain.stats.erase("host");
    counted.stats.erase("host");
    EXPECT_EQ(boost::json::serialize(plain.stats), boost::json::serialize(counted.stats));
  }
}

TEST(IntervalOption, WhatCannotBeMeantIsRefused) {
  expect_input_error(run_program({"run", "--trace", kSort, "--interval", "5000"}),
                     "run: --interval writes intervals.csv: give -o DIR");
  const TemporaryFolder folder;
  const std::string out = (folder / "out").string();
  expect_input_error(run_program({"run", "--trace", kSort, "--interval", "5000", "--sample",
                                  "20000:1000", "-o", out}),
                     "run: --interval does not go with samples, between which no time passes");
  EXPECT_EQ(run_program({"run", "--trace", kSort, "--interval", "999", "-o", out}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

}  // namespace
}  // namespace htabsim
