// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_table.h"

#include <bit>

#include <fmt/format.h>

#include "htabsim/model/papr/reverse_map.h"

namespace htabsim {

namespace {

constexpr unsigned kPtegOrder = 7;  // a PTEG is a line of 128 bytes

/// The page of an entry's words in the reverse map.
GuestReal page_of(const HptImage& image, HpteIndex index) {
  return guest_page(image.guest_r(index), PageSize::page_4k);
}

}  // namespace

ExploredTable::ExploredTable(unsigned ptegs)
    : image(HptGeometry(kPtegOrder + static_cast<unsigned>(std::countr_zero(ptegs)))) {}

ExploredTable::ExploredTable(const ExploredTable& other) : image(other.image) { *this = other; }

ExploredTable& ExploredTable::operator=(const ExploredTable& other) {
  image = other.image;
  partition = other.partition;
  held = other.held;
  at_work = other.at_work;
  promises = other.promises;
  if (promises) promises->watch(image);
  set_by_hardware_ = other.set_by_hardware_;
  return *this;
}

void ExploredTable::watch() { promises.emplace(image, HeaderOrder::kBig); }

void ExploredTable::changed(HpteIndex index, StreamPromises::Author author) {
  if (promises) promises->on_change(index, Cycles(0), author);
}

void ExploredTable::switch_table(const HptImage& table) {
  image.replace_table(table);
  if (promises) promises->on_table_switched(Cycles(0));
}

void ExploredTable::hardware_set(GuestReal page, std::uint64_t rc) {
  if (rc != 0) set_by_hardware_[page] |= rc;
}

std::optional<PromiseViolation> ExploredTable::lost_rc() const {
  for (auto [page, missing] : set_by_hardware_) {
    const std::uint64_t record = image.page_rc(page);
    missing &= ~(any(record, kDirtyPage) ? record | hpte_r::kChanged : record);
    for (HpteIndex index; image.geometry().contains(index); ++index) {
      const Hpte view = guest_view(image, index);
      if (any(view.v, hpte_v::kValid) && page_of(image, index) == page) missing &= ~view.r;
    }
    if (missing == 0) continue;
    return PromiseViolation{StreamPromise::no_lost_update, HpteIndex(0), Cycles(0),
                            fmt::format("{}{} of guest page {:#x} is nowhere any more",
                                        any(missing, hpte_r::kReferenced) ? "R" : "",
                                        any(missing, hpte_r::kChanged) ? "C" : "", page.value())};
  }
  return std::nullopt;
}

void ExploredTable::add_state(Digest& digest) const {
  digest.add(partition).add(held).add(at_work);
  for (HpteIndex index; image.geometry().contains(index); ++index) {
    const Hpte entry = image.read(index);
    const std::uint64_t guest_r = image.guest_r(index);
    if (entry == Hpte{} && guest_r == 0) continue;
    digest.add(index.value()).add(entry).add(guest_r);
    digest.add(image.page_rc(page_of(image, index)));
  }
  for (const auto& [page, rc] : set_by_hardware_) digest.add(page.value()).add(rc);
  if (promises) promises->add_state(digest);
}

}  // namespace htabsim
