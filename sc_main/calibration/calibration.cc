// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibration/calibration.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlopt.hpp>

#include "sc_main/calibration/child_runs.h"
#include "sc_main/measurement/model_figures.h"
#include "sc_main/usage_error.h"

namespace htabsim {

namespace {

/// Residuals beyond this count in proportion, not by their square.
constexpr double kLarge = 0.2;
/// Of the way between a parameter's limits: a search's first step, and the one at which it ends.
constexpr double kFirstStep = 0.2;
constexpr double kLastStep = 1e-3;
/// A search that lessens the cost by less is followed by one of finer steps.
constexpr double kWorthwhile = 0.05;
constexpr double kFinerStep = 0.3;
/// The relative step of a sensitivity, wide enough that whole cycles do not matter.
constexpr double kSensitivityStep = 0.05;
/// One step of a larger value is no matter.
constexpr std::uint64_t kCoarse = 200;

double cost_of(const std::vector<double>& residuals) {
  double sum = 0;
  for (const double r : residuals) {
    sum += 2 * kLarge * kLarge * (std::sqrt(1 + (r / kLarge) * (r / kLarge)) - 1);
  }
  return sum;
}

}  // namespace

Calibration::Calibration(RunRequest base, std::vector<FitParameter> parameters,
                         std::vector<Figure> host, std::size_t most_runs, OnRun on_run)
    : base_(std::move(base)),
      parameters_(std::move(parameters)),
      host_(std::move(host)),
      most_runs_(most_runs),
      on_run_(std::move(on_run)) {}

RunRequest Calibration::request(const FitValues& values) const {
  RunRequest request = base_;
  for (std::size_t i = 0; i < values.size(); ++i) parameters_[i].set(request.config, values[i]);
  return request;
}

void Calibration::note(const FitValues& values, Tried tried) {
  if (!residuals_) residuals_.emplace(host_, tried.figures);
  tried.residuals = residuals_->of(tried.figures);
  tried.cost = cost_of(tried.residuals);
  const bool better = tried_.empty() || tried.cost < tried_.at(best_).cost;
  tried_.emplace(values, std::move(tried));
  if (better) best_ = values;
  on_run_(tried_.size(), root_mean_square(tried_.at(best_).residuals));
}

void Calibration::run_all(const std::vector<FitValues>& values) {
  std::vector<FitValues> fresh;
  std::vector<RunRequest> requests;
  for (const FitValues& each : values) {
    if (tried_.contains(each) || std::ranges::find(fresh, each) != fresh.end()) continue;
    fresh.push_back(each);
    requests.push_back(request(each));
  }
  const auto statistics = run_in_children(requests);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    note(fresh[i], {model_figures(statistics[i]), {}, 0});
  }
}

const Calibration::Tried& Calibration::run(const FitValues& values) {
  run_all({values});
  return tried_.at(values);
}

void Calibration::search(FitValues from, double step) {
  std::vector<std::size_t> free;
  std::vector<double> place;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].enumerable()) continue;
    free.push_back(i);
    place.push_back(parameters_[i].place_of(from[i]));
  }
  if (free.empty()) {
    run(from);
    return;
  }
  const nlopt::vfunc cost = [](const std::vector<double>& x, std::vector<double>&, void* search) {
    return (*static_cast<std::function<double(const std::vector<double>&)>*>(search))(x);
  };
  std::function<double(const std::vector<double>&)> cost_at = [&](const std::vector<double>& x) {
    for (std::size_t i = 0; i < free.size(); ++i)
      from[free[i]] = parameters_[free[i]].value_at(x[i]);
    return run(from).cost;
  };
  // BOBYQA's quadratic model needs two variables at least.
  const auto algorithm = free.size() > 1 ? nlopt::LN_BOBYQA : nlopt::LN_COBYLA;
  nlopt::opt optimiser(algorithm, static_cast<unsigned>(free.size()));
  optimiser.set_min_objective(cost, &cost_at);
  optimiser.set_lower_bounds(0.0);
  optimiser.set_upper_bounds(1.0);
  optimiser.set_initial_step(step);
  optimiser.set_xtol_abs(kLastStep);
  const std::size_t left = most_runs_ > tried_.size() ? most_runs_ - tried_.size() : 1;
  optimiser.set_maxeval(static_cast<int>(left));
  double least = 0;
  try {
    optimiser.optimize(place, least);
  } catch (const nlopt::roundoff_limited&) {
    // It has come as near as it can; what it tried is noted.
    return;
  }
}

void Calibration::search_all_enumerated() {
  std::vector<FitValues> starts{best_};
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const FitParameter& parameter = parameters_[i];
    if (!parameter.enumerable()) continue;
    std::vector<FitValues> more;
    for (const FitValues& start : starts) {
      for (std::uint64_t value = parameter.least(); value <= parameter.most(); ++value) {
        more.push_back(start);
        more.back()[i] = value;
      }
    }
    starts = std::move(more);
  }
  for (const FitValues& start : starts) search(start, kFirstStep);
}

void Calibration::improve() {
  for (double step = kFirstStep; step > kLastStep && tried_.size() < most_runs_;) {
    const double before = tried_.at(best_).cost;
    search(best_, step);
    look_at_neighbours();
    if (tried_.at(best_).cost >= (1 - kWorthwhile) * before) step *= kFinerStep;
  }
}

void Calibration::look_at_neighbours() {
  for (FitValues centre; centre != best_ && tried_.size() < most_runs_;) {
    centre = best_;
    std::vector<FitValues> neighbours;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      if (centre[i] > kCoarse) continue;
      for (const std::uint64_t value : {centre[i] - 1, centre[i] + 1}) {
        if (value < parameters_[i].least() || value > parameters_[i].most()) continue;
        neighbours.push_back(centre);
        neighbours.back()[i] = value;
      }
    }
    run_all(neighbours);
  }
}

std::vector<Sensitivity> Calibration::sensitivities() {
  std::vector<std::pair<FitValues, FitValues>> pairs;
  std::vector<FitValues> all;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto step = std::max<std::uint64_t>(
        1,
        static_cast<std::uint64_t>(std::llround(kSensitivityStep * static_cast<double>(best_[i]))));
    FitValues below = best_;
    FitValues above = best_;
    below[i] -= std::min(step, best_[i] - parameters_[i].least());
    above[i] += std::min(step, parameters_[i].most() - best_[i]);
    all.insert(all.end(), {below, above});
    pairs.emplace_back(below, above);
  }
  run_all(all);
  std::vector<Sensitivity> sensitivities;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto& [below, above] = pairs[i];
    const double change = std::log(static_cast<double>(std::max<std::uint64_t>(above[i], 1)) /
                                   static_cast<double>(std::max<std::uint64_t>(below[i], 1)));
    Sensitivity sensitivity = tried_.at(above).residuals;
    for (std::size_t k = 0; k < sensitivity.size(); ++k) {
      sensitivity[k] = change == 0 ? 0 : (sensitivity[k] - tried_.at(below).residuals[k]) / change;
    }
    sensitivities.push_back(std::move(sensitivity));
  }
  return sensitivities;
}

Fit Calibration::fit() {
  Fit fit;
  for (const FitParameter& parameter : parameters_) {
    fit.start.push_back(parameter.get(base_.config));
  }
  best_ = fit.start;
  const std::vector<double> at_start = run(fit.start).residuals;
  if (at_start.size() < parameters_.size()) {
    throw UsageError(
        fmt::format("calibrate: the host and the run have {} figures in common, too "
                    "few for {} parameters",
                    at_start.size(), parameters_.size()));
  }
  search_all_enumerated();
  improve();
  const std::vector<Sensitivity> sensitive = sensitivities();
  fit.best = best_;
  const std::vector<double>& left = tried_.at(fit.best).residuals;
  fit.start_error = root_mean_square(at_start);
  fit.best_error = root_mean_square(left);
  const auto figures = static_cast<double>(left.size());
  const double free = std::max(1.0, figures - static_cast<double>(parameters_.size()));
  fit.determinations = determine(
      sensitive, std::max(Residuals::kFigureError, fit.best_error * std::sqrt(figures / free)));
  fit.figures = tried_.at(fit.best).figures;
  fit.runs = tried_.size();
  return fit;
}

}  // namespace htabsim
