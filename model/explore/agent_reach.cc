// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/agent_reach.h"

#include <algorithm>

namespace htabsim {

bool AgentReach::can_load(HpteIndex index) const {
  return std::ranges::find(loads, index) != loads.end();
}

bool AgentReach::can_store(HpteIndex index) const {
  return std::ranges::find(stores, index) != stores.end();
}

}  // namespace htabsim
