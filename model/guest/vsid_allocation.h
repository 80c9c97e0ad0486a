// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

// GNU's dialects of C++ define it.
#undef linux

namespace htabsim {

/// How a guest's kernel gives VSIDs to segments, which it numbers as they are first used.
enum class VsidAllocation : std::uint8_t {
  linux,   ///< the number times a constant, which spreads neighbours over the table
  linear,  ///< the number itself: neighbours share parts of the table
  random,  ///< any of the VSIDs that there are, by the seed
};
BOOST_DESCRIBE_ENUM(VsidAllocation, linux, linear, random)

}  // namespace htabsim
