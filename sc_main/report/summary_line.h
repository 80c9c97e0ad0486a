// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/tlm/kit/clock.h"

namespace htabsim {

inline double microseconds(std::uint64_t cycles, const Clock& clock) {
  return static_cast<double>(cycles) * static_cast<double>(clock.period_ps()) / 1e6;
}

inline std::string time_text(std::uint64_t cycles, const Clock& clock) {
  return fmt::format("{} cycles = {:.1f} us", grouped(cycles), microseconds(cycles, clock));
}

/// 0 of nothing.
inline double quotient(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// A line of a summary that says one thing.
inline std::string summary_line(std::string_view what, const std::string& value) {
  return fmt::format("{:<26}{}\n", what, value);
}

}  // namespace htabsim
