// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/file_cursor.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"

namespace htabsim {
namespace {

constexpr std::size_t kSize = 1 << 20;

/// The number of each four bytes, so that every place is told by what is there.
FileCursor numbers() {
  std::string bytes;
  for (std::uint32_t i = 0; i < kSize / 4; ++i) {
    for (const unsigned shift : {24, 16, 8, 0}) bytes += static_cast<char>(i >> shift);
  }
  return FileCursor(InputFile("file", bytes));
}

TEST(FileCursor, ReadsOnBehindWhatIsSkipped) {
  FileCursor cursor = numbers();
  std::uint64_t at = 0;
  for (const std::uint64_t bytes : {4u, 100u, 65'536u, 300'000u, 0u, 400'000u, 4u}) {
    cursor.skip(bytes);
    at += bytes;
    ASSERT_EQ(cursor.position(), at);
    ASSERT_EQ(cursor.u32(), at / 4);
    at += 4;
  }
}

TEST(FileCursor, SkipsUpToTheEnd) {
  FileCursor cursor = numbers();
  cursor.skip(kSize);
  EXPECT_EQ(cursor.position(), kSize);
  EXPECT_TRUE(cursor.at_end());
}

TEST(FileCursor, CutShortWithinWhatIsSkippedIsAnError) {
  for (const std::uint64_t before : {0, 4}) {
    FileCursor cursor = numbers();
    cursor.skip(before);
    EXPECT_EQ(caught([&] { cursor.skip(kSize + 1); }).text(),
              "at byte 1048576: the file is cut short");
  }
}

}  // namespace
}  // namespace htabsim
