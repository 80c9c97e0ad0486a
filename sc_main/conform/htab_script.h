// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "sc_main/conform/htab_machine.h"

namespace htabsim {

/// The first line of a script that did not give what it should.
struct HtabScriptFailure {
  std::uint64_t line = 0;
  std::string expected;
  std::string got;

  friend bool operator==(const HtabScriptFailure&, const HtabScriptFailure&) = default;
};

/// Runs a `.htab` conformance script from a clean state on machines made by `make_machine`; nothing
/// if every line gave its result. Streams are compared in full, bit 0x40 of V included.
///
/// A `# quirk` comment makes machines parse writes as the reference does. `# requires: X` fails
/// where X is nothing that a machine can do. Throws InputError, with `name` as the file, for a
/// script that is malformed, cut short, or does nothing.
std::optional<HtabScriptFailure> run_htab_script(std::istream& script, const std::string& name,
                                                 const HtabMachineFactory& make_machine);

}  // namespace htabsim
