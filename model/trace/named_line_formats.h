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

/// Whether the lines at the start of a file are in the named format: all of them until the
/// twentieth that has an access, which one must have. A last line without newline is cut, and not
/// looked at.
bool is_in_line_format(const NamedLineFormat& named, std::string_view start);

}  // namespace htabsim
