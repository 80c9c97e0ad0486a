// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// Which guest of a host: what LPIDR holds while a thread runs in it, and RS of a tlbie (facts H6,
/// H10).
enum class Lpid : std::uint16_t {};

}  // namespace htabsim
