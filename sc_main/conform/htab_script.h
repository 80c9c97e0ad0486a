// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <istream>
#include <string>
#include <vector>

#include "htabsim/model/htab/htab_writer.h"
#include "sc_main/conform/htab_script_line.h"

namespace htabsim {

/// A `.htab` script as it stands in its file.
struct HtabScript {
  /// A comment `# requires: WHAT`.
  struct Requirement {
    std::uint64_t line = 0;
    std::string what;
  };

  std::string file;
  /// As the reference's if there is a comment `# quirk`.
  HtabWriteParsing parsing = HtabWriteParsing::safe;
  std::vector<Requirement> requirements;
  std::vector<unsigned> table_orders;  ///< of its machines, as they come
  std::deque<HtabScriptLine> lines;    ///< without comments
};

/// Reads a `.htab` script. Throws InputError, with `file` as its name, for a script that is cut
/// short or does nothing, and at the first line that is no operation's or makes no table.
HtabScript parse_htab_script(std::istream& stream, const std::string& file);

/// K of `hpt order K`; throws InputError if that is not what the line says.
unsigned table_order(const HtabScriptLine& line);

}  // namespace htabsim
