// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/json_reader.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/json_writer.h"

namespace htabsim {
namespace {

TEST(JsonReader, ReadsWhatJsonHas) {
  const char* text =
      R"( {"a": [1, -2, 18446744073709551615, 0.5], "b": {"c": null, "d": true}, "e": "\u00e9\n"} )";
  const ReadJson result = read_json(text);
  EXPECT_FALSE(result.error) << result.error.message();
  EXPECT_EQ(result.value, boost::json::parse(text));
}

RC_GTEST_PROP(JsonReader, FractionsAreReadAsTheyWereWritten, (std::uint64_t bits)) {
  const auto number = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(number));
  const std::string text = format_json(boost::json::value(number));
  const ReadJson result = read_json(text);
  RC_ASSERT(!result.error);
  RC_ASSERT(result.value.to_number<double>() == number);
}

TEST(JsonReader, SaysWhatIsWrongAndWhere) {
  EXPECT_TRUE(read_json("").error);
  EXPECT_TRUE(read_json("{\"a\": 1").error);
  EXPECT_TRUE(read_json("{} {}").error) << "more than one";
  const ReadJson damaged = read_json("[1,\n2,\n!]");
  EXPECT_TRUE(damaged.error);
  EXPECT_EQ(damaged.read, 7);
}

}  // namespace
}  // namespace htabsim
