// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/stuck_simulation.h"

#include <string>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/json_value.h"

namespace htabsim {

namespace {

template <class State>
std::string state_line(const std::string& component, const State& state) {
  std::string text;
  const boost::json::value values = to_json(state);
  for (const auto& member : values.get_object()) {
    const boost::json::value& value = member.value();
    if (value.is_string() && value.get_string().empty()) continue;
    text += fmt::format(
        "{}{} {}", text.empty() ? "" : ", ", std::string(member.key()),
        value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value));
  }
  return fmt::format("\n  {:<24}{}", component, text);
}

std::string machine_lines(const std::string& name, GuestMachine& machine) {
  std::string text;
  std::size_t number = 0;
  for (const GuestCpu& cpu : machine.cpus()) {
    text += state_line(fmt::format("{} processor {}", name, number++), cpu.state());
  }
  number = 0;
  for (const Core& core : machine.cores()) {
    text += state_line(fmt::format("{} walkers {}", name, number++), core.walkers().state());
  }
  text += state_line(name + " memory", machine.memory().state());
  text += state_line(name + " fabric", machine.fabric().state());
  text += state_line(name + " HTAB descriptor", machine.htab_fd().state());
  if (machine.pager() != nullptr) text += state_line(name + " pager", machine.pager()->state());
  if (machine.dirty_logger() != nullptr) {
    text += state_line(name + " dirty log", machine.dirty_logger()->state());
  }
  return text;
}

std::string report(Platform& platform) {
  std::string text =
      fmt::format("the simulation is stuck at cycle {}:", platform.clock().now().value());
  text += machine_lines("source", platform.source());
  if (platform.destination() != nullptr) {
    text += machine_lines("destination", *platform.destination());
  }
  if (platform.agent() != nullptr) text += state_line("migration", platform.agent()->state());
  return text;
}

}  // namespace

StuckSimulation::StuckSimulation(Platform& platform) : std::runtime_error(report(platform)) {}

}  // namespace htabsim
