// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "sc_main/hostdata/pass_figures.h"

namespace htabsim {

/// Reads passes from a table with commas: a first line that names the columns, in any order, then a
/// line for each pass. Columns are pass, guest_stopped (0 or 1), reads, groups, valid, invalid,
/// bytes, cycles, time_us, and begin_cycle and changed_meanwhile, which are passed over; at least
/// one is a figure. The passes.csv of a run is such a table. Passes are numbered 1, 2, ... Throws
/// InputError with the line if the file is otherwise.
std::vector<ObservedPass> read_pass_table(const std::filesystem::path& file);

}  // namespace htabsim
