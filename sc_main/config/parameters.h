// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <boost/describe/enum.hpp>

#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// How far a figure can be relied on; a knob has no true value to be near to.
enum class Confidence : std::uint8_t { high, medium, low, knob };
BOOST_DESCRIBE_ENUM(Confidence, high, medium, low, knob)

/// Whether what a warm-up leaves depends on a parameter, or only what comes when time passes.
enum class Shapes : std::uint8_t { kWarmState, kTimeOnly };

enum class Multiples : std::uint8_t { kAny, kPowersOfTwo };

/// A parameter's value; that of an enum as its name, and any other text as it is.
using ParameterState = std::variant<bool, std::uint64_t, std::string_view, std::string>;

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
  Multiples multiples = Multiples::kAny;
  std::span<const std::string_view> names;  ///< those allowed, of an enum
  Shapes shapes = Shapes::kWarmState;

  ParameterState (*read)(const Config&) = nullptr;
  /// The state must be of the alternative that `read` gives, and one of `names` if it is a name.
  void (*write)(Config&, const ParameterState&) = nullptr;
};

/// Every parameter, in the order of Config.
std::span<const ParameterInfo> parameter_table();

/// The row of a key, or null if there is no such key.
const ParameterInfo* find_parameter(std::string_view key);

}  // namespace htabsim
