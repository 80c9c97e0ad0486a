// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/pass_figures.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace htabsim {

namespace {

/// Whether an estimate of the entries touches the quantity.
enum class Estimate : std::uint8_t { kNone, kFromBytes, kUnknown };

struct Quantity {
  std::string_view name;
  std::string_view unit;
  std::optional<double> ObservedPass::*member;
  Estimate estimate = Estimate::kNone;
};

constexpr std::array<Quantity, 7> kQuantities = {{
    {"reads", "", &ObservedPass::reads},
    {"groups", "", &ObservedPass::groups, Estimate::kUnknown},
    {"valid", "entries", &ObservedPass::valid, Estimate::kFromBytes},
    {"invalid", "entries", &ObservedPass::invalid, Estimate::kUnknown},
    {"bytes", "", &ObservedPass::bytes},
    {"cycles", "cycles", &ObservedPass::cycles},
    {"time", "us", &ObservedPass::time_us},
}};

/// The quantity of one pass or, with several, of all; nothing if it was not measured.
std::optional<Figure> figure_of(const Quantity& quantity, const std::string& whose,
                                const std::vector<ObservedPass>& passes) {
  Figure figure{whose + std::string(quantity.name), std::string(quantity.unit), 0.0, ""};
  const bool estimated = std::ranges::any_of(
      passes, [](const ObservedPass& pass) { return pass.entries == EntryCount::kEstimated; });
  if (estimated && quantity.estimate == Estimate::kUnknown) {
    return Figure{figure.name, figure.unit, std::nullopt, "unknown: strings cut short"};
  }
  if (estimated && quantity.estimate == Estimate::kFromBytes) figure.note = "estimated";
  for (const ObservedPass& pass : passes) {
    const std::optional<double>& value = pass.*quantity.member;
    if (!value) return std::nullopt;
    *figure.value += *value;
  }
  return figure;
}

void add_quantities(std::vector<Figure>& figures, const std::string& whose,
                    const std::vector<ObservedPass>& passes) {
  for (const Quantity& quantity : kQuantities) {
    if (auto figure = figure_of(quantity, whose, passes)) figures.push_back(std::move(*figure));
  }
}

void add_number_of_passes(std::vector<Figure>& figures, const std::vector<ObservedPass>& passes) {
  const auto number = static_cast<double>(passes.size());
  figures.push_back({"passes", "", number, ""});
  const bool known = std::ranges::all_of(
      passes, [](const ObservedPass& pass) { return pass.guest_stopped.has_value(); });
  if (!known) return;
  const auto stopped = static_cast<double>(
      std::ranges::count_if(passes, [](const ObservedPass& pass) { return *pass.guest_stopped; }));
  figures.push_back({"passes, guest running", "", number - stopped, ""});
  figures.push_back({"passes, guest stopped", "", stopped, ""});
}

}  // namespace

std::vector<Figure> pass_figures(const std::vector<ObservedPass>& passes) {
  std::vector<Figure> figures;
  if (passes.empty()) return figures;
  add_number_of_passes(figures, passes);
  add_quantities(figures, "all passes: ", passes);
  std::size_t number = 0;
  for (const ObservedPass& pass : passes) {
    add_quantities(figures, fmt::format("pass {}: ", ++number), {pass});
  }
  add_quantities(figures, "last pass: ", {passes.back()});
  return figures;
}

}  // namespace htabsim
