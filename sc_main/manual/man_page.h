// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sc_main/cli/command_description.h"

namespace htabsim {

/// A page of the manual, of section 1.
struct ManPage {
  std::string name;  ///< "htabsim-run"
  std::string text;  ///< for man(7)
};

/// A page of the program, then one of each command, which has those below it, too.
std::vector<ManPage> man_pages(const CommandDescription& program, std::string_view version);

}  // namespace htabsim
