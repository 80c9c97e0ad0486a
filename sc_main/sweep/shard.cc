// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/shard.h"

#include <fmt/format.h>

#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

Shard Shard::parse(const std::string& text) {
  if (text.empty()) return {0, 1};
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() == 2) {
    const auto number = whole_number<std::size_t>(parts[0]);
    const auto count = whole_number<std::size_t>(parts[1]);
    if (number && count && *number >= 1 && *number <= *count) return {*number - 1, *count};
  }
  throw UsageError(fmt::format("sweep: --shard {}: expected K/N with K from 1 to N", text));
}

std::vector<std::size_t> Shard::of(std::size_t count) const {
  std::vector<std::size_t> numbers;
  for (std::size_t i = first_; i < count; i += step_) numbers.push_back(i);
  return numbers;
}

}  // namespace htabsim
