// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// Whether a guest's kernel enters the segments that a thread has used before it goes on, or when
/// they are missed (facts B12).
enum class SlbPreloading : std::uint8_t { off, on };
BOOST_DESCRIBE_ENUM(SlbPreloading, off, on)

}  // namespace htabsim
