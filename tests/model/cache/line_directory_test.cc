// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/line_directory.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/round_trip.h"

namespace htabsim {
namespace {

constexpr LineNumber kSharedLine{7};

std::vector<std::size_t> others(const LineDirectory& directory, std::size_t asks,
                                LineNumber line = kSharedLine) {
  std::vector<std::size_t> visited;
  directory.visit_others(line, asks, [&visited](std::size_t core) {
    visited.push_back(core);
    return false;
  });
  return visited;
}

TEST(LineDirectoryTest, VisitsHoldersInOrderButNotWhoAsks) {
  LineDirectory directory(5);
  for (const std::size_t core : {4, 1, 2}) directory.add(kSharedLine, core);
  EXPECT_EQ(others(directory, 2), (std::vector<std::size_t>{1, 4}));
  directory.remove(kSharedLine, 1);
  EXPECT_EQ(others(directory, 0), (std::vector<std::size_t>{2, 4}));
  EXPECT_TRUE(others(directory, 0, LineNumber(8)).empty());
}

TEST(LineDirectoryTest, StopsWhenItIsTold) {
  LineDirectory directory(3);
  for (const std::size_t core : {0, 1, 2}) directory.add(kSharedLine, core);
  std::size_t visits = 0;
  directory.visit_others(kSharedLine, 0, [&visits](std::size_t) { return ++visits == 1; });
  EXPECT_EQ(visits, 1U);
}

// More cores than bits: neighbours are visited together, never one too few.
RC_GTEST_PROP(LineDirectoryTest, LeavesNoHolderOut, (const std::vector<std::uint8_t>& steps)) {
  const auto cores = *rc::gen::element<std::size_t>(1, 63, 64, 65, 200);
  LineDirectory directory(cores);
  std::set<std::size_t> holders;
  for (const std::uint8_t step : steps) {
    const std::size_t core = step / 2U % cores;
    if (step % 2 == 0) {
      directory.add(kSharedLine, core);
      holders.insert(core);
    } else {
      directory.remove(kSharedLine, core);
      holders.erase(core);
    }
    const auto visited = others(directory, cores);
    RC_ASSERT(std::ranges::is_sorted(visited));
    RC_ASSERT(std::ranges::includes(visited, holders));
    if (cores <= 64) RC_ASSERT(visited.size() == holders.size());
  }
}

/// A bit of several cores stays, though none of them may hold the line.
TEST(LineDirectoryTest, LoadedOneVisitsTheSameCores) {
  for (const std::size_t cores : {5U, 130U}) {
    LineDirectory saved(cores);
    for (const std::size_t core : {4, 1, 2}) saved.add(kSharedLine, core);
    saved.remove(kSharedLine, 1);
    LineDirectory loaded(cores);
    EXPECT_TRUE(load_saved(saved, loaded));
    EXPECT_EQ(others(loaded, 0), others(saved, 0));
    EXPECT_FALSE(others(loaded, 0).empty());
  }
}

}  // namespace
}  // namespace htabsim
