// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace htabsim {

/// Levenshtein's distance: how many characters must be put in, taken out or replaced.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `wrong`, for a "did you mean"; the first one if several are equally
/// near, nothing if there are none. Candidates are anything that converts to a string_view.
template <class Candidates>
std::optional<std::string> nearest_name(std::string_view wrong, const Candidates& candidates) {
  std::optional<std::string> nearest;
  std::size_t shortest = 0;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(wrong, candidate);
    if (nearest && distance >= shortest) continue;
    nearest = std::string(candidate);
    shortest = distance;
  }
  return nearest;
}

}  // namespace htabsim
