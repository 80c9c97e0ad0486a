// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace htabsim {

/// Text as troff prints it; what stands between backquotes is bold.
std::string roff_text(std::string_view text);

std::string roff_bold(std::string_view text);
std::string roff_italic(std::string_view text);

/// Paragraphs that are apart by an empty line; those whose lines begin with two blanks are to be
/// typed, and keep their lines.
std::string roff_paragraphs(std::string_view text);

}  // namespace htabsim
