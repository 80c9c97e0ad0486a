// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace htabsim {

struct NamedLineFormat {
  std::string_view name;
  std::string_view description;
  std::string_view source;  ///< what writes or reads such traces
};

/// In the order in which a file is tried for them.
std::span<const NamedLineFormat> named_line_formats();

/// The first of the named formats that the lines at the start of a file are in: all of them until
/// the twentieth that has an access, which one must have. A last line without newline is cut, and
/// not looked at. Null if it is none.
const NamedLineFormat* recognise_line_format(std::string_view start);

}  // namespace htabsim
