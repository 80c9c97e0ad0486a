// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/explore/explorer.h"

namespace htabsim {

/// Explores each scenario, `jobs` of them at a time, and tells a terminal how far it is. The
/// results are in the scenarios' order, and the same for any number of jobs. What the first of them
/// in that order throws is thrown here, when all have ended.
std::vector<Exploration> explore_each(const std::vector<Scenario>& scenarios,
                                      const ExplorerOptions& options, unsigned jobs);

}  // namespace htabsim
