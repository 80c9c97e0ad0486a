// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// --jobs of a command that starts runs; `without` says what is done if it is not given.
void add_jobs_option(CommandSyntax& command, std::optional<std::uint64_t>& jobs,
                     const std::string& without);

/// So many, or as many as there are processors.
std::size_t runs_at_a_time(const std::optional<std::uint64_t>& jobs);

}  // namespace htabsim
