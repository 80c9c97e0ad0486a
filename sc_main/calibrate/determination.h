// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace htabsim {

/// What a measurement says of one of several parameters that were fitted to it.
struct Determination {
  /// Of the value, relative: its standard error; nothing if no figure changes with it, or none that
  /// another parameter could not change in the same way.
  std::optional<double> error;
  /// The parameter whose effect on the figures is most like its own, and how much: 1 is the same.
  std::optional<std::size_t> like;
  double likeness = 0;
};

/// How the figures change with one parameter: for each figure the change of its residual in
/// proportion to the relative change of the parameter.
using Sensitivity = std::vector<double>;

/// One for each parameter. `residual` is the root mean square of what the fit leaves unexplained,
/// corrected for the number of parameters.
std::vector<Determination> determine(const std::vector<Sensitivity>& sensitivities,
                                     double residual);

}  // namespace htabsim
