// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace htabsim {

/// Whether a page of 2^shift bytes may be told by a trace: POWER's smallest has 4K, and no address
/// has more bits than can be shifted.
constexpr bool is_page_shift(unsigned shift) { return shift >= 12 && shift <= 60; }

}  // namespace htabsim
