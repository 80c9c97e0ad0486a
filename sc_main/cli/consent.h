// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace htabsim {

/// Whether a user has said beforehand (--yes) that long work is to be done.
enum class Consent : std::uint8_t { kToBeAsked, kGiven };

/// Asks on a terminal whether to begin work that is long, as `why` says, unless consent is given.
/// UsageError if the answer is not yes, or if there is no terminal to ask on.
void ask_before_long_work(const std::string& command, const std::string& why, Consent consent);

}  // namespace htabsim
