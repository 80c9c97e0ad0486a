// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibration/residuals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

#include "sc_main/measurement/migration_figure_names.h"

namespace htabsim {

namespace {

constexpr std::array<std::string_view, 4> kQuantiles = {
    figure_name::kReadTime50, figure_name::kReadTime90, figure_name::kReadTime99,
    figure_name::kReadTimeMaximum};

}  // namespace

Residuals::Residuals(const std::vector<Figure>& host, const ModelFigures& model) {
  for (const Figure& figure : host) {
    if (std::ranges::find(kQuantiles, figure.name) != kQuantiles.end()) continue;
    const auto found = model.find(figure.name);
    if (found == model.end() || !figure.value) continue;
    if (found->second > 0 && *figure.value > 0) used_.push_back(figure);
  }
}

std::vector<double> Residuals::of(const ModelFigures& model) const {
  std::vector<double> residuals;
  for (const Figure& figure : used_) {
    const auto found = model.find(figure.name);
    const bool there = found != model.end() && found->second > 0;
    residuals.push_back(there ? std::log(found->second / *figure.value) : kMissing);
  }
  return residuals;
}

double root_mean_square(const std::vector<double>& residuals) {
  if (residuals.empty()) return 0;
  const double sum = std::inner_product(residuals.begin(), residuals.end(), residuals.begin(), 0.0);
  return std::sqrt(sum / static_cast<double>(residuals.size()));
}

}  // namespace htabsim
