// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_bulk_remove.h"

#include <cassert>
#include <optional>

#include <boost/container/static_vector.hpp>

#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/removal.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

constexpr unsigned kMaxRequests = std::tuple_size_v<BulkRequests> / 2;

struct Pending {
  std::uint64_t* specifier;
  LockedHpte locked;
};
/// Entries that are locked and no longer VALID, but whose translation may still be cached.
using Batch = boost::container::static_vector<Pending, kMaxRequests>;

enum class Stop : std::uint8_t { kEnd, kBadRequest, kLockHeld };

void answer(std::uint64_t& specifier, std::uint64_t code_and_rc) {
  specifier = bulk::kResponse | code_and_rc | (specifier & (bulk::kFlags | bulk::kPtex));
}

bool well_formed(std::uint64_t specifier, const HptGeometry& geometry) {
  return (specifier & bulk::kType) == bulk::kRequest &&
         (specifier & bulk::kFlags) != bulk::kFlags &&
         geometry.contains(HpteIndex(specifier & bulk::kPtex));
}

/// QEMU leaves a specifier of a wrong type as it was (facts I4).
bool answers(PaprFlavour flavour, std::uint64_t specifier) {
  return flavour != PaprFlavour::qemu || (specifier & bulk::kType) == bulk::kRequest;
}

/// LoPAR's condition does not see the software bits, H and V in this hcall (facts I4).
std::uint64_t compared_with(PaprFlavour flavour, std::uint64_t specifier, std::uint64_t avpn) {
  const bool masked = flavour == PaprFlavour::lopar && any(specifier, bulk::kAndCond);
  return masked ? avpn & ~low_mask(hpte_v::kAvpnShift) : avpn;
}

std::uint64_t removal_flags(std::uint64_t specifier) {
  return (any(specifier, bulk::kAvpn) ? hcall_flag::kAvpn : 0) |
         (any(specifier, bulk::kAndCond) ? hcall_flag::kAndCond : 0);
}

void retire(HptPort& port, const Partition& partition, const Pending& removal) {
  const std::uint64_t guest_r = retire_entry(port, partition, removal.locked);
  answer(*removal.specifier, (any(guest_r, hpte_r::kReferenced) ? bulk::kReferenced : 0) |
                                 (any(guest_r, hpte_r::kChanged) ? bulk::kChanged : 0));
}

/// Handles requests from `next` on, up to one that ends the batch. Removals that need no tlbie are
/// done at once; the others are left in `batch`.
Stop collect(HptPort& port, const Partition& partition, BulkRequests& requests, unsigned& next,
             Batch& batch) {
  for (; next < kMaxRequests; ++next) {
    std::uint64_t& specifier = requests[2 * next];
    const std::uint64_t avpn = compared_with(partition.flavour, specifier, requests[2 * next + 1]);
    if ((specifier & bulk::kType) == bulk::kEnd) return Stop::kEnd;
    if (!well_formed(specifier, port.geometry())) {
      if (answers(partition.flavour, specifier)) answer(specifier, bulk::kParameter);
      return Stop::kBadRequest;
    }
    // Two processors that each hold what the other wants would wait forever: only one that holds
    // nothing may spin.
    const HpteIndex index(specifier & bulk::kPtex);
    const auto locked =
        batch.empty() ? std::optional(lock_entry(port, index)) : try_lock_entry(port, index);
    if (!locked) return Stop::kLockHeld;
    if (!selected(*locked, removal_flags(specifier), avpn)) {
      unlock_entry(port, *locked);
      answer(specifier, bulk::kNotFound);
    } else if (locked->valid()) {
      clear_valid(port, *locked, Meanwhile::kNothing);
      batch.push_back({&specifier, *locked});
    } else {
      retire(port, partition, {&specifier, *locked});
    }
  }
  return Stop::kEnd;
}

void finish(HptPort& port, const Partition& partition, const Batch& batch) {
  if (batch.empty()) return;
  boost::container::static_vector<TlbieRb, kMaxRequests> operands;
  for (const Pending& removal : batch) {
    const auto operand = tlbie_operand(removal.locked.entry, removal.locked.index);
    assert(operand && "H_ENTER lets no other encoding into the table");
    operands.push_back(*operand);
  }
  const bool late = partition.has(Defect::bulk_remove_unlocks_early);
  if (!late) do_tlbies(port, partition, operands, hcall_tlbie_reach(partition));
  for (const Pending& removal : batch) retire(port, partition, removal);
  if (late) do_tlbies(port, partition, operands, hcall_tlbie_reach(partition));
}

}  // namespace

HcallStatus h_bulk_remove(HptPort& port, const Partition& partition, BulkRequests& requests) {
  unsigned next = 0;
  for (;;) {
    Batch batch;
    const Stop stop = collect(port, partition, requests, next, batch);
    finish(port, partition, batch);
    if (stop == Stop::kEnd) return HcallStatus::kSuccess;
    if (stop == Stop::kBadRequest) return HcallStatus::kParameter;
  }
}

}  // namespace htabsim
