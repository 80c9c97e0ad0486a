// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "htabsim/model/base/exit_code.h"
#include "htabsim/model/hpt/defect.h"

namespace CLI {
class App;
}  // namespace CLI

namespace htabsim {

/// The value of --inject that asks for a list of the defects there are.
inline constexpr std::string_view kListDefects = "list";

/// --inject NAME of a command: makes a deliberate defect part of the run.
void add_inject_option(CLI::App& command, std::string& name);

/// The defect of that name; none for no name. UsageError with the nearest one for any other.
Defect parse_defect(const std::string& name);

/// A line for each defect: its name, the promise it breaks, what it takes to show, its meaning.
ExitCode print_defects(std::FILE* out);

}  // namespace htabsim
