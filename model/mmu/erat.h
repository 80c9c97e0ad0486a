// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <vector>

#include <boost/serialization/access.hpp>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/protection.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/isa/tlbie.h"
#include "htabsim/model/mmu/granule_index.h"
#include "htabsim/model/mmu/lru_order.h"

namespace htabsim {

/// One effective-to-real translation, with what it takes to check an access and to find the entry
/// when its segment or page is invalidated.
struct EratEntry {
  Ea page;             ///< first byte of the cached granule
  unsigned shift = 0;  ///< log2 of the granule's bytes; 0 marks an invalid entry
  HostReal real;       ///< where the granule lies
  PageProtection protection;
  /// Bit AccessKind * 2 + PR says that such an access may proceed at once, authority masks apart.
  /// Bits of stores are set only while C is known to be set (facts F4).
  std::uint8_t permitted = 0;
  SegmentSize segment_size = SegmentSize::segment_256m;
  VirtualAddress virtual_page;  ///< of the base page whose HPTE this comes from
  HptePageSize page_sizes;
  MpssReach reach = MpssReach::actual;
  Lpid lpid{};

  [[nodiscard]] bool covers(Ea ea) const { return ((ea.value() ^ page.value()) >> shift) == 0; }
  [[nodiscard]] bool permits(AccessKind kind, bool problem_state) const {
    return (permitted >> (static_cast<unsigned>(kind) * 2 + (problem_state ? 1 : 0)) & 1) != 0;
  }
  [[nodiscard]] HostReal translate(Ea ea) const {
    return HostReal(real.value() | (ea.value() & ((std::uint64_t{1} << shift) - 1)));
  }

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& page& shift& real& protection& permitted& segment_size;
    archive& virtual_page& page_sizes& reach& lpid;
  }
};

/// An effective-to-real address translation cache: fully associative, replaced by least recent use.
/// Granules are 4K, 64K and 16M; a 16G page is cached in pieces of 16M (facts L).
class Erat {
 public:
  /// `entries` is any number from 1.
  explicit Erat(std::size_t entries);

  /// The entry for `ea`, or null; a hit becomes the most recently used.
  const EratEntry* lookup(Ea ea) {
    const std::uint16_t hinted = hint_[hint_slot(ea)];
    if (entries_[hinted].shift != 0 && entries_[hinted].covers(ea)) {
      order_.use(hinted);
      return &entries_[hinted];
    }
    return search(ea);
  }

  /// Caches a translation for which lookup() found nothing.
  void insert(const EratEntry& entry);
  /// Removes the entry that covers `ea`, if any.
  void drop(Ea ea);
  void invalidate(const TlbieTarget& target);
  /// Removes all translations of the segment that starts at `segment` (slbie, facts B8).
  void invalidate_segment(Ea segment, SegmentSize size);
  void invalidate_all();

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& entries_& order_& hint_;
    if constexpr (Archive::is_loading::value) index_entries();
  }

  static constexpr std::size_t kHints = 256;
  static std::size_t hint_slot(Ea ea) { return (ea.value() >> 12) % kHints; }
  const EratEntry* search(Ea ea);
  std::size_t take_place();
  /// Makes of the entries what is known of them beside.
  void index_entries();
  void discard(std::size_t way);
  template <class Condition>
  void discard_if(const Condition& condition);

  std::vector<EratEntry> entries_;
  LruOrder order_;
  GranuleIndex index_;          // of valid entries
  std::set<std::size_t> free_;  // ways without one; the lowest is taken first
  /// Where a page was last seen, by its low page number bits. The hint saves the search on most
  /// hits; each use verifies it, so it never decides a result.
  std::array<std::uint16_t, kHints> hint_{};
};

}  // namespace htabsim
