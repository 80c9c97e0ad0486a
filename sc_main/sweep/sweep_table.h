// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/sweep/sweep_store.h"

namespace htabsim {

/// A sweep's stats.csv: for each configuration that is finished, in the order of the record, what
/// is swept and then all its statistics. It depends on nothing but those. InputError if results are
/// damaged.
std::string sweep_csv(const SweepStore& store, const SweepRecord& record);

}  // namespace htabsim
