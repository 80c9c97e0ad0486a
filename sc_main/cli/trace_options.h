// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/trace/trace_format.h"
#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// --format, if it is called so, --skip-noise and --skip-kernel of a command that reads traces.
void add_trace_options(CommandSyntax& command, TraceReading& reading,
                       const std::string& format_option = "--format");

}  // namespace htabsim
