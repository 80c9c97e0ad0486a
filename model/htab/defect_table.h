// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "htabsim/model/hpt/defect.h"

namespace htabsim {

struct DefectInfo {
  Defect defect = Defect::none;
  /// Name of the promise that it breaks first; empty if it is the guest that goes wrong.
  std::string_view promise;
  /// Arguments of the program that, with --inject, show it; traces are those shipped.
  std::string_view shown_by;
  std::string_view meaning;
};

/// Every defect but `none`.
std::span<const DefectInfo> defect_table();

}  // namespace htabsim
