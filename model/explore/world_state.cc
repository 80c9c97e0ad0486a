// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/world_state.h"

#include "htabsim/model/hpt/table_compare.h"

namespace htabsim {

void WorldState::require_equal(unsigned expected, unsigned actual) {
  const TableComparison compared = compare_tables(tables[expected].image, tables[actual].image);
  if (compared.different == 0) return;
  unequal = {StreamPromise::no_lost_update, compared.first.front().index, Cycles(0),
             "the destination differs from the source"};
}

}  // namespace htabsim
