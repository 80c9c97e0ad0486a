// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/base/state_archive_fwd.h"
#include "htabsim/tlm/host/host.h"

namespace htabsim {

/// All that a host's warm-up has left: tables, what the hypervisor keeps of the guests, TLBs,
/// caches, processors and the guests' kernels. The guests run plain programs. Before time begins.
void save_warm_state(Host& host, StateWriter& to);

/// Instead of a warm-up: the host goes on as one that had this state, and the same configuration
/// but for times. Throws InputError where a program's trace is too short for that.
void load_warm_state(Host& host, StateReader& from);

}  // namespace htabsim
