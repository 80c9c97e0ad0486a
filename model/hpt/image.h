// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <boost/serialization/access.hpp>

#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/hpt/page_chains.h"
#include "htabsim/model/hpt/sparse_array.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// In the host's record of a page, beside R and C: the page is in its slot's dirty map, which
/// KVM_GET_DIRTY_LOG takes it from (KVM: kvmppc_update_dirty_map).
inline constexpr std::uint64_t kDirtyPage = 1;

/// One 128-byte line of eight entries, dwords in the processor's memory format (facts C6).
using Pteg = std::array<Hpte, kHptesPerPteg>;
static_assert(sizeof(RawHpte) * kHptesPerPteg == 128);

enum class HpteDword : std::uint8_t { k0, k1 };

/// The bytes that hold R and C: bits 48:55 and 56:63 of dword 1; the value is the offset in the
/// entry (facts F1).
enum class RcByte : std::uint8_t { kReferenced = 14, kChanged = 15 };

/// The contents of a hashed page table and of its reverse map: bytes, no time, no rules.
///
/// Each entry has, besides its sixteen bytes, KVM's reverse-map word `guest_r`: the guest's dword 1
/// with the modified flag in bit 1 (facts D11). Dwords are in the processor's memory format.
class HptImage {
 public:
  explicit HptImage(HptGeometry geometry)
      : geometry_(geometry), entries_(geometry.hptes()), guest_r_(geometry.hptes()) {}

  [[nodiscard]] const HptGeometry& geometry() const { return geometry_; }

  [[nodiscard]] Hpte read(HpteIndex index) const {
    const RawHpte& raw = entries_.read(index.value());
    return {raw.dword0, raw.dword1};
  }
  [[nodiscard]] Pteg read_pteg(PtegIndex pteg) const;
  [[nodiscard]] std::uint64_t load(HpteIndex index, HpteDword which) const {
    const RawHpte& raw = entries_.read(index.value());
    return which == HpteDword::k0 ? raw.dword0 : raw.dword1;
  }
  void store(HpteIndex index, HpteDword which, std::uint64_t value);
  /// Replaces dword 0 by `desired` if it equals `expected`; returns whether it did.
  bool store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired);
  void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value);

  [[nodiscard]] std::uint64_t guest_r(HpteIndex index) const {
    return guest_r_.read(index.value());
  }
  void set_guest_r(HpteIndex index, std::uint64_t r);

  /// Made at the first call, and kept.
  [[nodiscard]] const PageChains& chains() const;

  /// The first entry from `index` on that may be other than all zero, in the table or in the
  /// reverse map; the table's end if there is none. What it passes over takes no time.
  [[nodiscard]] HpteIndex next_written(HpteIndex index) const;

  /// Replaces geometry, entries and reverse map by those of `table`. The record of pages stays.
  void replace_table(HptImage table);

  /// The host's record of a 4 KB page of guest memory: R and C (KVM: the RC bits of its rmap word),
  /// and kDirtyPage.
  [[nodiscard]] std::uint64_t page_rc(GuestReal page) const;
  void merge_page_rc(GuestReal page, std::uint64_t rc);
  void clear_page_rc(GuestReal page, std::uint64_t rc);
  /// Forgets R and C of all pages; which are dirty stays. Takes the time of the pages that have a
  /// record.
  void reset_page_rc();

 private:
  friend class boost::serialization::access;
  /// Into a table of the same geometry.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& entries_& guest_r_& page_rc_;
    if constexpr (Archive::is_loading::value) chains_.reset();
  }

  void note_in_chains(HpteIndex index) const {
    if (chains_) [[unlikely]]
      chains_->note(index, load(index, HpteDword::k0), guest_r(index));
  }

  HptGeometry geometry_;
  SparseArray<RawHpte> entries_;
  SparseArray<std::uint64_t> guest_r_;
  SparseArray<std::uint16_t> page_rc_;
  mutable std::optional<PageChains> chains_;  // nothing until they are asked for
};

/// The entry as the guest sees it, in the ISA 2.07 format: valid if VALID or ABSENT is set, with
/// the guest's dword 1 and any R and C that hardware has set since (facts I6, R28). An invalid
/// entry is all zero, as it carries no data (R32).
Hpte guest_view(const HptImage& image, HpteIndex index);
Hpte guest_view(Hpte memory, std::uint64_t guest_r, HpteFormat format);

}  // namespace htabsim
