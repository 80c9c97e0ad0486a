// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <boost/json/fwd.hpp>

#include "sc_main/setup/run_request.h"

namespace htabsim {

/// Simulates what is asked for, and gives the statistics. InputError or UsageError if the input is
/// at fault.
using Simulate = std::function<boost::json::object(const RunRequest&)>;

/// Simulates each request in a process of its own, as many at a time as there are processors, and
/// gives their statistics in the same order. A process can hold one SystemC simulation, and it must
/// not have begun one itself. UsageError with what was wrong if a run's input is at fault,
/// std::runtime_error if one came to no end.
std::vector<boost::json::object> run_in_children(const std::vector<RunRequest>& requests,
                                                 const Simulate& simulate);

}  // namespace htabsim
