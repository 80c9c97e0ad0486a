// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sc_main/measurement/figure.h"

namespace htabsim {

/// How far a run is off a host's figures: for each, the logarithm of model over host, so that 0.01
/// is about one percent.
class Residuals {
 public:
  /// Uses the figures that both the host and `model` have; those of which one side is 0, whose
  /// ratio says nothing, and quantiles, which are rounded to steps, are left out.
  Residuals(const std::vector<Figure>& host, const ModelFigures& model);

  [[nodiscard]] const std::vector<Figure>& used() const { return used_; }
  /// In the order of used(). A figure that a run does not have - a pass that it did not come to -
  /// is as far off as kMissing.
  [[nodiscard]] std::vector<double> of(const ModelFigures& model) const;

  static constexpr double kMissing = 1.0;

 private:
  std::vector<Figure> used_;
};

/// The root of the mean square.
double root_mean_square(const std::vector<double>& residuals);

}  // namespace htabsim
