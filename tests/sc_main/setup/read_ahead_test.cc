// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/read_ahead.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

using Numbers = std::vector<int>;

/// In a thread for a regular file, when asked for a pipe.
class ReadAheadTest : public testing::TestWithParam<bool> {
 protected:
  std::string file() const {
    const std::string name = folder_ / "file";
    if (!GetParam()) return folder_.file("file", "");
    EXPECT_EQ(::mkfifo(name.c_str(), 0600), 0);
    return name;
  }

  TemporaryFolder folder_;
};

TEST_P(ReadAheadTest, BatchesComeInOrderAndThenTheEmptyOne) {
  int read = 0;
  ReadAhead<Numbers> ahead(file(), [&](Numbers& batch) {
    if (read++ < 100) batch = {read};
  });
  for (int i = 1; i <= 100; ++i) EXPECT_EQ(ahead.next(), Numbers{i});
  EXPECT_TRUE(ahead.next().empty());
  EXPECT_TRUE(ahead.next().empty()) << "however often it is asked";
  EXPECT_EQ(read, 101) << "the end is read once";
}

TEST_P(ReadAheadTest, WhatIsThrownComesBehindWhatWasRead) {
  int read = 0;
  ReadAhead<Numbers> ahead(file(), [&](Numbers& batch) {
    batch = {++read};
    if (read == 3) throw std::runtime_error("damaged");
  });
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(ahead.next(), Numbers{i});
  EXPECT_THROW(ahead.next(), std::runtime_error);
  EXPECT_THROW(ahead.next(), std::runtime_error);
  EXPECT_EQ(read, 3);
}

TEST_P(ReadAheadTest, NobodyNeedsToReadToTheEnd) {
  int read = 0;
  {
    ReadAhead<Numbers> ahead(file(), [&](Numbers& batch) { batch = {++read}; });
    EXPECT_EQ(ahead.next(), Numbers{1});
    EXPECT_EQ(ahead.next(), Numbers{2});
  }
  EXPECT_LE(read, 6) << "four batches ahead at most";
  if (GetParam()) {
    EXPECT_EQ(read, 2) << "a pipe is read when it is asked";
  }
}

INSTANTIATE_TEST_SUITE_P(Files, ReadAheadTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "pipe" : "regular"; });

}  // namespace
}  // namespace htabsim
