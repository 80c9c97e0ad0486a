// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/conform/conformance_case.h"
#include "sc_main/conform/htab_machine.h"
#include "sc_main/conform/htab_script.h"

namespace htabsim {

/// Runs a `.htab` conformance script from a clean state on machines made by `make_machine`. Streams
/// are compared in full, bit 0x40 of V included.
///
/// `# requires: X` fails where X is nothing that a machine can do. Throws InputError at a line that
/// is malformed or makes no sense where it stands.
ConformanceOutcome run_htab_script(const HtabScript& script,
                                   const HtabMachineFactory& make_machine);

}  // namespace htabsim
