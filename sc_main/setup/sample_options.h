// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "htabsim/model/trace/sample_plan.h"

namespace htabsim {

/// Which samples of long traces a user asks for; what is empty was not given.
struct SampleOptions {
  std::string sample;     ///< PERIOD:LENGTH
  std::string simpoints;  ///< FILE:LENGTH
  std::optional<std::uint64_t> warmup;
};

/// Nothing if no samples are asked for. UsageError for what is no such text or does not go
/// together, InputError for what is wrong with a file.
std::optional<SamplePlan> sample_plan(const SampleOptions& options);

}  // namespace htabsim
