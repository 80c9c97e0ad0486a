// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_table.h"

#include <bit>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/papr/reverse_map.h"

namespace htabsim {

namespace {

constexpr unsigned kPtegOrder = 7;  // a PTEG is a line of 128 bytes

/// The page of an entry's words in the reverse map.
/// What of an entry takes part in a translation.
Hpte translation_of(const Hpte& entry) {
  return {entry.v & ~hpte_v::kHvLock, entry.r & ~hpte_r::kRc};
}

/// What a walk that finds the entry may use; nothing if it is not VALID.
std::optional<Hpte> whole_entry(const HptImage& image, HpteIndex index) {
  const Hpte memory = image.read(index);
  if (!any(memory.v, hpte_v::kValid)) return std::nullopt;
  return translation_of(from_memory_format(memory, image.geometry().format()));
}

}  // namespace

ExploredTable::ExploredTable(unsigned ptegs, HpteFormat format)
    : image(HptGeometry(kPtegOrder + static_cast<unsigned>(std::countr_zero(ptegs)), format)) {}

ExploredTable::ExploredTable(const ExploredTable& other) : image(other.image) { *this = other; }

ExploredTable& ExploredTable::operator=(const ExploredTable& other) {
  image = other.image;
  partition = other.partition;
  page_size = other.page_size;
  held = other.held;
  at_work = other.at_work;
  promises = other.promises;
  if (promises) promises->watch(image);
  weak = other.weak;
  unseen_ = other.unseen_;
  withheld_ = other.withheld_;
  due_ = other.due_;
  whole_ = other.whole_;
  broken_ = other.broken_;
  return *this;
}

void ExploredTable::watch() {
  promises.emplace(image, HeaderOrder::kBig);
  watch_table();
}

void ExploredTable::watch_table() {
  for (HpteIndex index; image.geometry().contains(index); ++index) note_whole(index);
}

void ExploredTable::changed(HpteIndex index, StreamPromises::Author author) {
  note_whole(index);
  if (promises) promises->on_change(index, Cycles(0), author);
}

void ExploredTable::changed(HpteIndex index, StreamPromises::Author author,
                            const WeakMemory::Change& change) {
  note_whole(index);
  if (!promises) return;
  unseen_.push_back(
      {change, promises->on_change(index, Cycles(0), author, StreamPromises::Visible::kNotYet)});
}

void ExploredTable::meet() {
  if (!weak) return;
  weak->meet(image);
  for (const Unseen& one : std::exchange(unseen_, {})) promises->on_visible(one.name);
}

void ExploredTable::settle(const std::vector<unsigned>& live) {
  weak->forget(live);
  note_visible();
}

void ExploredTable::note_visible() {
  std::erase_if(unseen_, [this](const Unseen& one) {
    if (!weak->is_synchronised(one.change)) return false;
    promises->on_visible(one.name);
    return true;
  });
}

void ExploredTable::switch_table(const HptImage& table) {
  image.replace_table(table);
  watch_table();
  if (promises) promises->on_table_switched(Cycles(0));
}

void ExploredTable::must_show(GuestReal page, std::uint64_t rc) {
  if (rc != 0) due_[page] |= rc;
}

void ExploredTable::recorded(GuestReal page, std::uint64_t rc) {
  const auto found = due_.find(page);
  if (found == due_.end()) return;
  found->second &= ~(any(rc, kDirtyPage) ? rc | hpte_r::kChanged : rc);
  if (found->second == 0) due_.erase(found);
}

void ExploredTable::note_whole(HpteIndex index) {
  if (const auto entry = whole_entry(image, index)) whole_.insert({index, *entry});
}

void ExploredTable::stored(GuestReal page) {
  if (!withheld_.contains(page)) return;
  broken_ = {TablePromise::host_protection, HpteIndex(0),
             fmt::format("the guest has stored to page {:#x}, which the host has write-protected",
                         page.value())};
}

void ExploredTable::walked(const WalkResult& walk) {
  const Hpte entry = translation_of(walk.entry);
  if (whole_.contains({walk.index, entry})) return;
  broken_ = {TablePromise::whole_entry, walk.index,
             fmt::format("a walk has used {:016x} {:016x}, which was never there together", entry.v,
                         entry.r)};
}

void ExploredTable::missed(Ea ea) {
  broken_ = {TablePromise::translated, HpteIndex(0),
             fmt::format("there was no translation for {:#x}", ea.value())};
}

GuestReal ExploredTable::page_of(HpteIndex index) const {
  return guest_page(image.guest_r(index), page_size);
}

std::optional<BrokenPromise> ExploredTable::lost_rc() const {
  for (auto [page, missing] : due_) {
    for (HpteIndex index; image.geometry().contains(index); ++index) {
      if (page_of(index) != page) continue;
      const Hpte view = guest_view(image, index);
      if (any(view.v, hpte_v::kValid)) missing &= ~(view.r & hpte_r::kReferenced);
      // The host's dirty log looks for C there.
      const Hpte memory = image.read(index);
      if (any(memory.v, hpte_v::kValid)) missing &= ~(memory.r & hpte_r::kChanged);
    }
    if (missing == 0) continue;
    return BrokenPromise(StreamPromise::no_lost_update, HpteIndex(0),
                         fmt::format("{}{} of guest page {:#x} is nowhere any more",
                                     any(missing, hpte_r::kReferenced) ? "R" : "",
                                     any(missing, hpte_r::kChanged) ? "C" : "", page.value()));
  }
  return std::nullopt;
}

void ExploredTable::add_state(Digest& digest, std::span<const unsigned> renamed) const {
  digest.add(partition).add(held).add(at_work);
  for (HpteIndex index; image.geometry().contains(index); ++index) {
    const Hpte entry = image.read(index);
    const std::uint64_t guest_r = image.guest_r(index);
    if (entry == Hpte{} && guest_r == 0) continue;
    digest.add(index.value()).add(entry).add(guest_r);
    digest.add(image.page_rc(page_of(index)));
  }
  for (const GuestReal page : withheld_) digest.add(page.value());
  for (const auto& [page, rc] : due_) digest.add(page.value()).add(rc);
  for (const auto& [index, entry] : whole_) digest.add(index.value()).add(entry);
  if (promises) promises->add_state(digest, renamed);
  if (weak) weak->add_state(digest, renamed);
}

}  // namespace htabsim
