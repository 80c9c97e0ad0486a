// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/model/qemu/qemu_bytes.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/stream_files.h"

namespace htabsim {
namespace {

class StreamPutCommand : public testing::Test {
 protected:
  [[nodiscard]] ProgramResult put(const std::string& table) const {
    return run_program({"stream", "put", "--qemu", old_, "--table", table, "-o", new_});
  }

  TemporaryFolder folder_;
  std::string old_ = folder_
                         .file("old.mig", qemu::whole_file(big_group(3, {kEntryA, kEntryB}),
                                                           big_group(9, {kEntryA})))
                         .string();
  std::string new_ = folder_ / "new.mig";
};

// Entries 3, 4 and 9 before; 3 and 5 after, of a table of 2^18 bytes: 16,384 entries.
TEST_F(StreamPutCommand, PutsTheTableInThePlaceOfTheOldOne) {
  const std::string table =
      folder_.file("table.stream", little_group(3, {kEntryA}) + little_group(5, {kEntryB}))
          .string();
  const ProgramResult result = put(table);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, new_ +
                            ": the migration file with a table of 2^18 bytes, 2 of 16,384 entries "
                            "valid; 3 differ from the table before\n");
  const std::string groups =
      big_group(0, {}, 3) + big_group(3, {kEntryA}, 1) + big_group(5, {kEntryB}, 16384 - 6);
  EXPECT_EQ(contents_of(new_), qemu::whole_file("", groups));
}

TEST_F(StreamPutCommand, OfAFilesOwnTableLeavesTheTable) {
  EXPECT_EQ(put(old_).exit_code, 0);
  const ProgramResult diff = run_program({"stream", "diff", "--qemu", old_, new_});
  EXPECT_EQ(diff.out, "The tables are equal: 16,384 entries, 3 of them valid.\n") << diff.err;
}

TEST_F(StreamPutCommand, TakesATableOfTheSameSizeOnly) {
  const std::string table = folder_.file("table.stream", big_group(3, {kEntryA})).string();
  folder_.file("table.passes.json", R"({"htab_shift": 19})");
  expect_input_error(put(table), table +
                                     ": is of a table of 2^19 bytes, but the migration file has "
                                     "one of 2^18");
  const std::string far = folder_.file("far.stream", big_group(16384, {kEntryA})).string();
  expect_input_error(put(far), far +
                                   ": at byte 0: entries 16384 to 16384 run past the table's end; "
                                   "it has 16384");
  EXPECT_FALSE(std::filesystem::exists(new_));
}

TEST_F(StreamPutCommand, R10ATableLargerThanIndexesReachIsRefused) {
  const std::string large = folder_.file("large.mig", qemu::whole_file("", "", 37)).string();
  expect_input_error(run_program({"stream", "put", "--qemu", large, "--table", old_, "-o", new_}),
                     large +
                         ": a stream's indexes do not reach all of a table of 2^37 bytes: 2^36 at "
                         "most");
  EXPECT_FALSE(std::filesystem::exists(new_));
}

TEST_F(StreamPutCommand, NeedsAMigrationFileThatCanBeReadTwice) {
  const std::string stream = folder_.file("a.stream", big_group(3, {kEntryA})).string();
  expect_input_error(
      run_program({"stream", "put", "--qemu", stream, "--table", stream, "-o", new_}),
      stream + ": at byte 0: is no migration file of QEMU's of version 3");
  expect_input_error(
      run_program({"stream", "put", "--qemu", "/dev/stdin", "--table", stream, "-o", new_},
                  "cat '" + old_ + "' |"),
      "/dev/stdin: can be read only once, but is read twice: to find the table, and to copy");
  expect_input_error(run_program({"stream", "put", "--table", stream, "-o", new_}),
                     "stream put: --qemu is required");
}

}  // namespace
}  // namespace htabsim
