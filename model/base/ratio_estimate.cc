// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/ratio_estimate.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace htabsim {

namespace {

constexpr double kConfidence = 0.95;

// In double alone: a table shows four digits.
using StudentsT = boost::math::students_t_distribution<
    double, boost::math::policies::policy<boost::math::policies::promote_double<false>>>;

/// What the mean of `count` values is off, at most and with that confidence, whose squared
/// distances from it are `squares` altogether.
double half_width_of_mean(double squares, std::size_t count) {
  const auto degrees = static_cast<double>(count - 1);
  const StudentsT distribution(degrees);
  const double t = boost::math::quantile(distribution, (1 + kConfidence) / 2);
  return t * std::sqrt(squares / degrees / static_cast<double>(count));
}

}  // namespace

RatioEstimate estimate_ratio(std::span<const RatioSample> samples) {
  double of = 0;
  double per = 0;
  for (const RatioSample& sample : samples) {
    of += sample.weight * sample.of;
    per += sample.weight * sample.per;
  }
  if (per == 0) return {};
  RatioEstimate estimate{of / per, {}};
  const bool is_weighed =
      std::ranges::any_of(samples, [](const RatioSample& sample) { return sample.weight != 1; });
  if (samples.size() < 2 || is_weighed) return estimate;
  double squares = 0;
  for (const RatioSample& sample : samples) {
    const double residual = sample.of - estimate.ratio * sample.per;
    squares += residual * residual;
  }
  const double mean_per = per / static_cast<double>(samples.size());
  estimate.half_width = half_width_of_mean(squares, samples.size()) / mean_per;
  return estimate;
}

}  // namespace htabsim
