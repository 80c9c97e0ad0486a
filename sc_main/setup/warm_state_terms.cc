// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/warm_state_terms.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "sc_main/config/parameter_access.h"

namespace htabsim {

WarmStateTerms warm_state_terms(const RunRequest& request, const std::vector<std::size_t>& spaces) {
  const bool skips_kernel = request.reading.kernel == KernelAccesses::kSkip;
  WarmStateTerms terms = {
      {"the processors' address spaces", fmt::format("{}", fmt::join(spaces, ", "))},
      {"--seed", fmt::format("{}", request.seed)},
      {"--inject", std::string(enumerator_name(request.defect))},
      {"--skip-kernel", skips_kernel ? "true" : "false"}};
  for (const ParameterInfo& parameter : parameter_table()) {
    if (parameter.shapes != Shapes::kWarmState) continue;
    terms.emplace_back(parameter.key, parameter_text(request.config, parameter));
  }
  return terms;
}

}  // namespace htabsim
