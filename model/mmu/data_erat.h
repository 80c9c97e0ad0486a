// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <boost/serialization/access.hpp>

#include "htabsim/model/mmu/erat.h"

namespace htabsim {

/// The ERAT of a thread's loads and stores: a primary one and, in some processors, a larger
/// secondary one behind it, which also holds every entry that is loaded (facts L).
class DataErat {
 public:
  /// Without a secondary ERAT if `secondary_entries` is 0.
  DataErat(std::size_t entries, std::size_t secondary_entries);

  Erat& primary() { return primary_; }
  /// Copies the entry for `ea`, which the primary ERAT lacks, from the secondary into the primary
  /// one. Returns it, or null if neither has it.
  const EratEntry* promote(Ea ea);

  void insert(const EratEntry& entry);
  void drop(Ea ea);
  void invalidate(const TlbieTarget& target);
  void invalidate_segment(Ea segment, SegmentSize size);
  void invalidate_all();

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& primary_;
    if (secondary_) archive&* secondary_;
  }

  Erat primary_;
  std::optional<Erat> secondary_;
};

}  // namespace htabsim
