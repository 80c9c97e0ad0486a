// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/sample_options.h"

#include <limits>

#include <fmt/format.h>

#include "htabsim/model/base/quantity_text.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/simpoint_files.h"

namespace htabsim {

namespace {

/// With what settles before it, a sample's end is still a number.
constexpr std::uint64_t kLongest =
    std::numeric_limits<std::uint64_t>::max() - SamplePlan::kSettlingAccesses;

/// What stands before the last colon, and the number of accesses behind it.
struct WithLength {
  std::string before;
  std::uint64_t length = 0;
};

WithLength with_length(const char* option, const char* form, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon != std::string::npos && colon != 0) {
    const auto length = quantity(std::string_view(text).substr(colon + 1), NumberOf::counts);
    if (length && *length != 0 && *length <= kLongest) return {text.substr(0, colon), *length};
  }
  throw UsageError(fmt::format("{} \"{}\" is not {}, in accesses", option, text, form));
}

SamplePlan periodic_plan(const std::string& text) {
  const WithLength parts = with_length("--sample", "PERIOD:LENGTH", text);
  const auto period = quantity(parts.before, NumberOf::counts);
  const std::uint64_t shortest = parts.length + SamplePlan::kSettlingAccesses;
  if (!period || *period < shortest) {
    throw UsageError(fmt::format(
        "--sample \"{}\": a period is a number of accesses, at least {}: those of a sample and {} "
        "before it that fill queues",
        text, shortest, SamplePlan::kSettlingAccesses));
  }
  return {.length = parts.length, .period = *period};
}

SamplePlan chosen_plan(const std::string& text) {
  const WithLength parts = with_length("--simpoints", "FILE:LENGTH", text);
  return {.length = parts.length, .regions = read_simpoints(parts.before, parts.length)};
}

}  // namespace

std::optional<SamplePlan> sample_plan(const SampleOptions& options) {
  if (options.sample.empty() && options.simpoints.empty()) {
    if (options.warmup) {
      throw UsageError("--warmup is before each sample: give --sample PERIOD:LENGTH, too");
    }
    return std::nullopt;
  }
  if (!options.sample.empty() && !options.simpoints.empty()) {
    throw UsageError("samples are periodic or chosen: give sample or simpoints");
  }
  SamplePlan plan =
      options.sample.empty() ? chosen_plan(options.simpoints) : periodic_plan(options.sample);
  plan.warmup = options.warmup;
  return plan;
}

}  // namespace htabsim
