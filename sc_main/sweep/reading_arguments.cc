// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/reading_arguments.h"

#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {

namespace {

constexpr std::string_view kFormat = "--format";
constexpr std::string_view kSkipNoise = "--skip-noise";
constexpr std::string_view kSkipKernel = "--skip-kernel";

}  // namespace

std::vector<std::string> reading_arguments(const TraceReading& reading) {
  std::vector<std::string> arguments;
  if (!reading.format.empty()) arguments = {std::string(kFormat), reading.format};
  if (reading.output == ProgramOutput::kSkip) arguments.emplace_back(kSkipNoise);
  if (reading.kernel == KernelAccesses::kSkip) arguments.emplace_back(kSkipKernel);
  return arguments;
}

TraceReading parse_reading_arguments(std::span<const char* const> arguments) {
  TraceReading reading;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == kFormat && i + 1 < arguments.size()) {
      reading.format = arguments[++i];
    } else if (argument == kSkipNoise) {
      reading.output = ProgramOutput::kSkip;
    } else if (argument == kSkipKernel) {
      reading.kernel = KernelAccesses::kSkip;
    } else {
      throw UsageError(fmt::format("unexpected argument \"{}\"", argument));
    }
  }
  return reading;
}

}  // namespace htabsim
