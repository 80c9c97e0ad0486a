// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "sc_main/config/settings.h"

namespace htabsim {

/// How two whole numbers are to be to each other.
enum class Relation : std::uint8_t {
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kEqual,
  kUnequal,
};

/// What is to hold of a configuration, such as "mmu.tlb_entries >= mmu.tlb_ways": a relation
/// between keys or whole numbers. Configurations of which it does not hold are left out.
class Constraint {
 public:
  /// A table [[constraint]] with `require = "A >= B"`. InputError if it is anything else, or a key
  /// there is none of, or one that is no number.
  static Constraint parse(const SettingTable& table);

  [[nodiscard]] bool holds(const Config& config, std::uint64_t seed) const;

 private:
  using Operand = std::variant<std::uint64_t, std::string>;  ///< a number, or a key

  Constraint(Operand left, Relation relation, Operand right);
  static Operand parse_operand(const std::string& word, const SourceLine& where);
  static std::uint64_t value_of(const Operand& operand, const Config& config, std::uint64_t seed);

  Operand left_;
  Relation relation_;
  Operand right_;
};

}  // namespace htabsim
