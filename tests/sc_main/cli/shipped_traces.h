// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace htabsim {

inline const std::string kSort = HTABSIM_SOURCE_DIR "/traces/sort.lackey.zst";
inline const std::string kGuest = HTABSIM_SOURCE_DIR "/traces/p8-4k-share";  ///< a captured one
/// The same of two processors.
inline const std::string kSmpGuest = HTABSIM_SOURCE_DIR "/traces/p8-4k-smp2";

}  // namespace htabsim
