// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "htabsim/model/trace/line_format.h"

namespace htabsim {

/// The base `auto`, `10` or `16`. Throws UsageError if it is none of them.
NumberBase number_base_named(std::string_view name);

/// The steps of a format whose `fields`, `base` and `kind` are known. Throws UsageError with what
/// is wrong with its fields.
std::vector<LineStep> compile_line_items(const LineFormat& format);

}  // namespace htabsim
