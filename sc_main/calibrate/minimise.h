// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace htabsim {

/// A cost at a point of coordinates from 0 to 1.
using CostAt = std::function<double(const std::vector<double>&)>;

/// Looks for the least cost near `from`, which has one coordinate at least, first in steps of
/// `first_step`, then in finer ones down to `last_step`, and asks for at most `most_costs` costs,
/// one at least. What was found is for `cost` to note. What `cost` throws comes out.
void minimise(const CostAt& cost, std::vector<double> from, double first_step, double last_step,
              std::size_t most_costs);

}  // namespace htabsim
