// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/explore/explorer.h"

namespace htabsim {

/// What was broken; nothing: a deadlock.
std::string promise_text(const std::optional<BrokenPromise>& promise);
/// A line a step; those that were chosen have numbers.
std::string steps_text(const std::vector<World::Step>& steps);
/// `which` schedule it is: "the shortest".
std::string violation_text(const ExploredViolation& violation, std::string_view which);

}  // namespace htabsim
