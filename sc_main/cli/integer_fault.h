// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace htabsim {

/// What is wrong with the text of an option's value that is to be a decimal integer from `first` to
/// `last`; nothing if it is one.
std::string integer_fault(const std::string& text, std::uint64_t first = 0,
                          std::uint64_t last = std::numeric_limits<std::uint64_t>::max());

}  // namespace htabsim
