// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// B of a segment of 1 TB, where it is on top of a dword: 01.
inline constexpr std::uint64_t k1T = 0x4000'0000'0000'0000;

}  // namespace htabsim
