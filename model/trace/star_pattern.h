// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace htabsim {

/// Whether each `*` of the pattern can be filled in, with anything or nothing, so that it is the
/// text, of which each character is taken as `fold` gives it.
template <class Fold = std::identity>
bool fits_star_pattern(std::string_view pattern, std::string_view text, Fold fold = {}) {
  if (pattern.empty() || text.empty()) return pattern == text;
  // Most texts differ at one of their ends.
  if (pattern.front() != '*' && pattern.front() != fold(text.front())) return false;
  if (pattern.back() != '*' && pattern.back() != fold(text.back())) return false;
  std::size_t next = 0;
  std::size_t after_star = pattern.npos;
  std::size_t star_ends = 0;
  // What the last `*` stands for is made longer until the rest fits; earlier ones never need to be.
  for (std::size_t i = 0; i < text.size();) {
    if (next < pattern.size() && pattern[next] == '*') {
      after_star = ++next;
      star_ends = i;
    } else if (next < pattern.size() && pattern[next] == fold(text[i])) {
      ++next;
      ++i;
    } else if (after_star != pattern.npos) {
      next = after_star;
      i = ++star_ends;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', next) == pattern.npos;
}

}  // namespace htabsim
