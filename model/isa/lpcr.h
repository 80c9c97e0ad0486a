// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

/// Fields of the logical partitioning control register (facts A6).
namespace lpcr {
inline constexpr std::uint64_t kVpm0 = ibm_bit(0);
inline constexpr std::uint64_t kVpm1 = ibm_bit(1);
inline constexpr std::uint64_t kIsl = ibm_bit(2);
inline constexpr std::uint64_t kKbv = ibm_bit(3);
inline constexpr std::uint64_t kVrmasd = ibm_bits(12, 16);
inline constexpr std::uint64_t kRmls = ibm_bits(34, 37);
inline constexpr std::uint64_t kUprt = ibm_bit(41);
inline constexpr std::uint64_t kHr = ibm_bit(43);
inline constexpr std::uint64_t kGtse = ibm_bit(53);
inline constexpr unsigned kVrmasdShift = 47;
inline constexpr unsigned kRmlsShift = 26;
}  // namespace lpcr
static_assert(lpcr::kVrmasd >> lpcr::kVrmasdShift == 0x1f &&
              lpcr::kRmls >> lpcr::kRmlsShift == 0xf);

/// The register's value, read by field.
class Lpcr {
 public:
  constexpr Lpcr() = default;
  constexpr explicit Lpcr(std::uint64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  /// Virtual partition memory with translation off: the guest's real mode is the VRMA.
  [[nodiscard]] constexpr bool vpm0() const { return any(value_, lpcr::kVpm0); }
  /// Virtual partition memory with translation on: storage interrupts go to the hypervisor.
  [[nodiscard]] constexpr bool vpm1() const { return any(value_, lpcr::kVpm1); }
  /// Ignore SLB large page specification.
  [[nodiscard]] constexpr bool isl() const { return any(value_, lpcr::kIsl); }
  /// Key bit virtualisation, up to ISA 2.07: under VPM1, key violations go to the hypervisor.
  [[nodiscard]] constexpr bool kbv() const { return any(value_, lpcr::kKbv); }
  /// Virtual real mode area segment descriptor: L and LP in the places of an SLB entry's, 4 lower.
  [[nodiscard]] constexpr unsigned vrmasd() const {
    return static_cast<unsigned>((value_ & lpcr::kVrmasd) >> lpcr::kVrmasdShift);
  }
  /// Real mode limit selector.
  [[nodiscard]] constexpr unsigned rmls() const {
    return static_cast<unsigned>((value_ & lpcr::kRmls) >> lpcr::kRmlsShift);
  }

  friend constexpr bool operator==(Lpcr, Lpcr) = default;

 private:
  std::uint64_t value_ = 0;
};

}  // namespace htabsim
