// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// What a client of the stream takes for its end after the guest has stopped: a scan from entry 0
/// that finds nothing (R34), or the first read that returns 0, which can lose updates (R64).
enum class Completion : std::uint8_t { full_scan, first_zero };
BOOST_DESCRIBE_ENUM(Completion, full_scan, first_zero)

}  // namespace htabsim
