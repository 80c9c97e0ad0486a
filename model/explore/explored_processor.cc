// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_processor.h"

#include <algorithm>

#include "htabsim/model/isa/fault.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/storage_interrupt.h"

namespace htabsim {

namespace {

constexpr std::size_t kTlbEntries = 4;

}  // namespace

ExploredProcessor::ExploredProcessor(ExploredTable& table, ExploredAgent& agent)
    : table_(table), agent_(agent), tlb_(kTlbEntries, kTlbEntries) {}

bool ExploredProcessor::access(HptPort& port, const Segment& segment, Ea ea, AccessKind kind) {
  table_.begin_work(agent_, {OperationKind::access, HpteIndex(0), ea.value()});
  const bool translated = translate(port, segment, ea, kind);
  table_.end_work();
  return translated;
}

void ExploredProcessor::access_with_faults(HptPort& port, const Segment& segment, Ea ea,
                                           AccessKind kind) {
  using enum StorageOutcome::Action;
  const std::uint32_t causes = cause::kNoHpte | (kind == AccessKind::kStore ? cause::kStore : 0);
  const Access access{kind, ea, 1, msr::kGuestKernel};
  table_.begin_work(agent_, {OperationKind::access, HpteIndex(0), ea.value()});
  while (!translate(port, segment, ea, kind)) {
    const auto outcome =
        handle_storage_interrupt(port, table_.partition, {access, segment, {}, causes});
    if (outcome.action != kRetry) break;
  }
  table_.end_work();
}

bool ExploredProcessor::translate(HptPort& port, const Segment& segment, Ea ea, AccessKind kind) {
  const WalkRequest request = {virtual_address(segment, ea), segment, kind, false, {}, {}};
  const Tlb::Lookup cached = tlb_.lookup(request.va, segment.base_page);
  const bool hit = cached.match == Tlb::Match::kHit;
  if (hit && (kind == AccessKind::kLoad || cached.entry->changed)) return true;
  looking_up_ = true;
  const WalkResult walk = table_walk(port, request);
  end_lookup(request, walk);
  return walk.status == WalkStatus::kFound;
}

void ExploredProcessor::end_lookup(const WalkRequest& request, const WalkResult& walk) {
  looking_up_ = false;
  if (walk.status == WalkStatus::kFound) {
    tlb_.insert(tlb_entry(request, walk));
    if (const auto page = table_.partition.slots.guest_real(walk.page())) {
      table_.hardware_set(*page, walk.rc_set);
    }
  }
  // An invalidation takes what a lookup from before it would leave behind.
  for (const Pending& late : met_lookup_) tlb_.invalidate(*decode_tlbie(late.rb));
  met_lookup_.clear();
}

void ExploredProcessor::deliver() {
  const Pending arrived = pending_.front();
  pending_.pop_front();
  if (const auto target = decode_tlbie(arrived.rb)) {
    tlb_.invalidate(*target);
    if (looking_up_) met_lookup_.push_back(arrived);
  }
  // The TLB is part of what the processor does next.
  agent_.note(arrived.rb.value);
}

bool ExploredProcessor::owes(const ExploredAgent& from) const {
  const auto is_from = [&](const Pending& one) { return one.from == &from; };
  return std::ranges::any_of(pending_, is_from) || std::ranges::any_of(met_lookup_, is_from);
}

void ExploredProcessor::add_state(Digest& digest) const {
  digest.add(pending_.size()).add(met_lookup_.size()).add(looking_up_);
  for (const Pending& one : pending_) digest.add(one.rb.value);
}

}  // namespace htabsim
