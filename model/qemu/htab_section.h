// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/htab/stream_sections.h"

namespace htabsim {

/// The sections of `spapr/htab` in a file of QEMU's (R63).
struct QemuHtab {
  std::optional<unsigned> hpt_order = {};    ///< from the first section
  std::string stream = {};                   ///< the groups of all others, headers big-endian
  std::vector<StreamSection> sections = {};  ///< their places in it
};

/// Reads the contents of one section, named `name` for people, behind what was read before: the
/// order word of a first one, or an order word of 0, groups and their end marker. Throws
/// InputError.
void read_htab_section(FileCursor& cursor, std::string_view name, QemuHtab& htab);

/// Reads a file that is the contents of such sections, one after the other, and nothing else.
/// Throws InputError.
QemuHtab read_htab_sections(InputFile file);

/// Whether a file that begins so can only be the contents of such sections: no stream begins with
/// an empty group (R17). A section that goes on amid the table may begin like a stream.
bool begins_as_htab_sections(std::string_view start);
/// How much of the beginning that needs.
inline constexpr std::size_t kHtabSectionsStart = 8;

}  // namespace htabsim
