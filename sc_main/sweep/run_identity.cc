// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/run_identity.h"

#include <filesystem>
#include <variant>

#include <fmt/format.h>

#include "sc_main/config/parameter_access.h"
#include "sc_main/setup/run_options.h"

namespace htabsim {

namespace {

/// Of a SHA-256 in hex; a folder's name that can still be read.
constexpr std::size_t kNameLength = 16;

/// What a run reads, and how.
std::string inputs_text(const RunRequest& request, InputHashes& inputs) {
  const GuestFiles& guest = request.guests.front();
  std::string text = fmt::format("htabsim {}\n", HTABSIM_VERSION);
  if (!guest.guest.empty()) text += fmt::format("guest {}\n", inputs.of(guest.guest));
  for (const TraceFile& trace : guest.traces) {
    text += fmt::format("trace {} {}\n", inputs.of(trace.path), trace.space);
  }
  text += fmt::format("seed {}\n", request.seed);
  text += fmt::format("format {} {} {}\n", request.reading.format,
                      static_cast<int>(request.reading.output),
                      static_cast<int>(request.reading.kernel));
  return text;
}

enum class Included { kAllParameters, kThoseOfWarmStates };

/// A parameter that names a file stands for what is in it, too.
std::string contents_text(const ParameterState& state, InputHashes& inputs) {
  const auto* text = std::get_if<std::string>(&state);
  if (text == nullptr || !std::filesystem::is_regular_file(*text)) return {};
  return " " + inputs.of(*text);
}

std::string parameters_text(const Config& config, Included included, InputHashes& inputs) {
  std::string text;
  for (const ParameterInfo& parameter : parameter_table()) {
    if (included == Included::kThoseOfWarmStates && parameter.shapes != Shapes::kWarmState) {
      continue;
    }
    text += fmt::format("{} {}{}\n", parameter.key, parameter_text(config, parameter),
                        contents_text(parameter.read(config), inputs));
  }
  return text;
}

std::string name_of_text(const std::string& text) { return text_hash(text).substr(0, kNameLength); }

}  // namespace

std::string run_identity(const RunRequest& request, InputHashes& inputs) {
  return name_of_text(
      fmt::format("{}\n{}{}", command_name(request.job), inputs_text(request, inputs),
                  parameters_text(request.config, Included::kAllParameters, inputs)));
}

std::string warm_state_identity(const RunRequest& request, InputHashes& inputs) {
  const bool can_be_kept = request.job == Job::kRun && request.guests.front().guest.empty() &&
                           request.config.cpu.warmup_accesses > 0 &&
                           request.config.guest.processors == 0;
  if (!can_be_kept) return {};
  return name_of_text(inputs_text(request, inputs) +
                      parameters_text(request.config, Included::kThoseOfWarmStates, inputs));
}

}  // namespace htabsim
