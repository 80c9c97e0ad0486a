// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/output_file.h"

#include <filesystem>
#include <iterator>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

std::ptrdiff_t files_in(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

TEST(OutputFile, FoldersAreMadeAndContentsReplaced) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "a/b/stats.json";
  write_file(file, "first, and longer");
  write_file(file, std::string("second\0", 7));
  EXPECT_EQ(contents_of(file), std::string("second\0", 7));
  EXPECT_EQ(files_in(file.parent_path()), 1);
}

TEST(OutputFile, PlaceThatCannotBeWrittenIsRefusedAndNothingLeft) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("plain", "kept");
  EXPECT_THROW(write_file(file / "stats.json", "x"), InputError);
  EXPECT_EQ(contents_of(file), "kept");

  std::filesystem::create_directory(folder / "taken");
  std::filesystem::create_directory(folder / "taken/inside");
  EXPECT_THROW(write_file(folder / "taken", "x"), InputError);
  EXPECT_EQ(files_in(folder.path()), 2);
}

TEST(OutputFile, TryLeavesNothingBehind) {
  const TemporaryFolder folder;
  try_writing(folder / "a/b/stats.json");
  EXPECT_EQ(files_in(folder.path()), 0);
  std::filesystem::create_directory(folder / "a");
  const std::filesystem::path file = folder.file("a/stats.json", "kept");
  try_writing(file);
  try_writing(folder / "a/b/stats.json");
  EXPECT_EQ(files_in(folder / "a"), 1);
  EXPECT_EQ(contents_of(file), "kept");
}

TEST(OutputFile, TryWhereNoFileCanBeIsRefused) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("plain", "kept");
  EXPECT_THROW(try_writing(file / "below/stats.json"), InputError);
  EXPECT_THROW(try_writing(folder.path()), InputError);
  EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(OutputFile, ContentsThatCannotBeMadeLeaveTheOldOnes) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.file("stats.json", "kept");
  const auto half = [](std::ostream& stream) {
    stream << "half";
    throw InputError("trace", 1, "wrong");
  };
  EXPECT_THROW(write_file(file, half), InputError);
  EXPECT_EQ(contents_of(file), "kept");
  EXPECT_EQ(files_in(folder.path()), 1);
}

}  // namespace
}  // namespace htabsim
