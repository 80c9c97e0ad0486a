// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_processor.h"

#include <utility>

#include "htabsim/model/explore/world_state.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/storage_interrupt.h"

namespace htabsim {

namespace {

constexpr std::size_t kTlbEntries = 4;

}  // namespace

ExploredProcessor::ExploredProcessor(AgentRun& run, unsigned number, const HptGeometry& geometry,
                                     const ExplorationRules& rules)
    : run_(run),
      number_(number),
      walker_(run, geometry, ExploringPort::Role::kWalker, rules),
      tlb_(kTlbEntries, kTlbEntries) {
  run.on_invalidation([this](TlbieRb rb) { invalidate(rb); });
}

bool ExploredProcessor::access(const Segment& segment, Ea ea, AccessKind kind, Need need) {
  run_.begin_work(OperationKind::access, ea.value());
  const bool translated = translate(segment, ea, kind) == 0;
  if (!translated && need == Need::kMustTranslate) {
    run_.effect(
        [table = run_.reach().table, ea](WorldState& state) { state.tables[table].missed(ea); });
  }
  run_.end_work();
  return translated;
}

void ExploredProcessor::access_with_faults(HptPort& port, const Segment& segment, Ea ea,
                                           AccessKind kind, GuestReal page) {
  using enum StorageOutcome::Action;
  const Access access{kind, ea, 1, msr::kGuestKernel};
  run_.begin_work(OperationKind::access, ea.value());
  bool again = false;
  while (const std::uint32_t causes = translate(segment, ea, kind)) {
    run_.await_call();
    // Stores become visible in the end, so that nobody faults for ever.
    if (std::exchange(again, true)) {
      run_.effect([table = run_.reach().table, agent = run_.agent()](WorldState& state) {
        state.see_newest(table, agent);
      });
    }
    const auto outcome =
        handle_storage_interrupt(port, run_.partition(), {access, segment, {}, causes});
    if (outcome.action != kRetry) break;
    if (run_.partition().slots.writable(page)) {
      run_.effect([table = run_.reach().table, page = page](WorldState& state) {
        state.tables[table].allow_stores(page);
      });
    }
  }
  run_.end_work();
}

std::uint32_t ExploredProcessor::translate(const Segment& segment, Ea ea, AccessKind kind) {
  const WalkRequest request = {virtual_address(segment, ea), segment, kind, false, {}, {}};
  const Tlb::Lookup cached = tlb_.lookup(request.va, segment.base_page);
  const bool hit = cached.match == Tlb::Match::kHit;
  if (hit && (kind == AccessKind::kLoad || cached.entry->changed)) {
    must_show(cached.entry->real, kind, 0);
    return 0;
  }
  looking_up_ = true;
  run_.effect([number = number_](WorldState& state) { state.invalidations.begin_lookup(number); });
  const WalkResult walk = table_walk(walker_, request);
  end_lookup(request, walk);
  if (walk.status != WalkStatus::kNotFound) return walk.denied;
  return cause::kNoHpte | (kind == AccessKind::kStore ? cause::kStore : 0);
}

void ExploredProcessor::must_show(HostReal real, AccessKind kind, std::uint64_t rc_set) {
  const auto page = run_.partition().slots.guest_real(real);
  if (!page) return;
  const std::uint64_t rc = rc_set | (kind == AccessKind::kStore ? hpte_r::kChanged : 0);
  run_.effect([table = run_.reach().table, page = *page, rc](WorldState& state) {
    state.tables[table].must_show(page, rc);
    if (any(rc, hpte_r::kChanged)) state.tables[table].stored(page);
  });
}

void ExploredProcessor::end_lookup(const WalkRequest& request, const WalkResult& walk) {
  looking_up_ = false;
  run_.effect([number = number_, table = run_.reach().table, agent = run_.agent(),
               walk](WorldState& state) {
    state.end_lookup(table, agent, number);
    if (walk.status != WalkStatus::kNotFound) state.tables[table].walked(walk);
  });
  if (walk.status == WalkStatus::kFound) {
    tlb_.insert(tlb_entry(request, walk));
    must_show(walk.page(), request.kind, walk.rc_set);
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
