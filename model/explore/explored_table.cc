// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_table.h"

#include <bit>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/papr/reverse_map.h"

namespace htabsim {

namespace {

constexpr unsigned kPtegOrder = 7;  // a PTEG is a line of 128 bytes
constexpr std::uint64_t kMemory = 0x1000'0000;
constexpr MemorySlot kSlot = {GuestReal(0), kMemory, HostReal(0x10'0000'0000), 16, true};

/// The page of an entry's words in the reverse map.
GuestReal page_of(const HptImage& image, HpteIndex index) {
  return guest_page(image.guest_r(index), PageSize::page_4k);
}

}  // namespace

ExploredTable::ExploredTable(unsigned table_number, unsigned ptegs, Defect defect)
    : number(table_number),
      image(HptGeometry(kPtegOrder + static_cast<unsigned>(std::countr_zero(ptegs)))) {
  partition.slots.add(kSlot);
  partition.defect = defect;
}

void ExploredTable::watch() { promises.emplace(image, HeaderOrder::kBig); }

void ExploredTable::changed(HpteIndex index, StreamPromises::Author author) {
  if (promises) promises->on_change(index, Cycles(0), author);
}

void ExploredTable::switch_table(HptImage table) {
  image.replace_table(std::move(table));
  if (promises) promises->on_table_switched(Cycles(0));
}

void ExploredTable::begin_work(ExploredAgent& agent, const Operation& operation) {
  agent.turn(operation, [this] { return !held; });
  ++at_work;
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

std::uint64_t ExploredTable::partition_state() const {
  Digest digest;
  digest.add(partition.hpte_mod_interest).add(partition.mmu_ready);
  digest.add(partition.mmu_setup_locked);
  for (HpteIndex index; image.geometry().contains(index); ++index) {
    digest.add(partition.slots.host_real(page_of(image, index)) ? 1 : 0);
  }
  return digest.value();
}

void ExploredTable::add_state(Digest& digest) const {
  digest.add(partition_state()).add(held).add(at_work);
  for (HpteIndex index; image.geometry().contains(index); ++index) {
    digest.add(image.read(index)).add(image.guest_r(index));
    digest.add(image.page_rc(page_of(image, index)));
  }
  for (const auto& [page, rc] : set_by_hardware_) digest.add(page.value()).add(rc);
  if (promises) promises->add_state(digest);
}

}  // namespace htabsim
