// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe/enum.hpp>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/hpt/update_code.h"

namespace htabsim {

/// How agents under exploration see each other's stores.
enum class MemoryModel : std::uint8_t {
  sc,     ///< all at once, in the order of the choices; barriers order nothing
  power,  ///< as POWER's storage may look (docs/ordering.md)
};
BOOST_DESCRIBE_ENUM(MemoryModel, sc, power)

/// How a table walk reads the two doublewords of an entry (facts O11).
enum class EntryFetch : std::uint8_t {
  line,         ///< of all entries of the PTEG at one instant
  doublewords,  ///< one by one, dword 0 first
};
BOOST_DESCRIBE_ENUM(EntryFetch, line, doublewords)

/// What is the same for all tables and agents of an exploration.
struct ExplorationRules {
  Defect defect = Defect::none;
  MemoryModel memory = MemoryModel::sc;
  EntryFetch fetch = EntryFetch::line;
  std::optional<LeftOut> without = {};
};

}  // namespace htabsim
