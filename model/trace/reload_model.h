// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "htabsim/model/isa/slb.h"
#include "htabsim/model/mmu/data_erat.h"
#include "htabsim/model/mmu/erat.h"
#include "htabsim/model/trace/told_sizes.h"
#include "htabsim/model/trace/translation_reload.h"

namespace htabsim {

struct EratSizes {
  std::size_t ierat_entries;
  std::size_t derat_entries;
  std::size_t secondary_derat_entries;  ///< 0: there is no secondary D-ERAT
};

/// The ERATs and the SLB of a thread whose accesses are known by their effective addresses alone:
/// they look translations up and replace them as ThreadMmu and GuestOs do, and every page has one.
/// Slot 0 of the SLB holds the segment of the kernel's linear map; into the others goes, in turn,
/// what is missing.
class ReloadModel {
 public:
  /// The sizes of pages and segments must outlive it; they may change meanwhile.
  ReloadModel(const EratSizes& sizes, const ToldSizes& pages, const ToldSizes& segments);

  /// What an access lacked: log2 of the bytes of the page and of the segment that were reloaded.
  struct Reloads {
    std::optional<std::uint8_t> page;
    std::optional<std::uint8_t> segment;
  };
  /// A fetch through the I-ERAT, or data through the D-ERAT.
  Reloads access(ReloadKind erat, Ea ea);
  /// slbia with the hint IH; it empties the ERATs, too (facts B9).
  void slbia(unsigned ih);

  [[nodiscard]] bool has_segment(Ea ea) const { return slb_.lookup(ea).match != Slb::Match::kMiss; }
  /// Whether a buffer that was not empty at the start would yet hold something from before: until
  /// it is full for the first time, or has been emptied.
  [[nodiscard]] bool is_filling(ReloadKind kind) const { return to_fill(kind) != 0; }
  /// Data that the secondary D-ERAT had and the primary one had not: no reload (facts L).
  [[nodiscard]] std::uint64_t secondary_hits() const { return secondary_hits_; }

 private:
  [[nodiscard]] bool has_page(ReloadKind erat, Ea ea);
  std::uint8_t load_page(ReloadKind erat, Ea ea);
  std::uint8_t load_segment(Ea ea);
  void write_slb(unsigned slot, Ea ea, unsigned segment_shift);
  void filled(ReloadKind kind);

  [[nodiscard]] const std::size_t& to_fill(ReloadKind kind) const {
    return to_fill_.at(static_cast<std::size_t>(kind));
  }
  std::size_t& to_fill(ReloadKind kind) { return to_fill_.at(static_cast<std::size_t>(kind)); }

  const ToldSizes& pages_;
  const ToldSizes& segments_;
  Erat ierat_;
  DataErat derat_;
  Slb slb_;
  unsigned next_slot_ = 1;
  std::array<std::size_t, kReloadKinds> to_fill_;
  std::uint64_t secondary_hits_ = 0;
};

}  // namespace htabsim
