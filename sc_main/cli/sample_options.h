// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/cli/command_syntax.h"
#include "sc_main/setup/sample_options.h"

namespace htabsim {

/// Which samples of long traces are taken: --sample, --simpoints and --warmup.
void add_sample_options(CommandSyntax& command, SampleOptions& options);

}  // namespace htabsim
