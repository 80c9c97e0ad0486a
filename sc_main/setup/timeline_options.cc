// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/timeline_options.h"

#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/quantity_text.h"
#include "htabsim/model/base/usage_error.h"

namespace htabsim {

namespace {

/// Cycles, or what is a time, which begins within a cycle.
std::optional<Cycles> cycle_at(std::string_view text, std::uint64_t period_ps) {
  if (const auto cycles = quantity(text, NumberOf::counts)) return Cycles(*cycles);
  const auto ps = quantity(text, NumberOf::picoseconds);
  return ps ? std::optional(Cycles(*ps / period_ps)) : std::nullopt;
}

void take_window(const std::string& window, std::uint64_t period_ps, TimelineRequest& request) {
  const std::size_t colon = window.find(':');
  const auto from = cycle_at(window.substr(0, colon), period_ps);
  const auto until = colon == std::string::npos
                         ? std::nullopt
                         : cycle_at(std::string_view(window).substr(colon + 1), period_ps);
  if (!from || !until) {
    throw UsageError(fmt::format(
        "--timeline-window: \"{}\" is no A:B, as 100K:200K in cycles or 2ms:3500us in time",
        window));
  }
  if (*from >= *until) {
    throw UsageError(
        fmt::format("--timeline-window: {} ends before anything can happen in it", window));
  }
  request.from = *from;
  request.until = *until;
}

}  // namespace

TimelineRequest timeline_request(const TimelineOptions& options, std::uint64_t period_ps) {
  TimelineRequest request;
  request.file = options.file;
  request.vcd = options.vcd;
  if (options.file.empty() && (options.window || options.limit != 0)) {
    throw UsageError(fmt::format("{} is of a timeline: give --timeline FILE",
                                 options.window ? "--timeline-window" : "--timeline-limit"));
  }
  if (!options.file.empty() && options.file == options.vcd) {
    throw UsageError(fmt::format("--timeline and --vcd are to be written to one file, {}",
                                 options.vcd.string()));
  }
  if (options.window) take_window(*options.window, period_ps, request);
  if (options.limit != 0) request.limit = options.limit;
  return request;
}

}  // namespace htabsim
