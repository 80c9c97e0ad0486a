// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/world_state.h"

#include "htabsim/model/hpt/table_compare.h"

namespace htabsim {

void WorldState::require_equal(unsigned expected, unsigned actual) {
  const TableComparison compared = compare_tables(tables[expected].image, tables[actual].image);
  if (compared.different == 0) return;
  unequal = {StreamPromise::no_lost_update, compared.first.front().index,
             "the destination differs from the source"};
}

void WorldState::await_call(unsigned table, unsigned agent) {
  if (tables[table].weak) tables[table].weak->await_call(agent);
}

void WorldState::see_newest(unsigned table, unsigned agent) {
  if (tables[table].weak) tables[table].weak->see_newest(agent);
}

void WorldState::end_lookup(unsigned table, unsigned agent, unsigned processor) {
  if (tables[table].weak) {
    if (invalidations.has_met_lookup(processor)) tables[table].weak->acknowledge(agent);
    tables[table].weak->end_walk(agent);
  }
  invalidations.end_lookup(processor);
}

}  // namespace htabsim
