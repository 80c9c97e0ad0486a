// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/slb.h"

#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

bool SlbEntry::valid() const { return any(esid_word, slb_esid::kValid); }

bool SlbEntry::covers(Ea ea) const {
  const bool is_1t = (vsid_word & slb_vsid::kB) == (std::uint64_t{1} << 62);
  const std::uint64_t mask = is_1t ? slb_esid::kEsid1T : slb_esid::kEsid;
  return ((ea.value() ^ esid_word) & mask) == 0;
}

Slb::Lookup Slb::search(Ea ea) const {
  looked_up_ = {ea.value() & kSameResult, true, look_through(ea)};
  return looked_up_.found;
}

Slb::Lookup Slb::look_through(Ea ea) const {
  Lookup found;
  for (unsigned slot = 0; slot < kEntries; ++slot) {
    const SlbEntry& entry = entries_[slot];
    if (!entry.valid() || !entry.covers(ea)) continue;
    const auto segment = decode_segment(entry.vsid_word);
    if (!segment) continue;
    if (found.match != Match::kMiss) {
      found.match = Match::kMultihit;
      return found;
    }
    found = {Match::kHit, slot, *segment};
  }
  return found;
}

SlbEntry Slb::slbmte(std::uint64_t rs, std::uint64_t rb) {
  const auto slot = static_cast<unsigned>((rb & slb_esid::kIndex) % kEntries);
  looked_up_.is_known = false;
  const SlbEntry before = entries_[slot];
  entries_[slot] = {rb & (slb_esid::kEsid | slb_esid::kValid), rs};
  return before;
}

std::optional<std::uint64_t> Slb::slbfee(std::uint64_t rb) const {
  const Lookup found = lookup(Ea(rb));
  return found.match == Match::kHit ? std::optional(slbmfev(found.slot)) : std::nullopt;
}

void Slb::slbie(std::uint64_t rb) {
  looked_up_.is_known = false;
  for (SlbEntry& entry : entries_) {
    if (entry.covers(Ea(rb))) entry.esid_word &= ~slb_esid::kValid;
  }
}

void Slb::slbia(unsigned ih) {
  if (ih == 7) return;
  looked_up_.is_known = false;
  const bool slot_zero_too = ih == 3 || ih == 4;
  for (unsigned slot = slot_zero_too ? 0 : 1; slot < kEntries; ++slot) {
    SlbEntry& entry = entries_[slot];
    if (ih == 3 && !any(entry.vsid_word, slb_vsid::kClass)) continue;
    entry.esid_word &= ~slb_esid::kValid;
  }
}

}  // namespace htabsim
