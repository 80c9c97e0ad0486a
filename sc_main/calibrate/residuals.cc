// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/residuals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

#include "sc_main/hostdata/event_rates.h"
#include "sc_main/hostdata/migration_figure_names.h"

namespace htabsim {

namespace {

constexpr std::array<std::string_view, 4> kQuantiles = {
    figure_name::kReadTime50, figure_name::kReadTime90, figure_name::kReadTime99,
    figure_name::kReadTimeMaximum};

/// What a pass after the first carries, and how many there are, is how the races fell: it changes
/// by leaps with any parameter. The last pass of all finds nothing more.
bool hangs_on_races(std::string_view name) {
  const bool one_pass = name.starts_with("pass ") && !name.starts_with("pass 1: ");
  return one_pass || name.starts_with("passes") || name == figure_name::kIterations;
}

/// A number of things that happened, one by one; some rates have no unit either.
bool is_count(const Figure& figure) {
  return figure.unit == "entries" || (figure.unit.empty() && !is_event_rate(figure.name));
}

/// Of a number of things, about the root of that number is chance.
double weight_of(const Figure& figure) {
  const double chance = is_count(figure) ? 1 / *figure.value : 0;
  constexpr double kSure = Residuals::kFigureError;
  return kSure / std::sqrt(kSure * kSure + chance);
}

}  // namespace

Residuals::Residuals(const std::vector<Figure>& host, const ModelFigures& model) {
  const bool counts_there = std::ranges::any_of(host, is_event_count);
  for (const Figure& figure : host) {
    if (std::ranges::find(kQuantiles, figure.name) != kQuantiles.end()) continue;
    if (hangs_on_races(figure.name) || (counts_there && is_event_rate(figure.name))) continue;
    const auto found = model.find(figure.name);
    if (found == model.end() || !figure.value) continue;
    if (found->second <= 0 || *figure.value <= 0) continue;
    used_.push_back(figure);
    weights_.push_back(weight_of(figure));
  }
}

std::vector<double> Residuals::of(const ModelFigures& model) const {
  std::vector<double> residuals;
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const auto found = model.find(used_[i].name);
    const bool there = found != model.end() && found->second > 0;
    const double off = there ? std::log(found->second / *used_[i].value) : kMissing;
    residuals.push_back(weights_[i] * off);
  }
  return residuals;
}

double root_mean_square(const std::vector<double>& residuals) {
  if (residuals.empty()) return 0;
  const double sum = std::inner_product(residuals.begin(), residuals.end(), residuals.begin(), 0.0);
  return std::sqrt(sum / static_cast<double>(residuals.size()));
}

}  // namespace htabsim
