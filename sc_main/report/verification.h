// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>

#include "htabsim/model/base/exit_code.h"
#include "htabsim/model/hpt/defect.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

enum class Timing : std::uint8_t {
  kFunctional,
  kTimed,  ///< on the simulated platform
};

struct VerificationRequest {
  std::filesystem::path guest;  ///< folder of a captured guest
  Timing timing = Timing::kFunctional;
  Config config;
  Defect defect = Defect::none;  ///< to be injected
};

/// Replays the guest, its processors in the recorded order, compares everything that was recorded,
/// and prints the counts to `out`; kRefuted on any difference. InputError if the folder cannot be
/// used.
ExitCode verify_guest(const VerificationRequest& request, std::FILE* out);

}  // namespace htabsim
