// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"
#include "tests/model/qemu/qemu_bytes.h"
#include "tests/sc_main/cli/stream_files.h"

namespace htabsim {
namespace {

/// Migrates into `folder`, and says what it printed.
std::string migrated(const Arguments& what, const std::string& folder) {
  const ProgramResult result = run_program(joined({{"migrate"}, what, {"-o", folder}}));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  return result.out;
}

std::string difference(const std::string& a, const std::string& b) {
  const ProgramResult result = run_program({"stream", "diff", a, b});
  return result.out + result.err;
}

TEST(TableMigration, OfAGuestThatStandsStillGivesItsTable) {  // R63, R64
  const TemporaryFolder folder;
  const std::string old = folder
                              .file("a.mig", qemu::whole_file(big_group(3, {kEntryA, kEntryB}),
                                                              big_group(9, {kEntryA})))
                              .string();
  const std::string results = folder / "results";
  const std::string out = migrated({"--table", old}, results);
  EXPECT_TRUE(has_line(out, "The destination equals the source: 16,384 entries, 3 of them valid."))
      << out;
  const std::string equal = "The tables are equal: 16,384 entries, 3 of them valid.\n";
  EXPECT_EQ(difference(old, results + "/destination.stream"), equal);
  EXPECT_EQ(difference(old, results + "/received.stream"), equal);
  // One first pass with big-endian headers: what is not valid is counted behind what is.
  EXPECT_EQ(contents_of(results + "/destination.stream"), big_group(0, {}, 3) +
                                                              big_group(3, {kEntryA, kEntryB}, 4) +
                                                              big_group(9, {kEntryA}, 16384 - 10));
  // What was received can be migrated on.
  migrated({"--table", results + "/received.stream"}, folder / "again");
  EXPECT_EQ(contents_of(folder / "again/destination.stream"),
            contents_of(results + "/destination.stream"));
}

// The stream that arrived is in the PARTs and the END that were sent, and makes the table that the
// recorded guest had when it was stopped.
TEST(TableMigration, OfARunningGuestGivesWhatArrivedSectionBySection) {  // R63
  const TemporaryFolder folder;
  const std::string results = folder / "results";
  migrated({"--trace", kSort, "--set", "guest.hpt_order=18", "--set", "migration.start_us=10"},
           results);
  EXPECT_TRUE(difference(results + "/received.stream", results + "/destination.stream")
                  .starts_with("The tables are equal: 16,384 entries, "));
  const ProgramResult info = run_program({"stream", "info", results + "/received.stream"});
  const auto passes =
      boost::json::parse(contents_of(results + "/received.passes.json")).as_object();
  const auto& sections = passes.at("passes").as_array();
  const auto statistics = boost::json::parse(contents_of(results + "/stats.json")).as_object();
  const auto& migration = statistics.at("migration").as_object();
  ASSERT_EQ(sections.size(), migration.at("iterations").to_number<std::size_t>() + 1);
  EXPECT_EQ(sections.front().at("section"), "PART");
  EXPECT_EQ(sections.back().at("section"), "END");
  EXPECT_EQ(sections.back().at("end").to_number<std::size_t>(),
            contents_of(results + "/received.stream").size());
}

TEST(TableMigration, NeedsToKnowTableAndMemory) {
  const TemporaryFolder folder;
  const std::string stream = folder.file("a.stream", big_group(3, {kEntryA})).string();
  expect_input_error(run_program({"migrate", "--table", stream}),
                     stream +
                         ": does not say how large the table and the guest's memory are: a "
                         "NAME.stream needs a NAME.passes.json with htab_shift and ram_blocks "
                         "beside it");
  expect_input_error(run_program({"migrate", "--table", stream, "--guest", kGuest}),
                     "migrate: --guest and --table do not go together: a captured guest brings its "
                     "own table");
  expect_input_error(run_program({"run", "--table", stream}),
                     "run: nothing to run; give --guest DIR or --trace FILE");
}

TEST(TableMigration, R10ATableLargerThanIndexesReachIsRefused) {
  const TemporaryFolder folder;
  const std::string stream = folder.file("a.stream", big_group(3, {kEntryA})).string();
  folder.file("a.passes.json",
              R"({"htab_shift": 37, "ram_blocks": [["ppc_spapr.ram", 16777216]]})");
  expect_input_error(run_program({"migrate", "--table", stream}),
                     stream +
                         ": a stream's indexes do not reach all of a table of 2^37 bytes: 2^36 at "
                         "most");
}

// As with a captured guest, programs may run on the table meanwhile.
TEST(TableMigration, ProgramsMayShareTheTable) {
  const TemporaryFolder folder;
  const std::string stream = folder.file("a.stream", big_group(3, {kEntryA})).string();
  folder.file("a.passes.json",
              R"({"htab_shift": 20, "ram_blocks": [["ppc_spapr.ram", 16777216]]})");
  const std::string out = migrated({"--table", stream, "--trace", kSort}, folder / "results");
  EXPECT_NE(out.find("The destination equals the source: 65,536 entries, "), std::string::npos);
}

}  // namespace
}  // namespace htabsim
