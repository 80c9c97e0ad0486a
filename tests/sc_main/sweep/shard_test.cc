// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/shard.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Shard, IsEachNthFromTheKthOn) {
  EXPECT_THAT(Shard::parse("1/3").of(7), ElementsAre(0, 3, 6));
  EXPECT_THAT(Shard::parse("2/3").of(7), ElementsAre(1, 4));
  EXPECT_THAT(Shard::parse("3/3").of(7), ElementsAre(2, 5));
  EXPECT_THAT(Shard::parse("").of(3), ElementsAre(0, 1, 2));
  EXPECT_THAT(Shard::parse("5/5").of(3), IsEmpty());
}

TEST(Shard, IsRefusedUnlessItIsOneOfThem) {
  for (const std::string wrong : {"0/3", "4/3", "1", "1/", "/3", "a/3", "1/3/3", "-1/3"}) {
    EXPECT_THROW(Shard::parse(wrong), UsageError) << wrong;
  }
}

}  // namespace
}  // namespace htabsim
