// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>

#include "htabsim/model/guest/guest_os_counters.h"
#include "htabsim/model/guest/kernel_port.h"
#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/isa/hash.h"

namespace htabsim {

/// A page of a guest as the table knows it. One of several base pages has an entry for each, whose
/// name is that of the base page (facts D8).
struct VirtualPage {
  VirtualAddress va;  ///< of its first byte
  HptePageSize sizes;

  [[nodiscard]] std::uint64_t avpn() const { return avpn_field(va, sizes.base); }

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& va& sizes;
  }
};

/// How a guest's kernel works on its hashed page table, as Linux does, by hcalls alone. An entry
/// goes into the page's primary PTEG, or into the secondary one if that is full; if both are full
/// it replaces an entry of either, which is evicted (facts L3).
///
/// Others may have evicted an entry since it was put at `slot`. An operation on it then does
/// nothing and returns false.
class GuestHashTable {
 public:
  /// `geometry` is the table's, as Linux's htab_hash_mask: it changes while no processor is amid an
  /// operation. `random` picks the entry to evict.
  GuestHashTable(const HptGeometry& geometry, std::mt19937_64& random, GuestOsCounters& counters)
      : geometry_(geometry), random_(random), counters_(counters) {}

  /// Enters a page and returns the slot. `v` has the bits of dword 0 other than B, AVPN, L, H and
  /// V, `r` those of dword 1 other than the page size. Nothing if every entry of both PTEGs is
  /// bolted.
  std::optional<HpteIndex> enter(HcallPort& port, const VirtualPage& page, std::uint64_t v,
                                 std::uint64_t r);
  static bool remove(HcallPort& port, const VirtualPage& page, HpteIndex slot);
  struct Entry {
    VirtualPage page;
    HpteIndex slot;
  };
  /// Removes those that are there, four with a call (facts I4).
  static void remove_all(HcallPort& port, std::span<const Entry> entries);
  /// `pp` is the page's new protection.
  static bool protect(HcallPort& port, const VirtualPage& page, HpteIndex slot, std::uint64_t pp);
  /// Clears R. H_CLEAR_REF does not compare the AVPN, so the entry is read first.
  static bool clear_referenced(HcallPort& port, const VirtualPage& page, HpteIndex slot);

 private:
  [[nodiscard]] HpteIndex group(const VirtualPage& page, HashKind kind) const;
  std::optional<HpteIndex> try_group(HcallPort& port, const VirtualPage& page, HashKind kind,
                                     Hpte entry);
  bool evict_from(HcallPort& port, HpteIndex group);

  const HptGeometry& geometry_;
  std::mt19937_64& random_;
  GuestOsCounters& counters_;
};

}  // namespace htabsim
