// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace htabsim {

/// docs/configuration.md: every parameter with its value in each preset, unit, limits, meaning,
/// source and confidence.
std::string configuration_page();

}  // namespace htabsim
