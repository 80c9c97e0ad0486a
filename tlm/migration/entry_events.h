// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "htabsim/model/hpt/sparse_array.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/memory/entry_event.h"

namespace htabsim {

/// The last few events of each entry, for whoever asks how it came to what it is.
class EntryEvents {
 public:
  void add(HpteIndex index, const EntryEvent& event);
  /// In their order.
  [[nodiscard]] std::vector<EntryEvent> of(HpteIndex index) const;

 private:
  using Last = std::array<EntryEvent, 4>;  // the latest at the end

  SparseArray<Last> last_;
};

}  // namespace htabsim
