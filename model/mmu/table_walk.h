// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

#include "htabsim/model/cache/coherent_caches.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/hash.h"
#include "htabsim/model/isa/protection.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/mmu/tlb.h"

namespace htabsim {

/// Whether a walk sets R for an access that it denies. The architecture leaves this to the
/// processor (facts F2).
enum class SpeculativeR : std::uint8_t { never, denied };
BOOST_DESCRIBE_ENUM(SpeculativeR, never, denied)

/// A translation that a walk is to look up for an access.
/// What the walk of a store does where C is clear. The walk of a store that older accesses may yet
/// keep from being performed leaves it (facts F2).
enum class ClearC : std::uint8_t { kSet, kLeave };

struct WalkRequest {
  VirtualAddress va;
  Segment segment;
  AccessKind kind = AccessKind::kLoad;
  bool problem_state = false;
  AuthorityMasks masks;
  SpeculativeR speculative_r = SpeculativeR::never;
  ClearC clear_c = ClearC::kSet;
  Lpid lpid{};
};

/// Whether what `walk` finds, and does to R and C, is all that `other` asks for: both are for one
/// page of one guest and one privilege, and `other` is of the same kind, or a store that leaves C.
bool serves(const WalkRequest& walk, const WalkRequest& other);

enum class WalkStatus : std::uint8_t {
  kFound,     ///< the access may proceed; R, and C for a store, are set in the table
  kNotFound,  ///< neither PTEG holds the page
  kDenied,    ///< found, but the access is not allowed; C is left alone
};

struct WalkResult {
  WalkStatus status = WalkStatus::kNotFound;
  Hpte entry;  ///< in the ISA 2.07 format, with the bits this walk has set
  HpteIndex index;
  HptePageSize sizes;
  HashKind hash = HashKind::kPrimary;
  std::uint32_t denied = 0;  ///< causes, if kDenied
  unsigned lines = 0;        ///< PTEGs fetched, in all attempts
  std::uint64_t rc_set = 0;  ///< R and C bits this walk stored, in all attempts
  /// Where the PTEG of the entry came from, if one was found. Memory, if the port knows no caches.
  LineSource source = LineSource::memory;

  [[nodiscard]] HostReal page() const {
    return HostReal(entry.r & hpte_r::kRpn & ~low_mask(shift(sizes.actual)));
  }
};

/// The hardware's search: slots 0 to 7 of the primary PTEG, then of the secondary one, and the
/// first match decides (facts C8). Then protection, then R and C by byte stores (facts F1, F2, F5).
/// If the port refuses these because the entry has changed, the walk begins again.
WalkResult table_walk(HptPort& port, const WalkRequest& request);

/// What the result of a walk that serves `other` says of that.
WalkResult served_result(const WalkResult& walk, const WalkRequest& other);

/// What a walk that has found its page puts into the TLB.
TlbEntry tlb_entry(const WalkRequest& request, const WalkResult& found);

}  // namespace htabsim
