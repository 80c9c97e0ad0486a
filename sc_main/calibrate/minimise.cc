// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/minimise.h"

#include <algorithm>
#include <exception>

#include <nlopt.hpp>

namespace htabsim {

namespace {

/// NLopt makes a mere failure of an exception, so it is kept here.
struct Objective {
  const CostAt& cost;
  std::exception_ptr thrown;

  static double call(const std::vector<double>& at, std::vector<double>& /*gradient*/, void* self) {
    auto& objective = *static_cast<Objective*>(self);
    try {
      return objective.cost(at);
    } catch (...) {
      objective.thrown = std::current_exception();
      throw nlopt::forced_stop();
    }
  }
};

}  // namespace

void minimise(const CostAt& cost, std::vector<double> from, double first_step, double last_step,
              std::size_t most_costs) {
  Objective objective{cost, nullptr};
  // BOBYQA's quadratic model needs two variables at least.
  const auto algorithm = from.size() > 1 ? nlopt::LN_BOBYQA : nlopt::LN_COBYLA;
  nlopt::opt optimiser(algorithm, static_cast<unsigned>(from.size()));
  optimiser.set_min_objective(Objective::call, &objective);
  optimiser.set_lower_bounds(0.0);
  optimiser.set_upper_bounds(1.0);
  optimiser.set_initial_step(first_step);
  optimiser.set_xtol_abs(last_step);
  // NLopt takes 0 for no limit.
  optimiser.set_maxeval(static_cast<int>(std::max<std::size_t>(1, most_costs)));
  double least = 0;
  try {
    optimiser.optimize(from, least);
  } catch (const nlopt::forced_stop&) {
    std::rethrow_exception(objective.thrown);
  } catch (const nlopt::roundoff_limited&) {
    // It has come as near as it can; what it tried is noted.
    return;
  }
}

}  // namespace htabsim
