// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/htab/stream_promises.h"

namespace htabsim {

/// What it takes for a defect to show.
enum class DefectShows : std::uint8_t {
  kAlone,       ///< in the reader or an hcall by itself
  kReaderRace,  ///< a processor changes an entry while a reader is at it
  kCpuRace,     ///< a processor uses a translation while another one takes it away
};

struct DefectInfo {
  Defect defect = Defect::none;
  StreamPromise promise = StreamPromise::no_phantom;  ///< which it breaks first
  DefectShows shows = DefectShows::kAlone;
  std::string_view meaning;
};

/// Every defect but `none`.
std::span<const DefectInfo> defect_table();

}  // namespace htabsim
