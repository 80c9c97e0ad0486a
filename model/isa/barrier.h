// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace htabsim {

/// A barrier between a processor's accesses. isync keeps loads behind a branch that tests older
/// ones (facts O7). ptesync orders storage as sync does, and more (facts O6, O10).
enum class Barrier : std::uint8_t { kIsync, kEieio, kLwsync, kPtesync };

/// The instruction.
constexpr std::string_view mnemonic(Barrier kind) {
  switch (kind) {
    case Barrier::kIsync:
      return "isync";
    case Barrier::kEieio:
      return "eieio";
    case Barrier::kLwsync:
      return "lwsync";
    case Barrier::kPtesync:
      return "ptesync";
  }
  return {};
}

}  // namespace htabsim
