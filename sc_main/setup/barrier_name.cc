// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/barrier_name.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/explore/barrier_table.h"

namespace htabsim {

std::optional<LeftOut> parse_barrier(const std::string& name) {
  if (name.empty()) return std::nullopt;
  if (const BarrierInfo* const info = find_barrier(name)) return info->left_out;
  std::vector<std::string_view> names;
  for (const BarrierInfo& info : barrier_table()) names.push_back(info.name);
  throw UsageError(fmt::format("--without: there is no barrier \"{}\"; the nearest is \"{}\"", name,
                               nearest_name(name, names).value_or("")));
}

}  // namespace htabsim
