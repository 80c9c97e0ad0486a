// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "htabsim/model/trace/sample_plan.h"

namespace htabsim {

/// The regions that SimPoint 3.2 has chosen of a trace in intervals of `length` accesses,
/// ascending. `points` has lines of an interval, from 0, and its cluster's number; the file beside
/// it that ends in .weights instead of .simpoints has lines of a cluster's weight and its number.
/// Throws InputError with file and line for what is no such line, an interval or a cluster that
/// comes twice, a cluster without a weight, and files without a line.
std::vector<SampleRegion> read_simpoints(const std::filesystem::path& points, std::uint64_t length);

}  // namespace htabsim
