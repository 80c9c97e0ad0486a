// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace htabsim {

/// How the times of the host's reads (us, in ascending order) and of the run's spread, side by
/// side: a table with a row for each doubling of the time and the share of reads that fall into it.
/// The run's come from its statistics; their column has "-" if it read nothing.
std::string read_times_text(const std::vector<double>& host_us, const boost::json::object& stats);

}  // namespace htabsim
