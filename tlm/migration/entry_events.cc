// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/entry_events.h"

#include <algorithm>

namespace htabsim {

void EntryEvents::add(HpteIndex index, const EntryEvent& event) {
  Last& last = last_.write(index.value());
  std::ranges::rotate(last, last.begin() + 1);
  last.back() = event;
}

std::vector<EntryEvent> EntryEvents::of(HpteIndex index) const {
  std::vector<EntryEvent> events;
  for (const EntryEvent& event : last_.read(index.value())) {
    if (event.kind != EntryEventKind::none) events.push_back(event);
  }
  return events;
}

}  // namespace htabsim
