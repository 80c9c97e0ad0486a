// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

enum class AccessKind : std::uint8_t { kFetch, kLoad, kStore };

/// "fetch", "load" or "store".
constexpr std::string_view name(AccessKind kind) {
  constexpr std::string_view kNames[] = {"fetch", "load", "store"};
  return kNames[static_cast<std::size_t>(kind)];
}

/// Bits of the machine state register that translation looks at (facts A1).
namespace msr {
inline constexpr std::uint64_t kSf = ibm_bit(0);
inline constexpr std::uint64_t kHv = ibm_bit(3);
inline constexpr std::uint64_t kPr = ibm_bit(49);
inline constexpr std::uint64_t kIr = ibm_bit(58);
inline constexpr std::uint64_t kDr = ibm_bit(59);
/// What a guest's kernel runs with.
inline constexpr std::uint64_t kGuestKernel = kSf | kIr | kDr;
}  // namespace msr
static_assert(msr::kPr == 0x4000 && msr::kIr == 0x20 && msr::kDr == 0x10);

/// One memory access of a program, before translation.
struct Access {
  AccessKind kind = AccessKind::kLoad;
  Ea ea;
  std::uint32_t size = 1;  ///< bytes
  std::uint64_t msr = 0;

  [[nodiscard]] constexpr bool problem_state() const { return any(msr, msr::kPr); }
  [[nodiscard]] constexpr bool hypervisor() const { return any(msr, msr::kHv); }
  /// IR or DR; problem state has both in effect (facts A1).
  [[nodiscard]] constexpr bool translated() const { return any(msr, relocation() | msr::kPr); }
  /// 64-bit mode with translation on: no rule of another mode applies.
  [[nodiscard]] constexpr bool translated_in_64_bit_mode() const {
    const std::uint64_t wanted = msr::kSf | relocation();
    return (msr & wanted) == wanted;
  }
  /// The address that is translated: 32-bit mode takes the high half as 0 (facts A2).
  [[nodiscard]] constexpr Ea effective_address() const {
    return any(msr, msr::kSf) ? ea : Ea(ea.value() & low_mask(32));
  }

 private:
  [[nodiscard]] constexpr std::uint64_t relocation() const {
    return kind == AccessKind::kFetch ? msr::kIr : msr::kDr;
  }
};

}  // namespace htabsim
