// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/replay_order.h"

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"

namespace htabsim {

ReplayOrder parse_replay_order(const std::string& name) {
  if (name.empty()) return ReplayOrder::recorded;
  if (const auto order = enumerator_from_name<ReplayOrder>(name)) return *order;
  throw UsageError(fmt::format("--order: there is no order \"{}\"; the nearest is \"{}\"", name,
                               nearest_name(name, enumerator_names<ReplayOrder>()).value_or("")));
}

}  // namespace htabsim
