// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// A barrier between a processor's accesses. ptesync orders storage as sync does, and more (facts
/// O6, O10).
enum class Barrier : std::uint8_t { kEieio, kLwsync, kPtesync };

}  // namespace htabsim
