// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>

#include <boost/json/object.hpp>

#include "htabsim/model/base/exit_code.h"
#include "sc_main/setup/run_request.h"

namespace htabsim {

/// Simulates, prints a summary to `out` and writes the result files that the request asks for.
/// Ctrl-C or SIGTERM ends the simulation at its next event, and what there is by then is written.
/// InputError if the guest or a trace cannot be used.
ExitCode simulate(const RunRequest& request, std::FILE* out);

/// Simulates, and gives what stats.json holds, without a word. Errors as above.
boost::json::object simulated_statistics(const RunRequest& request);

}  // namespace htabsim
