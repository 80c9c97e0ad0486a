// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "htabsim/model/base/source_line.h"
#include "sc_main/config/parameters.h"

namespace htabsim {

/// What a text such as "64K", "250us" or "10Gbit/s" says of a parameter that is a number, in the
/// parameter's unit; of cycles, which are `period_ps` long, also a time. InputError at `where`,
/// naming the unit, if it says nothing of that.
std::uint64_t parameter_quantity(const ParameterInfo& parameter, const std::string& text,
                                 std::uint64_t period_ps, const SourceLine& where);

}  // namespace htabsim
