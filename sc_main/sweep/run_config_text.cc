// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/run_config_text.h"

#include <filesystem>
#include <sstream>
#include <type_traits>
#include <variant>

#include <toml++/toml.h>

#include "sc_main/config/parameters.h"

namespace htabsim {

namespace {

void insert_parameter(toml::table& section, std::string_view name, const ParameterState& state) {
  std::visit(
      [&](const auto& value) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::uint64_t>) {
          section.insert(name, static_cast<std::int64_t>(value));
        } else {
          section.insert(name, value);
        }
      },
      state);
}

toml::table trace_table(const TraceFile& trace) {
  toml::table table;
  table.insert("file", std::filesystem::absolute(trace.path).string());
  if (!trace.space.empty()) table.insert("space", trace.space);
  return table;
}

}  // namespace

std::string run_config_text(const RunRequest& request) {
  toml::table all;
  all.insert("seed", static_cast<std::int64_t>(request.seed));
  for (const ParameterInfo& parameter : parameter_table()) {
    const std::size_t dot = parameter.key.find('.');
    toml::table& section =
        *all.insert(parameter.key.substr(0, dot), toml::table{}).first->second.as_table();
    insert_parameter(section, parameter.key.substr(dot + 1), parameter.read(request.config));
  }
  const GuestFiles& guest = request.guests.front();
  if (!guest.guest.empty()) {
    all.insert("guest", std::filesystem::absolute(guest.guest).string());
  }
  toml::array traces;
  for (const TraceFile& trace : guest.traces) traces.push_back(trace_table(trace));
  if (!traces.empty()) all.insert("trace", std::move(traces));
  std::ostringstream text;
  text << toml::toml_formatter(all) << '\n';
  return std::move(text).str();
}

}  // namespace htabsim
