// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/htab/stream_promises.h"

namespace htabsim {

struct DefectInfo {
  Defect defect = Defect::none;
  /// Which it breaks first; nothing if it is the guest that goes wrong.
  std::optional<StreamPromise> promise;
  /// Arguments of the program that, with --inject, show it; traces are those shipped.
  std::string_view shown_by;
  std::string_view meaning;
};

/// Every defect but `none`.
std::span<const DefectInfo> defect_table();

}  // namespace htabsim
