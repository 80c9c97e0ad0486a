// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace htabsim {

/// The set of an associative structure that a number selects: its remainder, which takes no
/// division for a power of two.
class SetNumber {
 public:
  explicit SetNumber(std::size_t sets)
      : sets_(sets), mask_(std::has_single_bit(sets) ? sets - 1 : 0) {}

  [[nodiscard]] std::size_t sets() const { return sets_; }
  /// Whether the number's low bits alone select the set.
  [[nodiscard]] bool is_of_low_bits() const { return mask_ != 0 || sets_ == 1; }
  [[nodiscard]] std::size_t of(std::uint64_t number) const {
    return static_cast<std::size_t>(mask_ != 0 ? number & mask_ : number % sets_);
  }

 private:
  std::size_t sets_;
  std::uint64_t mask_;  // 0 unless the number of sets is a power of two above 1
};

}  // namespace htabsim
