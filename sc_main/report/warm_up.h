// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/tlm/migration/platform.h"
#include "sc_main/setup/run_inputs.h"

namespace htabsim {

/// Warms the platform up, or goes on from a saved warm state, and saves one if the request asks for
/// it. InputError if a state or a trace cannot be used.
void warm_up(Platform& platform, const RunRequest& request, const RunInputs& inputs);

}  // namespace htabsim
