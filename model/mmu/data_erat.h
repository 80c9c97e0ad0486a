// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "htabsim/model/mmu/erat.h"

namespace htabsim {

/// The ERAT of a thread's loads and stores: a primary one, and behind it, in some processors, a
/// larger secondary one that holds what was loaded, too (facts L).
class DataErat {
 public:
  /// No `secondary_entries`: there is no secondary one.
  DataErat(std::size_t entries, std::size_t secondary_entries);

  Erat& primary() { return primary_; }
  /// The secondary one's entry for `ea`, for which the primary has none: it is then in both. Null
  /// if there is none.
  const EratEntry* promote(Ea ea);

  void insert(const EratEntry& entry);
  void drop(Ea ea);
  void invalidate(const TlbieTarget& target);
  void invalidate_segment(Ea segment, SegmentSize size);
  void invalidate_all();

 private:
  Erat primary_;
  std::optional<Erat> secondary_;
};

}  // namespace htabsim
