// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

enum class PageRecords : std::uint8_t { kUnused, kUsed };

/// What an agent may touch: entries of one table, and the host's records of pages.
struct AgentReach {
  unsigned table = 0;
  std::vector<HpteIndex> loads;
  std::vector<HpteIndex> stores;
  PageRecords page_records = PageRecords::kUnused;

  [[nodiscard]] bool can_load(HpteIndex index) const;
  [[nodiscard]] bool can_store(HpteIndex index) const;
};

}  // namespace htabsim
