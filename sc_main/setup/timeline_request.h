// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What is to be recorded of what each part is at.
struct TimelineRequest {
  std::filesystem::path file = {};  ///< for Perfetto; empty: none
  Cycles from{};                    ///< of the window that the file shows
  Cycles until = kNever;
  std::uint64_t limit = kDefaultLimit;  ///< bytes that the file may have, before it is compressed
  std::filesystem::path vcd = {};       ///< for GTKWave; empty: none

  static constexpr std::uint64_t kDefaultLimit = std::uint64_t{256} << 20;
};

}  // namespace htabsim
