// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_record.h"

#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {
namespace {

TEST(SweepRecord, IsReadAsItWasWritten) {
  const SweepRecord record{{"trace", "seed"}, {{"0a", {"a \"b\", c", "1"}}, {"0b", {"", "2"}}}};
  const SweepRecord again = parse_sweep_record("sweep.json", sweep_record_text(record));
  EXPECT_EQ(again.keys, record.keys);
  ASSERT_EQ(again.runs.size(), 2);
  EXPECT_EQ(again.runs[0].id, "0a");
  EXPECT_EQ(again.runs[0].values, record.runs[0].values);
  EXPECT_EQ(again.runs[1].values, record.runs[1].values);
}

TEST(SweepRecord, AnythingElseIsRefused) {
  for (const std::string wrong :
       {"", "{", "[]", "{}", R"({"keys": ["a"]})", R"({"keys": [1], "runs": []})",
        R"({"keys": ["a"], "runs": [1]})", R"({"keys": ["a"], "runs": [{"values": ["1"]}]})",
        R"({"keys": ["a"], "runs": [{"id": "0", "values": []}]})"}) {
    EXPECT_THROW(parse_sweep_record("sweep.json", wrong), InputError) << wrong;
  }
}

}  // namespace
}  // namespace htabsim
