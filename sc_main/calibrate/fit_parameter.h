// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// A parameter whose value is looked for between two limits, both included.
class FitParameter {
 public:
  /// From "KEY=LEAST..MOST". InputError if there is no such key, it is no number or one of powers
  /// of two only, or the limits are not allowed.
  static FitParameter parse(const std::string& argument);

  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] std::string_view unit() const;
  [[nodiscard]] std::uint64_t least() const { return least_; }
  [[nodiscard]] std::uint64_t most() const { return most_; }

  /// So few values that each is tried, as nothing in between says which is better.
  [[nodiscard]] bool enumerable() const { return most_ - least_ < kEnumerated; }

  /// The value at a place between the limits, 0 to 1: in equal ratios, or in equal steps from 0 on.
  /// Beyond these, the nearer limit.
  [[nodiscard]] std::uint64_t value_at(double place) const;
  [[nodiscard]] double place_of(std::uint64_t value) const;

  void set(Config& config, std::uint64_t value) const;
  /// The value there, or the nearer limit.
  [[nodiscard]] std::uint64_t get(const Config& config) const;

 private:
  static constexpr std::uint64_t kEnumerated = 8;

  std::string key_;
  std::uint64_t least_ = 0;
  std::uint64_t most_ = 0;
};

}  // namespace htabsim
