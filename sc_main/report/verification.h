// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>

#include "htabsim/model/base/exit_code.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

enum class Timing : std::uint8_t {
  kFunctional,
  kTimed,  ///< on the simulated platform
};

/// Replays the captured guest in `folder`, compares everything that was recorded, and prints the
/// counts to `out`; kRefuted on any difference. InputError if the folder cannot be used.
ExitCode verify_guest(const std::filesystem::path& folder, Timing timing, const Config& config,
                      std::FILE* out);

}  // namespace htabsim
