// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "tlm/config.h"

namespace htabsim {

enum class Purpose : std::uint8_t {
  kRun,
  kMigrate,  ///< with a migration agent, a destination table and the stream checker
};

enum class Execution : std::uint8_t {
  kRunAhead,
  kStepped,  ///< one synchronisation for each access; results are the same
};

/// Everything that a simulation needs to know, checked as far as it can be without opening the
/// guest and the traces.
struct RunRequest {
  Purpose purpose = Purpose::kRun;
  Execution execution = Execution::kRunAhead;
  Config config;
  std::uint64_t seed = 1;
  std::filesystem::path guest;                ///< folder of a captured guest; empty: none
  std::vector<std::filesystem::path> traces;  ///< one more processor for each
  std::filesystem::path output;               ///< folder for the result files; empty: none
};

}  // namespace htabsim
