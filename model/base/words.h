// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// What lies between the separators, blanks and nothing included; the text itself if it has none.
std::vector<std::string> split(std::string_view text, char separator);

/// The words of a line, which blanks and tabs separate; nothing if there is none.
std::vector<std::string> words_of(std::string_view line);

}  // namespace htabsim
