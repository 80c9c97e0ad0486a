// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

namespace htabsim {

/// What one sample of a population has: `of` each `per`, as cycles per access.
struct RatioSample {
  double of = 0;
  double per = 0;
  double weight = 1;
};

struct RatioEstimate {
  double ratio = 0;
  /// Of the interval around it in which the population's ratio lies with a probability of 95 %.
  /// Nothing for a single sample, or for samples with weights, which were not taken at random.
  std::optional<double> half_width;
};

/// The population's ratio by samples of it: the ratio of the sums, its variance by the residuals
/// (Cochran, Sampling Techniques, 1977, chapter 6), Student's distribution. 0 without any `per`.
RatioEstimate estimate_ratio(std::span<const RatioSample> samples);

}  // namespace htabsim
