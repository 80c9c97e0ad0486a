// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/json_writer.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/json_value.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {
namespace {

enum class Colour : std::uint8_t { green, red };
BOOST_DESCRIBE_ENUM(Colour, green, red)

struct Inner {
  std::uint64_t hits = 0;
  Colour colour = Colour::green;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (hits, colour))

struct Outer {
  std::string name;
  bool on = false;
  std::uint64_t largest = 0;
  std::int32_t below = 0;
  double rate = 0;
  Cycles cycles;
  Inner inner;
  std::vector<std::uint64_t> buckets;
  std::vector<Inner> parts;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (name, on, largest, below, rate, cycles, inner, buckets, parts))

TEST(JsonWriter, DescribedStructIsWrittenInMemberOrder) {
  const Outer outer{.name = "a \"b\"",
                    .on = true,
                    .largest = std::numeric_limits<std::uint64_t>::max(),
                    .below = -3,
                    .rate = 0.1,
                    .cycles = Cycles(12),
                    .inner = {5, Colour::red},
                    .buckets = {1, 2, 3},
                    .parts = {{1, Colour::green}, {2, Colour::red}}};
  EXPECT_EQ(format_json(to_json(outer)), R"({
  "name": "a \"b\"",
  "on": true,
  "largest": 18446744073709551615,
  "below": -3,
  "rate": 0.1,
  "cycles": 12,
  "inner": {
    "hits": 5,
    "colour": "red"
  },
  "buckets": [1, 2, 3],
  "parts": [
    {
      "hits": 1,
      "colour": "green"
    },
    {
      "hits": 2,
      "colour": "red"
    }
  ]
}
)");
}

TEST(JsonWriter, EmptyContainersAreOnOneLine) {
  EXPECT_EQ(format_json(boost::json::object{}), "{}\n");
  EXPECT_EQ(format_json(boost::json::array{}), "[]\n");
}

TEST(JsonWriter, NumbersThatJsonLacksAreNull) {
  const boost::json::array numbers{std::nan(""), std::numeric_limits<double>::infinity(), 1.0};
  EXPECT_EQ(format_json(numbers), "[null, null, 1]\n");
}

TEST(JsonWriter, ConfigHasEverySectionAndNamesOfEnumerators) {
  const boost::json::value config = to_json(Config{});
  EXPECT_EQ(config.at("mmu").at("tlb_entries").as_uint64(), 2048u);
  EXPECT_EQ(config.at("htab").at("write_parsing").as_string(), "safe");
  EXPECT_EQ(config.at("htab").at("emit_lock_bit").as_bool(), true);
  EXPECT_EQ(config.as_object().begin()->key(), "clock");
}

RC_GTEST_PROP(JsonWriterProp, EveryFractionIsReadBackAsItWas, (double number)) {
  RC_PRE(std::isfinite(number));
  const std::string text = format_json(number);
  RC_ASSERT(std::strtod(text.c_str(), nullptr) == number);
}

RC_GTEST_PROP(JsonWriterProp, EveryTextIsReadBackAsItWas, (const std::vector<char>& letters)) {
  std::string text(letters.begin(), letters.end());
  for (char& letter : text) letter = static_cast<char>(letter & 0x7f);
  RC_ASSERT(boost::json::parse(format_json(to_json(text))).as_string() == text);
}

}  // namespace
}  // namespace htabsim
