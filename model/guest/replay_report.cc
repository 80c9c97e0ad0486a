// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/replay_report.h"

#include <fmt/format.h>

namespace htabsim {

void ReplayReport::differ(std::uint64_t& counter, std::uint64_t line, std::string text) {
  ++counter;
  if (differences_.size() < kKept) differences_.push_back(fmt::format("line {}: {}", line, text));
}

}  // namespace htabsim
