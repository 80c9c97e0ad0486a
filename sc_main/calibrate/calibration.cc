// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/calibration.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/calibrate/minimise.h"
#include "sc_main/config/parameter_access.h"
#include "sc_main/hostdata/model_figures.h"

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
/// So many starts are tried even if there may be fewer runs: one parameter's values.
constexpr std::size_t kMostStarts = 8;

double cost_of(const std::vector<double>& residuals) {
  double sum = 0;
  for (const double r : residuals) {
    sum += 2 * kLarge * kLarge * (std::sqrt(1 + (r / kLarge) * (r / kLarge)) - 1);
  }
  return sum;
}

}  // namespace

Calibration::Calibration(RunRequest base, Simulate simulate, std::vector<FitParameter> parameters,
                         std::vector<Figure> host, std::size_t most_runs, OnRun on_run)
    : base_(std::move(base)),
      simulate_(std::move(simulate)),
      parameters_(std::move(parameters)),
      host_(std::move(host)),
      most_runs_(most_runs),
      on_run_(std::move(on_run)) {}

RunRequest Calibration::request(const FitValues& values) const {
  RunRequest request = base_;
  for (std::size_t i = 0; i < values.size(); ++i) parameters_[i].set(request.config, values[i]);
  if (const auto conflict = find_conflict(request.config)) {
    throw UsageError(fmt::format("calibrate: {}", conflict->text));
  }
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
  std::set<FitValues> fresh(values.begin(), values.end());
  std::erase_if(fresh, [this](const FitValues& each) { return tried_.contains(each); });
  std::vector<RunRequest> requests;
  for (const FitValues& each : fresh) requests.push_back(request(each));
  const auto statistics = run_in_children(requests, simulate_);
  std::size_t i = 0;
  for (const FitValues& each : fresh) note(each, {model_figures(statistics[i++]), {}, 0});
}

const Calibration::Tried& Calibration::run(const FitValues& values) {
  run_all({values});
  return tried_.at(values);
}

void Calibration::search(FitValues from, double step, std::size_t most_runs) {
  std::vector<std::size_t> free;
  std::vector<double> place;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].enumerable()) continue;
    free.push_back(i);
    place.push_back(parameters_[i].place_of(from[i]));
  }
  if (free.empty()) return;
  const auto cost_at = [&](const std::vector<double>& at) {
    for (std::size_t i = 0; i < free.size(); ++i) {
      from[free[i]] = parameters_[free[i]].value_at(at[i]);
    }
    return run(from).cost;
  };
  minimise(cost_at, place, step, kLastStep, most_runs);
}

std::vector<FitValues> Calibration::starts() const {
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
    if (starts.size() > std::max<std::size_t>(most_runs_, kMostStarts)) {
      throw UsageError(
          fmt::format("calibrate: parameters of few values have more combinations than there may "
                      "be runs ({})",
                      most_runs_));
    }
  }
  return starts;
}

void Calibration::search_all_enumerated() {
  const std::vector<FitValues> all = starts();
  run_all(all);
  for (std::size_t i = 0; i < all.size() && runs_left() > 0; ++i) {
    search(all[i], kFirstStep, std::max<std::size_t>(1, runs_left() / (all.size() - i)));
  }
}

void Calibration::improve() {
  for (double step = kFirstStep; step > kLastStep && runs_left() > 0;) {
    const double before = tried_.at(best_).cost;
    search(best_, step, runs_left());
    look_at_neighbours();
    if (tried_.at(best_).cost >= (1 - kWorthwhile) * before) step *= kFinerStep;
  }
}

std::size_t Calibration::runs_left() const {
  return most_runs_ > tried_.size() ? most_runs_ - tried_.size() : 0;
}

void Calibration::look_at_neighbours() {
  for (FitValues centre; centre != best_ && runs_left() > 0;) {
    centre = best_;
    std::vector<FitValues> neighbours;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      if (centre[i] > kCoarse) continue;
      FitValues neighbour = centre;
      neighbour[i] = std::max(parameters_[i].least() + 1, centre[i]) - 1;
      neighbours.push_back(neighbour);
      neighbour[i] = std::min(parameters_[i].most() - 1, centre[i]) + 1;
      neighbours.push_back(neighbour);
    }
    run_all(neighbours);
  }
}

Calibration::Around Calibration::around(const FitValues& centre, std::size_t which) const {
  const FitParameter& parameter = parameters_[which];
  const auto value = static_cast<double>(centre[which]);
  const auto step = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::llround(kSensitivityStep * value)));
  Around around{centre, centre, 0};
  around.below[which] -= std::min(step, centre[which] - parameter.least());
  around.above[which] += std::min(step, parameter.most() - centre[which]);
  // In proportion to the value; what is 0 has no proportions, and counts as 1.
  around.change =
      static_cast<double>(around.above[which] - around.below[which]) / std::max(1.0, value);
  return around;
}

std::vector<Sensitivity> Calibration::sensitivities(const FitValues& centre) {
  std::vector<Around> pairs;
  std::vector<FitValues> all;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    pairs.push_back(around(centre, i));
    all.insert(all.end(), {pairs.back().below, pairs.back().above});
  }
  run_all(all);
  std::vector<Sensitivity> sensitivities;
  for (const Around& pair : pairs) {
    const std::vector<double>& below = tried_.at(pair.below).residuals;
    Sensitivity sensitivity = tried_.at(pair.above).residuals;
    for (std::size_t k = 0; k < sensitivity.size(); ++k) {
      sensitivity[k] = (sensitivity[k] - below[k]) / pair.change;
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
    throw UsageError(fmt::format(
        "calibrate: the figures that the host and the run have in common ({}) are fewer "
        "than the parameters ({})",
        at_start.size(), parameters_.size()));
  }
  search_all_enumerated();
  improve();
  const std::vector<Sensitivity> sensitive = sensitivities(best_);
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
