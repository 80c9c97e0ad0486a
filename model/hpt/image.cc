// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/image.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace htabsim {

Pteg HptImage::read_pteg(PtegIndex pteg) const {
  Pteg line;
  const RawHpte* raw = entries_.read_run<kHptesPerPteg>(first_slot(pteg).value());
  for (Hpte& entry : line) {
    entry = {raw->dword0, raw->dword1};
    ++raw;
  }
  return line;
}

void HptImage::store(HpteIndex index, HpteDword which, std::uint64_t value) {
  RawHpte& raw = entries_.write(index.value());
  (which == HpteDword::k0 ? raw.dword0 : raw.dword1) = value;
  if (which == HpteDword::k0) note_in_chains(index);
}

bool HptImage::store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) {
  RawHpte& raw = entries_.write(index.value());
  if (raw.dword0 != expected) return false;
  raw.dword0 = desired;
  note_in_chains(index);
  return true;
}

void HptImage::store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) {
  constexpr unsigned kDword1 = offsetof(RawHpte, dword1);
  entries_.write(index.value()).dword1.data()[static_cast<unsigned>(which) - kDword1] = value;
}

void HptImage::set_guest_r(HpteIndex index, std::uint64_t r) {
  guest_r_.write(index.value()) = r;
  note_in_chains(index);
}

const PageChains& HptImage::chains() const {
  if (!chains_) {
    chains_.emplace();
    for (HpteIndex index = next_written(HpteIndex(0)); geometry_.contains(index);
         index = next_written(index + 1)) {
      note_in_chains(index);
    }
  }
  return *chains_;
}

HpteIndex HptImage::next_written(HpteIndex index) const {
  const std::uint64_t end = geometry_.hptes();
  const std::uint64_t entry = entries_.next_written(index.value()).value_or(end);
  if (entry == index.value()) return index;
  return HpteIndex(std::min({entry, guest_r_.next_written(index.value()).value_or(end), end}));
}

void HptImage::replace_table(HptImage table) {
  geometry_ = table.geometry_;
  entries_ = std::move(table.entries_);
  guest_r_ = std::move(table.guest_r_);
  chains_.reset();
}

std::uint64_t HptImage::page_rc(GuestReal page) const { return page_rc_.read(page.value() >> 12); }

void HptImage::merge_page_rc(GuestReal page, std::uint64_t rc) {
  page_rc_.write(page.value() >> 12) |= static_cast<std::uint16_t>(rc & (hpte_r::kRc | kDirtyPage));
}

void HptImage::clear_page_rc(GuestReal page, std::uint64_t rc) {
  page_rc_.write(page.value() >> 12) &= static_cast<std::uint16_t>(~rc);
}

void HptImage::reset_page_rc() {
  for (auto page = page_rc_.next_written(0); page; page = page_rc_.next_written(*page + 1)) {
    page_rc_.write(*page) &= static_cast<std::uint16_t>(~hpte_r::kRc);
  }
}

Hpte guest_view(const HptImage& image, HpteIndex index) {
  return guest_view(image.read(index), image.guest_r(index), image.geometry().format());
}

Hpte guest_view(Hpte memory, std::uint64_t guest_r, HpteFormat format) {
  const Hpte entry = from_memory_format(memory, format);
  if (!any(entry.v, hpte_v::kValid | hpte_v::kAbsent)) return {};
  std::uint64_t r = guest_r & ~hpte_r::kModified;
  if (any(entry.v, hpte_v::kValid)) r |= entry.r & hpte_r::kRc;
  return {(entry.v & ~(hpte_v::kHvLock | hpte_v::kAbsent)) | hpte_v::kValid, r};
}

}  // namespace htabsim
