// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <boost/serialization/access.hpp>

#include "htabsim/model/cache/set_number.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/isa/tlbie.h"
#include "htabsim/model/mmu/mmu_sizes.h"

namespace htabsim {

/// One virtual-to-real translation of an actual page, from the HPTE of one of its base pages.
struct TlbEntry {
  VirtualAddress page;  ///< offset is the base page's first byte
  HptePageSize sizes;
  HostReal real;         ///< the actual page's first byte
  std::uint64_t r = 0;   ///< the HPTE's dword 1: protection, key, caching
  bool changed = false;  ///< C is known to be set in the HPTE (facts F4)
  Lpid lpid{};

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& page& sizes& real& r& changed& lpid;
  }
};

/// The translation lookaside buffer of a core: set associative, with any number of sets and ways,
/// replaced by least recent use. Tags are virtual: an entry serves every segment of its VSID, in
/// the guest that it is of (facts H10).
class Tlb {
 public:
  /// `entries` / `ways` sets; the remainder of an uneven division is not used.
  Tlb(std::size_t entries, std::size_t ways, MpssReach reach = MpssReach::actual);
  explicit Tlb(const MmuSizes& sizes) : Tlb(sizes.tlb_entries, sizes.tlb_ways, sizes.mpss_reach) {}

  enum class Match : std::uint8_t { kMiss, kHit, kMultihit };
  struct Lookup {
    Match match = Match::kMiss;
    const TlbEntry* entry = nullptr;  ///< if kHit; good until the next change
  };

  /// The guest's entry for `va` in a segment of base page size `base`; a hit becomes the most
  /// recently used. Pages of two actual sizes that both hold `va` are a multihit (facts B5).
  Lookup lookup(const VirtualAddress& va, PageSize base, Lpid lpid = {});
  /// Caches a translation; it replaces one of the same page.
  void insert(const TlbEntry& entry);
  void invalidate(const TlbieTarget& target);
  void invalidate_all();

  [[nodiscard]] MpssReach reach() const { return reach_; }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& storage_& hints_& uses_& population_;
  }

  struct Way {
    TlbEntry entry;
    std::uint64_t last_use = 0;
    bool valid = false;

    template <class Archive>
    void serialize(Archive& archive, unsigned /*version*/) {
      archive& entry& last_use& valid;
    }
  };
  /// What a lookup looks for: in which set, and what most other pages do not have.
  struct Place {
    std::size_t first_way = 0;
    std::uint64_t hint = 0;
  };

  [[nodiscard]] Place place(const VirtualAddress& va, HptePageSize sizes) const;
  Way* find(const VirtualAddress& va, HptePageSize sizes, Lpid lpid);
  [[nodiscard]] bool reveals_set(const TlbieTarget& target) const;
  void discard(Way& way);
  void invalidate_class(std::size_t congruence_class);

  SetNumber set_;
  std::size_t ways_;
  MpssReach reach_;
  std::vector<Way> storage_;
  std::vector<std::uint64_t> hints_;  // of the ways' pages, beside each other
  std::uint64_t uses_ = 0;
  /// Number of valid entries of each actual page size; a lookup skips sizes that have none.
  std::array<std::size_t, 4> population_{};
};

}  // namespace htabsim
