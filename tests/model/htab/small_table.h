// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/hpte.h"

namespace htabsim {

inline constexpr std::uint64_t kEntries = 16384;  ///< of a table of order 18: 2^18 / 16

inline constexpr Hpte kInvalidView{};  ///< what a guest sees of an entry that is not valid

}  // namespace htabsim
