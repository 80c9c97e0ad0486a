// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/stuck_simulation.h"

#include <string>

#include <fmt/format.h>

namespace htabsim {

namespace {

std::string value_text(const StateItem& item) {
  struct Text {
    std::string operator()(std::uint64_t number) const { return fmt::format("{}", number); }
    std::string operator()(bool is_so) const { return fmt::format("{}", is_so); }
    std::string operator()(const std::string& text) const { return text; }
  };
  return std::visit(Text{}, item.value);
}

/// "source memory", of a part of the host that is the source.
std::string full_title(const Part& part) {
  for (const sc_core::sc_object* above = part.get_parent_object(); above != nullptr;
       above = above->get_parent_object()) {
    const auto* host = dynamic_cast<const Host*>(above);
    if (host != nullptr) return host->title() + ' ' + part.title();
  }
  return part.title();
}

std::string state_line(const Part& part) {
  std::string text;
  for (const StateItem& item : part.state()) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", item.name, value_text(item));
  }
  return text.empty() ? "" : fmt::format("\n  {:<23} {}", full_title(part), text);
}

std::string report(Platform& platform) {
  std::string text =
      fmt::format("the simulation is stuck at cycle {}:", platform.clock().now().value());
  for_each_part<Part>(platform, [&text](const Part& part) { text += state_line(part); });
  return text;
}

}  // namespace

StuckSimulation::StuckSimulation(Platform& platform) : std::runtime_error(report(platform)) {}

}  // namespace htabsim
