// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// How far a figure can be relied on; a knob has no true value to be near to.
enum class Confidence : std::uint8_t { high, medium, low, knob };
BOOST_DESCRIBE_ENUM(Confidence, high, medium, low, knob)

enum class Multiples : std::uint8_t { any, power_of_two };

/// What is known of one parameter beside its value. Source and confidence are those of the built-in
/// value; a preset may have its own.
struct ParameterInfo {
  std::string_view key;  ///< dotted path in Config
  std::string_view unit;
  std::uint64_t minimum = 0;  ///< both limits 0: not a number
  std::uint64_t maximum = 0;
  std::string_view meaning;
  std::string_view source;
  Confidence confidence = Confidence::knob;
  Multiples multiples = Multiples::any;
  std::span<const std::string_view> names;  ///< those allowed of an enum; empty: all of it
};

/// Every parameter, in the order of Config.
std::span<const ParameterInfo> parameter_table();

/// The row of a key, or null if there is no such key.
const ParameterInfo* find_parameter(std::string_view key);

}  // namespace htabsim
