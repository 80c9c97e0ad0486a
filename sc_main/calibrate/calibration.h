// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "sc_main/calibrate/child_runs.h"
#include "sc_main/calibrate/determination.h"
#include "sc_main/calibrate/fit_parameter.h"
#include "sc_main/calibrate/residuals.h"
#include "sc_main/setup/run_request.h"

namespace htabsim {

/// A value for each fitted parameter.
using FitValues = std::vector<std::uint64_t>;

/// What was found.
struct Fit {
  FitValues start;
  FitValues best;
  double start_error = 0;  ///< root mean square residual
  double best_error = 0;
  ModelFigures figures;  ///< the best run's
  std::vector<Determination> determinations;
  std::size_t runs = 0;
};

/// Looks for the values of parameters with which a run comes nearest to a host's figures.
///
/// The search is NLopt's BOBYQA over the places between the limits; parameters of few values are
/// tried with each. Values are integers, so a last search looks at the neighbours of what it found.
/// Large residuals count less than their square: a pass that comes out differently does not decide.
class Calibration {
 public:
  /// `on_run` is told of each run how many there were and how near the best one is.
  using OnRun = std::function<void(std::size_t runs, double best_error)>;

  /// `simulate` makes a run; each is made in a process of its own.
  Calibration(RunRequest base, Simulate simulate, std::vector<FitParameter> parameters,
              std::vector<Figure> host, std::size_t most_runs, OnRun on_run);

  /// UsageError if the host and the run have too few figures in common.
  Fit fit();

  [[nodiscard]] const Residuals& residuals() const { return *residuals_; }

 private:
  struct Tried {
    ModelFigures figures;
    std::vector<double> residuals;
    double cost = 0;
  };
  /// One value changed down and up, as far as its limits allow.
  struct Around {
    FitValues below;
    FitValues above;
    double change = 0;  ///< of the value, relative
  };

  const Tried& run(const FitValues& values);
  void run_all(const std::vector<FitValues>& values);
  [[nodiscard]] RunRequest request(const FitValues& values) const;
  void note(const FitValues& values, Tried tried);
  void search(FitValues from, double step, std::size_t most_runs);
  /// Every combination of the parameters of few values, with the others as they are.
  [[nodiscard]] std::vector<FitValues> starts() const;
  void search_all_enumerated();
  void improve();
  void look_at_neighbours();
  [[nodiscard]] std::size_t runs_left() const;
  [[nodiscard]] Around around(const FitValues& centre, std::size_t which) const;
  [[nodiscard]] std::vector<Sensitivity> sensitivities(const FitValues& centre);

  RunRequest base_;
  Simulate simulate_;
  std::vector<FitParameter> parameters_;
  std::vector<Figure> host_;
  std::size_t most_runs_;
  OnRun on_run_;
  std::optional<Residuals> residuals_;
  std::map<FitValues, Tried> tried_;
  FitValues best_;
};

}  // namespace htabsim
