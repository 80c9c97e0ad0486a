// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_processor.h"

#include "htabsim/model/explore/world_state.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/storage_interrupt.h"

namespace htabsim {

namespace {

constexpr std::size_t kTlbEntries = 4;

}  // namespace

ExploredProcessor::ExploredProcessor(AgentRun& run, unsigned number)
    : run_(run), number_(number), tlb_(kTlbEntries, kTlbEntries) {
  run.on_invalidation([this](TlbieRb rb) { invalidate(rb); });
}

bool ExploredProcessor::access(HptPort& port, const Segment& segment, Ea ea, AccessKind kind) {
  run_.begin_work(OperationKind::access, ea.value());
  const bool translated = translate(port, segment, ea, kind);
  run_.end_work();
  return translated;
}

void ExploredProcessor::access_with_faults(HptPort& port, const Segment& segment, Ea ea,
                                           AccessKind kind) {
  using enum StorageOutcome::Action;
  const std::uint32_t causes = cause::kNoHpte | (kind == AccessKind::kStore ? cause::kStore : 0);
  const Access access{kind, ea, 1, msr::kGuestKernel};
  run_.begin_work(OperationKind::access, ea.value());
  while (!translate(port, segment, ea, kind)) {
    const auto outcome =
        handle_storage_interrupt(port, run_.partition(), {access, segment, {}, causes});
    if (outcome.action != kRetry) break;
  }
  run_.end_work();
}

bool ExploredProcessor::translate(HptPort& port, const Segment& segment, Ea ea, AccessKind kind) {
  const WalkRequest request = {virtual_address(segment, ea), segment, kind, false, {}, {}};
  const Tlb::Lookup cached = tlb_.lookup(request.va, segment.base_page);
  const bool hit = cached.match == Tlb::Match::kHit;
  if (hit && (kind == AccessKind::kLoad || cached.entry->changed)) return true;
  looking_up_ = true;
  run_.effect([number = number_](WorldState& state) { state.invalidations.begin_lookup(number); });
  const WalkResult walk = table_walk(port, request);
  end_lookup(request, walk);
  return walk.status == WalkStatus::kFound;
}

void ExploredProcessor::end_lookup(const WalkRequest& request, const WalkResult& walk) {
  looking_up_ = false;
  run_.effect([number = number_](WorldState& state) { state.invalidations.end_lookup(number); });
  if (walk.status == WalkStatus::kFound) {
    tlb_.insert(tlb_entry(request, walk));
    if (const auto page = run_.partition().slots.guest_real(walk.page())) {
      run_.effect([table = run_.reach().table, page = *page, rc = walk.rc_set](WorldState& state) {
        state.tables[table].hardware_set(page, rc);
      });
    }
  }
  // An invalidation takes what a lookup from before it would leave behind.
  for (const TlbieRb late : met_lookup_) tlb_.invalidate(*decode_tlbie(late));
  met_lookup_.clear();
}

void ExploredProcessor::invalidate(TlbieRb rb) {
  const auto target = decode_tlbie(rb);
  if (!target) return;
  tlb_.invalidate(*target);
  if (looking_up_) met_lookup_.push_back(rb);
}

}  // namespace htabsim
