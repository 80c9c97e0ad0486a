// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <fmt/format.h>

#include "htabsim/model/htab/stream_entry_counts.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// The headings of entry_line().
std::string entry_heading();
/// One entry in columns: where it stands, then every bit of it by field; see docs/stream.md.
std::string entry_line(HpteIndex index, const Hpte& entry);
/// The same behind what is in `text`, for one of many.
void append_entry_line(fmt::memory_buffer& text, HpteIndex index, const Hpte& entry);

/// What kinds of entries there are, as a table.
std::string entry_counts_text(const EntryCounts& counts);

}  // namespace htabsim
