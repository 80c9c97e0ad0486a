// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/sample_plan.h"

#include <algorithm>

namespace htabsim {

std::optional<SampleRegion> SamplePlan::region(std::size_t number) const {
  if (period != 0) return SampleRegion{number * period + (period - length) / 2};
  if (number < regions.size()) return regions[number];
  return std::nullopt;
}

std::uint64_t SamplePlan::beginning() const {
  const std::uint64_t sample = period == 0 ? 0 : (period - length) / 2;
  return sample - std::min(sample, kSettlingAccesses);
}

}  // namespace htabsim
