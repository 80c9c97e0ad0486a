// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "sc_main/hostdata/perf_row.h"

namespace htabsim {

/// Whether a line is one of `perf stat -j`.
bool is_perf_json(std::string_view line);

/// Takes such a line apart; nothing for one that has a metric only. Throws FieldError if it is no
/// JSON object with an event and its count.
std::optional<PerfRow> parse_perf_json_row(std::string_view line);

}  // namespace htabsim
