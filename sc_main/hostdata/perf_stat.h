// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "sc_main/hostdata/figure.h"

namespace htabsim {

/// Reads what `perf stat -x,` or `perf stat -j` wrote: a figure for each event in the order of its
/// first row, then the rates that follow from them. Counts of intervals, processors, threads and
/// control groups are summed; where rows differ in nothing (an event in two groups, an appended
/// run) their mean is taken. An event that was counted in no row has no value. Throws InputError
/// for a line that is no row of perf, and for a file without any.
std::vector<Figure> read_perf_stat(const std::filesystem::path& file);

}  // namespace htabsim
