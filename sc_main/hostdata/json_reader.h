// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

namespace htabsim {

/// What JSON text holds, or what is wrong and where.
struct ReadJson {
  boost::json::value value;
  boost::system::error_code error;
  std::size_t read = 0;  ///< characters of the text, up to the error if there is one
};

/// A fraction is the number that is nearest to its digits, so that what is written again is the
/// same; Boost's own parser may be off by the last bit.
ReadJson read_json(std::string_view text);

}  // namespace htabsim
