// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_hash_table.h"

#include <algorithm>
#include <cassert>
#include <tuple>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/papr/h_bulk_remove.h"

namespace htabsim {

namespace {

HcallResult call(HcallPort& port, HcallToken token, std::uint64_t flags, HpteIndex ptex,
                 std::uint64_t third = 0, std::uint64_t fourth = 0) {
  return port.hcall({token, msr::kGuestKernel, {flags, ptex.value(), third, fourth}});
}

bool succeeds(const HcallResult& result) { return result.status == HcallStatus::kSuccess; }

}  // namespace

HpteIndex GuestHashTable::group(const VirtualPage& page, HashKind kind) const {
  return first_slot(geometry_.pteg(page_hash(page.va, page.sizes.base, kind)));
}

std::optional<HpteIndex> GuestHashTable::try_group(HcallPort& port, const VirtualPage& page,
                                                   HashKind kind, Hpte entry) {
  if (kind == HashKind::kSecondary) entry.v |= hpte_v::kSecondary;
  const HcallResult result = call(port, HcallToken::kEnter, 0, group(page, kind), entry.v, entry.r);
  assert(succeeds(result) || result.status == HcallStatus::kPtegFull);
  return succeeds(result) ? std::optional(HpteIndex(result.values[0])) : std::nullopt;
}

std::optional<HpteIndex> GuestHashTable::enter(HcallPort& port, const VirtualPage& page,
                                               std::uint64_t v, std::uint64_t r) {
  // Another processor may have taken the only entry that could go, but not time after time.
  constexpr unsigned kRounds = 64;
  const PageSizeBits size = encode_page_size(page.sizes);
  const Hpte entry = {page.avpn() | v | size.v | hpte_v::kValid, r | size.r};
  for (unsigned in_vain = 0; in_vain < kRounds;) {
    if (const auto slot = try_group(port, page, HashKind::kPrimary, entry)) return slot;
    if (const auto slot = try_group(port, page, HashKind::kSecondary, entry)) {
      ++counters_.secondary_entries;
      return slot;
    }
    const auto kind = any(random_(), 1) ? HashKind::kPrimary : HashKind::kSecondary;
    const auto other = kind == HashKind::kPrimary ? HashKind::kSecondary : HashKind::kPrimary;
    const bool evicted =
        evict_from(port, group(page, kind)) || evict_from(port, group(page, other));
    // A processor that takes a slot freed for another one makes progress itself, so this loop ends.
    if (!evicted) ++in_vain;
  }
  return std::nullopt;
}

bool GuestHashTable::evict_from(HcallPort& port, HpteIndex group) {
  const std::uint64_t start = random_();
  for (std::uint64_t i = 0; i < kHptesPerPteg; ++i) {
    const HpteIndex victim = group + (start + i) % kHptesPerPteg;
    if (succeeds(call(port, HcallToken::kRemove, hcall_flag::kAndCond, victim, hpte_v::kBolted))) {
      ++counters_.evictions;
      return true;
    }
  }
  return false;
}

bool GuestHashTable::remove(HcallPort& port, const VirtualPage& page, HpteIndex slot) {
  return succeeds(call(port, HcallToken::kRemove, hcall_flag::kAvpn, slot, page.avpn()));
}

void GuestHashTable::remove_all(HcallPort& port, std::span<const Entry> entries) {
  constexpr std::size_t kMost = std::tuple_size_v<BulkRequests> / 2;
  while (!entries.empty()) {
    const auto some = entries.first(std::min(entries.size(), kMost));
    HcallFrame frame{HcallToken::kBulkRemove, msr::kGuestKernel, {}};
    for (std::size_t i = 0; i < some.size(); ++i) {
      frame.args[2 * i] = bulk::kRequest | bulk::kAvpn | some[i].slot.value();
      frame.args[2 * i + 1] = some[i].page.avpn();
    }
    if (some.size() < kMost) frame.args[2 * some.size()] = bulk::kEnd;
    [[maybe_unused]] const HcallResult result = port.hcall(frame);
    assert(succeeds(result));
    entries = entries.subspan(some.size());
  }
}

bool GuestHashTable::protect(HcallPort& port, const VirtualPage& page, HpteIndex slot,
                             std::uint64_t pp) {
  return succeeds(call(port, HcallToken::kProtect, hcall_flag::kAvpn | pp, slot, page.avpn()));
}

bool GuestHashTable::clear_referenced(HcallPort& port, const VirtualPage& page, HpteIndex slot) {
  const HcallResult read = call(port, HcallToken::kRead, 0, slot);
  const std::uint64_t v = read.values[0];
  if (!any(v, hpte_v::kValid) || (v & hpte_v::kCompare) != page.avpn()) return false;
  return succeeds(call(port, HcallToken::kClearRef, 0, slot));
}

}  // namespace htabsim
