// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// Whether any sample was taken. A run that was cut short may have none.
bool has_samples(const RunResult& result);

/// What the samples of a run say of whole traces, of all processors together: each figure with its
/// interval of 95 %. Of a run that has taken samples.
std::string sampled_text(const RunResult& result);
boost::json::object sampled_json(const RunResult& result);

}  // namespace htabsim
