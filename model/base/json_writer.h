// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace htabsim {

/// JSON text that depends on nothing but the value: two spaces a level, keys in order of insertion,
/// arrays of plain values in one line, fractions in the fewest digits that give the same number
/// back. A number that JSON cannot hold (infinite, none) is null. Ends in a newline.
std::string format_json(const boost::json::value& value);

}  // namespace htabsim
