// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sc_main/hostdata/figure.h"

namespace htabsim {

/// How far a run is off a host's figures: for each, the logarithm of model over host, so that 0.01
/// is about one percent. Small counts, which come out differently by chance, weigh less.
class Residuals {
 public:
  /// Uses the figures that both the host and `model` have. Left out are those of which one side is
  /// 0, whose ratio says nothing; quantiles, which are rounded to steps; what hangs on how races
  /// fall; and rates whose counts are there.
  Residuals(const std::vector<Figure>& host, const ModelFigures& model);

  [[nodiscard]] const std::vector<Figure>& used() const { return used_; }
  /// In the order of used(). A figure that a run does not have - a pass that it did not come to -
  /// is as far off as kMissing.
  [[nodiscard]] std::vector<double> of(const ModelFigures& model) const;

  static constexpr double kMissing = 1.0;
  /// How well any figure is known at best; a count of very many is known so.
  static constexpr double kFigureError = 0.02;

 private:
  std::vector<Figure> used_;
  std::vector<double> weights_;
};

/// The root of the mean square.
double root_mean_square(const std::vector<double>& residuals);

}  // namespace htabsim
