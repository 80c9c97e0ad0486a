// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/constraint.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/words.h"
#include "sc_main/config/parameter_access.h"

namespace htabsim {

namespace {

constexpr std::string_view kRequire = "constraint.require";
constexpr std::string_view kSeedOperand = "seed";

using RelationName = std::pair<std::string_view, Relation>;
constexpr RelationName kRelations[] = {
    {"<", Relation::kLess},    {"<=", Relation::kLessOrEqual},
    {">", Relation::kGreater}, {">=", Relation::kGreaterOrEqual},
    {"==", Relation::kEqual},  {"!=", Relation::kUnequal},
};

bool is_so(std::uint64_t left, Relation relation, std::uint64_t right) {
  switch (relation) {
    case Relation::kLess:
      return left < right;
    case Relation::kLessOrEqual:
      return left <= right;
    case Relation::kGreater:
      return left > right;
    case Relation::kGreaterOrEqual:
      return left >= right;
    case Relation::kEqual:
      return left == right;
    case Relation::kUnequal:
      break;
  }
  return left != right;
}

}  // namespace

Constraint::Constraint(Operand left, Relation relation, Operand right)
    : left_(std::move(left)), relation_(relation), right_(std::move(right)) {}

Constraint::Operand Constraint::parse_operand(const std::string& word, const SourceLine& where) {
  if (const auto number = whole_number<std::uint64_t>(word)) return *number;
  check_key(word, where, std::span(&kSeedOperand, 1));
  if (word != kSeedOperand && !parameter_number(Config{}, word)) {
    throw where.error(fmt::format("constraint: {} is no number", word));
  }
  return word;
}

Constraint Constraint::parse(const SettingTable& table) {
  for (const Setting& setting : table.settings) {
    check_key(setting.key, setting.where, std::span(&kRequire, 1));
  }
  if (table.settings.empty()) throw table.where.error("constraint: require is missing");
  const Setting& setting = table.settings.front();
  const auto* text = std::get_if<std::string>(&setting.value);
  const auto words = text == nullptr ? std::vector<std::string>{} : words_of(*text);
  const auto* relation = words.size() == 3
                             ? std::ranges::find(kRelations, words[1], &RelationName::first)
                             : std::end(kRelations);
  if (relation == std::end(kRelations)) {
    throw setting.where.error(
        "constraint: expected a text like \"mmu.tlb_entries >= mmu.tlb_ways\", with one of < <= > "
        ">= == != between blanks");
  }
  return {parse_operand(words[0], setting.where), relation->second,
          parse_operand(words[2], setting.where)};
}

std::uint64_t Constraint::value_of(const Operand& operand, const Config& config,
                                   std::uint64_t seed) {
  if (const auto* number = std::get_if<std::uint64_t>(&operand)) return *number;
  const std::string& key = std::get<std::string>(operand);
  return key == kSeedOperand ? seed : *parameter_number(config, key);
}

bool Constraint::holds(const Config& config, std::uint64_t seed) const {
  return is_so(value_of(left_, config, seed), relation_, value_of(right_, config, seed));
}

}  // namespace htabsim
