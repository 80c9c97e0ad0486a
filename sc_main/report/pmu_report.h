// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "htabsim/tlm/host/host.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// What the processors' performance monitors counted, by event name: `processor`, whose names they
/// are, then the counts of `all` processors together and of each, `cpu0` and so on. Events that are
/// not modelled are absent.
boost::json::object pmu_json(const Host& host, const Config& config);

/// The same as a table, without events that did not occur.
std::string pmu_text(const Host& host, const Config& config);

}  // namespace htabsim
