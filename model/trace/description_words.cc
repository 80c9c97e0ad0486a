// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/description_words.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/usage_error.h"

namespace htabsim {

std::vector<std::string_view> split_unquoted(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\'') quoted = !quoted;
    if (i < text.size() && (quoted || separators.find(text[i]) == separators.npos)) continue;
    const std::string_view part = trimmed(text.substr(start, i - start));
    if (!part.empty()) parts.push_back(part);
    start = i + 1;
  }
  if (quoted) throw UsageError(fmt::format("format: a quote ' is left open in '{}'", text));
  return parts;
}

std::string unquoted(std::string_view part, std::string_view text) {
  // The quotes around it are the only ones.
  if (text.size() < 3 || text.front() != '\'' || text.find('\'', 1) != text.size() - 1)
    throw UsageError(fmt::format("format: {} is {}, not a text in quotes ''", part, text));
  return std::string(text.substr(1, text.size() - 2));
}

void fail_unknown_name(std::string_view what, std::string_view name,
                       const std::vector<std::string_view>& known) {
  const std::string nearest = nearest_name(name, known).value_or("");
  const bool alike = edit_distance(name, nearest) < std::max(name.size(), nearest.size());
  throw UsageError(fmt::format("format: there is no {} '{}', only {}{}", what, name,
                               fmt::join(known, ", "),
                               alike ? fmt::format("; did you mean '{}'?", nearest) : ""));
}

}  // namespace htabsim
