// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// Cuts a description's parts, words or items: those in quotes hide the separators in them. Throws
/// UsageError if a quote is left open.
std::vector<std::string_view> split_unquoted(std::string_view text, std::string_view separators);

/// What is between the quotes ''. Throws UsageError, which names the `part`, if they are not there
/// or have nothing between them.
std::string unquoted(std::string_view part, std::string_view text);

/// Throws UsageError with the names that there are, and the one that may be meant.
[[noreturn]] void fail_unknown_name(std::string_view what, std::string_view name,
                                    const std::vector<std::string_view>& known);

/// The row of that name, of a table that outlives the call. Throws UsageError if it has none.
template <class Table>
const auto& row_named(std::string_view what, std::string_view name, const Table& table) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [name](const auto& row) { return row.name == name; });
  if (found == std::end(table)) {
    std::vector<std::string_view> known;
    for (const auto& row : table) known.push_back(row.name);
    fail_unknown_name(what, name, known);
  }
  return *found;
}

}  // namespace htabsim
