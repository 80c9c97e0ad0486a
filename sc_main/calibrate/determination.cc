// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/determination.h"

#include <cmath>
#include <numeric>

namespace htabsim {

namespace {

/// Below this share of its length a direction counts as one of the others'.
constexpr double kNothingOfItsOwn = 1e-3;
/// Figures that change less than this with a doubling do not tell.
constexpr double kNoEffect = 1e-4;

double product(const Sensitivity& a, const Sensitivity& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double length(const Sensitivity& a) { return std::sqrt(product(a, a)); }

void take_away(Sensitivity& from, const Sensitivity& unit) {
  const double share = product(from, unit);
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= share * unit[i];
}

/// What is left of one sensitivity when all that the others can do is taken away: its inverse is
/// the root of the diagonal element of the inverse normal matrix (Gram and Schmidt).
double length_of_its_own(const std::vector<Sensitivity>& all, std::size_t which) {
  std::vector<Sensitivity> units;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == which) continue;
    Sensitivity rest = all[i];
    for (const Sensitivity& unit : units) take_away(rest, unit);
    const double left = length(rest);
    if (left <= kNothingOfItsOwn * length(all[i])) continue;
    for (double& value : rest) value /= left;
    units.push_back(std::move(rest));
  }
  Sensitivity own = all[which];
  for (const Sensitivity& unit : units) take_away(own, unit);
  return length(own);
}

void find_like(const std::vector<Sensitivity>& all, std::size_t which, Determination& found) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double lengths = length(all[i]) * length(all[which]);
    if (i == which || lengths == 0) continue;
    const double likeness = std::abs(product(all[i], all[which])) / lengths;
    if (found.like && likeness <= found.likeness) continue;
    found.like = i;
    found.likeness = likeness;
  }
}

}  // namespace

std::vector<Determination> determine(const std::vector<Sensitivity>& sensitivities,
                                     double residual) {
  std::vector<Determination> all(sensitivities.size());
  for (std::size_t i = 0; i < sensitivities.size(); ++i) {
    const double whole = length(sensitivities[i]);
    const double own = length_of_its_own(sensitivities, i);
    if (whole > kNoEffect && own > kNothingOfItsOwn * whole) all[i].error = residual / own;
    find_like(sensitivities, i, all[i]);
  }
  return all;
}

}  // namespace htabsim
