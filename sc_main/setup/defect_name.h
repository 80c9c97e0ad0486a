// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "htabsim/model/hpt/defect.h"

namespace htabsim {

/// The defect of that name, as --inject gives it; none for no name. UsageError with the nearest one
/// for any other.
Defect parse_defect(const std::string& name);

}  // namespace htabsim
