// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/guest/page_regions.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// What guest.page_regions says, or the file that it names. InputError for regions that a guest of
/// this configuration cannot have.
std::vector<PageRegion> page_regions(const Config& config);

}  // namespace htabsim
