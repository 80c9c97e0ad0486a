// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/run_config_text.h"

#include <filesystem>
#include <string_view>
#include <type_traits>
#include <variant>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include "sc_main/config/parameters.h"

namespace htabsim {

namespace {

/// A text as TOML and JSON quote it alike.
std::string quoted_text(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

std::string path_text(const std::filesystem::path& path) {
  return quoted_text(std::filesystem::absolute(path).string());
}

std::string trace_text(const TraceFile& trace) {
  std::string text = fmt::format("\n[[trace]]\nfile = {}\n", path_text(trace.path));
  if (!trace.space.empty()) text += fmt::format("space = {}\n", quoted_text(trace.space));
  return text;
}

}  // namespace

std::string state_text(const ParameterState& state) {
  return std::visit(
      [](const auto& value) {
        if constexpr (std::is_convertible_v<decltype(value), std::string_view>) {
          return quoted_text(value);
        } else {
          return fmt::format("{}", value);
        }
      },
      state);
}

std::string run_config_text(const RunRequest& request) {
  const GuestFiles& guest = request.guests.front();
  std::string text = fmt::format("seed = {}\n", request.seed);
  if (!guest.guest.empty()) text += fmt::format("guest.folder = {}\n", path_text(guest.guest));
  for (const ParameterInfo& parameter : parameter_table()) {
    text += fmt::format("{} = {}\n", parameter.key, state_text(parameter.read(request.config)));
  }
  for (const TraceFile& trace : guest.traces) text += trace_text(trace);
  return text;
}

}  // namespace htabsim
