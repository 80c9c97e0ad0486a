// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/isa/protection.h"

namespace htabsim {

/// Who executes an instruction.
enum class Privilege : std::uint8_t { kProblem, kPrivileged, kHypervisor };

/// The numbers that mtspr knows the registers by (facts E4).
enum class AuthoritySpr : std::uint32_t {
  kAmrProblem = 13,
  kAmr = 29,
  kIamr = 61,
  kUamor = 157,
  kAmor = 349,
};

/// The register of that number; nothing for any other number.
std::optional<AuthoritySpr> authority_spr(std::uint32_t number);

/// The authority mask registers, and the registers that mask writes to them (facts E4). A write
/// under mask M makes a register (old & ~M) | (value & M).
class AuthorityRegisters {
 public:
  /// As after reset: all zero.
  AuthorityRegisters() = default;
  AuthorityRegisters(const AuthorityMasks& masks, std::uint64_t amor, std::uint64_t uamor)
      : masks_(masks), amor_(amor), uamor_(uamor) {}

  /// Writes a register. Returns false, and writes nothing, if the writer may not write it.
  bool write(AuthoritySpr spr, std::uint64_t value, Privilege privilege);

  [[nodiscard]] const AuthorityMasks& masks() const { return masks_; }
  [[nodiscard]] std::uint64_t amor() const { return amor_; }
  [[nodiscard]] std::uint64_t uamor() const { return uamor_; }

 private:
  AuthorityMasks masks_;
  std::uint64_t amor_ = 0;
  std::uint64_t uamor_ = 0;
};

}  // namespace htabsim
