// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// How the processors of a captured guest go on: one at a time, in the recorded order of all, or
/// each at its own pace.
enum class ReplayOrder : std::uint8_t { recorded, free };
BOOST_DESCRIBE_ENUM(ReplayOrder, recorded, free)

/// The order that the option --order names; the recorded one if it was not given. UsageError with
/// the nearest name for one that does not exist.
ReplayOrder parse_replay_order(const std::string& name);

}  // namespace htabsim
