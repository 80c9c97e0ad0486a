// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// Which frames the pages of a program get.
enum class FrameChoice : std::uint8_t {
  kernel,  ///< any that are free
  trace,   ///< those that they had where the trace was recorded
};
BOOST_DESCRIBE_ENUM(FrameChoice, kernel, trace)

}  // namespace htabsim
