// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "sc_main/sweep/sweep_store.h"

namespace htabsim {

/// Of more configurations there is no page: it would be too large to look at.
inline constexpr std::size_t kMostOnASweepsPage = 256;

/// The page that compares a sweep's configurations, all of which are finished.
std::string sweep_page(const SweepStore& store, const SweepRecord& record);

}  // namespace htabsim
