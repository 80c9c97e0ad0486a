// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/storage_interrupt.h"

#include <cassert>
#include <optional>

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/isa/hpte_match.h"
#include "htabsim/model/papr/hardware_view.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

/// The entry of a page that the search looks for: the one that hardware's search finds, or would
/// find if it were VALID. KVM's own search looks at other AVPN bits and page sizes, and so sends a
/// guest back to some faults for ever.
struct Wanted {
  VirtualAddress va;
  PageSize base;
  std::uint64_t either_of;  ///< VALID, or VALID and ABSENT

  [[nodiscard]] bool may_be(std::uint64_t v, HashKind kind) const {
    return any(v, either_of) && match_dword0(v | hpte_v::kValid, kind, va, base);
  }
  [[nodiscard]] bool is(const LockedHpte& locked, HashKind kind) const {
    const Hpte& entry = locked.entry;
    return any(entry.v, either_of) &&
           match_hpte({entry.v | hpte_v::kValid, entry.r}, kind, va, base).has_value();
  }
};

/// Dword 0 in the ISA 2.07 format, read without the lock.
std::uint64_t peek_v(HptPort& port, HpteIndex index) {
  const HpteFormat format = port.geometry().format();
  const std::uint64_t dword0 = port.load(index, HpteDword::k0);
  if (format == HpteFormat::isa207) return dword0;
  // B is in dword 1.
  return from_memory_format({dword0, port.load(index, HpteDword::k1)}, format).v;
}

std::optional<LockedHpte> find_and_lock(HptPort& port, const Wanted& wanted) {
  for (const HashKind kind : {HashKind::kPrimary, HashKind::kSecondary}) {
    const std::uint64_t hash = page_hash(wanted.va, wanted.base, kind);
    const HpteIndex first = first_slot(port.geometry().pteg(hash));
    for (unsigned i = 0; i < kHptesPerPteg; ++i) {
      if (!wanted.may_be(peek_v(port, first + i), kind)) continue;
      const LockedHpte locked = lock_entry(port, first + i);
      if (wanted.is(locked, kind)) return locked;
      unlock_entry(port, locked);
    }
  }
  return std::nullopt;
}

StorageOutcome reflect(const StorageInterrupt& interrupt, std::uint32_t causes) {
  const auto vector = interrupt.access.kind == AccessKind::kFetch ? Interrupt::kInstructionStorage
                                                                  : Interrupt::kDataStorage;
  return {StorageOutcome::Action::kReflect, {vector, interrupt.access.ea, causes}, {}};
}

constexpr StorageOutcome kRetry{StorageOutcome::Action::kRetry, {}, {}};

StorageOutcome retry_overtaken(HptPort& port) {
  port.note_race(Race::kFaultOvertaken);
  return kRetry;
}

std::uint32_t denied_by(std::uint64_t r, const StorageInterrupt& interrupt) {
  const Access& access = interrupt.access;
  // Keys do not apply while translation is off (facts E3).
  const AuthorityMasks masks = access.translated() ? interrupt.masks : AuthorityMasks{};
  const PageProtection page = decode_protection(interrupt.segment, r);
  return denied(page, access.kind, access.problem_state(), masks);
}

/// Whether the host may have caused the fault: it withholds entries, and the right to store.
bool host_may_be_the_cause(const StorageInterrupt& interrupt) {
  const bool fetch = interrupt.access.kind == AccessKind::kFetch;
  return any(interrupt.causes, fetch ? cause::kNoHpte : cause::kNoHpte | cause::kProtection);
}

/// An entry as it was looked at: it must be the same when it is written.
struct Look {
  LockedHpte seen;
  std::uint64_t guest_r = 0;
};

bool unchanged(HptPort& port, const Look& look, const LockedHpte& now) {
  return now.entry == look.seen.entry && port.load_guest_r(now.index) == look.guest_r;
}

/// The new dword 1 for the page, with R and C of the page's record. Nothing if the host has
/// withdrawn the page once more.
std::optional<std::uint64_t> paged_in_r(HptPort& port, const MemorySlots& slots, const Look& look,
                                        PageSize actual) {
  const GuestReal page = guest_page(look.guest_r, actual);
  const std::uint64_t r = keep_recorded_rc(port, page, look.guest_r);
  const auto host_page = slots.host_real(page);
  if (!host_page) return std::nullopt;
  return memory_r(r, actual, *host_page,
                  slots.writable(page) ? HostAccess::kReadWrite : HostAccess::kReadOnly);
}

/// For a store the host makes a page to write to, even where it shared or watched the old one.
void bring_back(HptPort& port, MemorySlots& slots, GuestReal page, AccessKind kind) {
  if (kind == AccessKind::kStore && !slots.writable(page)) {
    port.change_shared([&] { slots.make_writable(page); });
  }
  if (slots.host_real(page)) return;
  if (slots.held_back(page)) return port.note_race(Race::kPageHeldBack);
  port.change_shared([&] { slots.restore(page); });
}

StorageOutcome page_in(HptPort& port, Partition& partition, const StorageInterrupt& interrupt,
                       const Look& look) {
  const auto sizes = kvm_page_size(look.seen.entry.v, look.guest_r);
  assert(sizes && "the search found the entry by its page size");
  const GuestReal page = guest_page(look.guest_r, sizes->actual);
  if (!partition.slots.find(page)) {
    const std::uint64_t in_page = interrupt.access.ea.value() & low_mask(shift(sizes->actual));
    return {StorageOutcome::Action::kEmulate, {}, page + in_page};
  }
  port.spend(SoftwareWork::kPageIn);
  bring_back(port, partition.slots, page, interrupt.access.kind);

  const LockedHpte now = lock_entry(port, look.seen.index);
  auto r = unchanged(port, look, now) ? paged_in_r(port, partition.slots, look, sizes->actual)
                                      : std::nullopt;
  if (!r) {
    unlock_entry(port, now);
    return retry_overtaken(port);
  }
  if (now.valid()) {
    clear_valid(port, now, Meanwhile::kAbsent);
    invalidate_translation(port, partition, now.entry, now.index);
    *r |= port.load(now.index, HpteDword::k1) & hpte_r::kRc;
  }
  const std::uint64_t v = (now.entry.v & ~hpte_v::kAbsent) | hpte_v::kValid;
  publish_entry(port, now.index, {v, *r});
  return kRetry;
}

}  // namespace

StorageOutcome handle_storage_interrupt(HptPort& port, Partition& partition,
                                        const StorageInterrupt& interrupt) {
  if (!host_may_be_the_cause(interrupt)) return reflect(interrupt, interrupt.causes);

  const bool no_hpte = any(interrupt.causes, cause::kNoHpte);
  const Wanted wanted = {virtual_address(interrupt.segment, interrupt.access.ea),
                         interrupt.segment.base_page,
                         no_hpte ? hpte_v::kValid | hpte_v::kAbsent : hpte_v::kValid};
  const auto found = find_and_lock(port, wanted);
  if (!found) {
    if (!no_hpte) return retry_overtaken(port);
    const bool store = interrupt.access.kind == AccessKind::kStore;
    return reflect(interrupt, cause::kNoHpte | (store ? cause::kStore : 0));
  }
  const Look look = {*found, port.load_guest_r(found->index)};
  unlock_entry(port, *found);

  if (found->valid() && (no_hpte || denied_by(found->entry.r, interrupt) == 0)) {
    return retry_overtaken(port);
  }
  if (const std::uint32_t causes = denied_by(look.guest_r, interrupt)) {
    return reflect(interrupt, causes);
  }
  return page_in(port, partition, interrupt, look);
}

}  // namespace htabsim
