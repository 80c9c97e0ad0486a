// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/input_error.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(InputError, NamesFileLineAndFault) {
  const InputError error("dir/a.txt", 17, "it is odd");
  EXPECT_STREQ(error.what(), "dir/a.txt:17: it is odd");
  EXPECT_EQ(error.file(), "dir/a.txt");
  EXPECT_EQ(error.line(), 17u);
  EXPECT_EQ(error.text(), "it is odd");
}

TEST(InputError, LeavesTheLineOutWhereThereIsNone) {
  const InputError error("a.txt", InputError::kNoLine, "no such file");
  EXPECT_STREQ(error.what(), "a.txt: no such file");
  EXPECT_EQ(error.line(), 0u);
}

}  // namespace
}  // namespace htabsim
