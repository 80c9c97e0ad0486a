// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/thread_mmu.h"

#include <algorithm>

namespace htabsim {

namespace {

// A 16G page is cached in pieces of 16M (facts L, ERAT granule).
constexpr unsigned kLargestGranule = 24;

// An entry denies accesses to the base page alone whose HPTE it comes from: the HPTE of another
// base page can allow more, or be missing, which the guest must then be told. Linux sends a guest
// whose access was denied and that has no HPTE back to try again (kvmppc_hpte_hv_fault), so a guest
// would do so for ever if such an entry went on to deny.
bool decides(const HptePageSize& sizes, const VirtualAddress& entry, Ea ea) {
  return same_base_page(sizes, entry.offset, ea.value());
}

bool causes_by_key_alone(std::uint32_t causes) { return (causes & ~cause::kStore) == cause::kKey; }

std::uint8_t permitted(const PageProtection& page, bool changed) {
  std::uint8_t bits = 0;
  for (const unsigned problem : {0U, 1U}) {
    const bool fetch = page.execute && page.load[problem];
    const bool store = page.store[problem] && changed;
    bits |= static_cast<std::uint8_t>((fetch ? 1U : 0U) << problem |
                                      (page.load[problem] ? 4U : 0U) << problem |
                                      (store ? 16U : 0U) << problem);
  }
  return bits;
}

}  // namespace

ThreadMmu::ThreadMmu(const MmuSizes& sizes, Tlb& tlb)
    : ierat_(sizes.ierat_entries),
      derat_(sizes.derat_entries, sizes.secondary_derat_entries),
      tlb_(tlb) {}

bool ThreadMmu::ignores_large_pages(const Access& access) const {
  return registers_.lpcr.isl() && !access.hypervisor();
}

// An ERAT entry is tagged with the state it was made in (facts H10). These tags are not kept:
// accesses in the rare states use the TLB, whose entries hold for all of them.
bool ThreadMmu::goes_past_erat(const Access& access) const {
  return !access.translated() || ignores_large_pages(access);
}

// Keys do not apply while translation is off (facts E3).
AuthorityMasks ThreadMmu::masks_for(const Access& access) const {
  return access.translated() ? masks_ : AuthorityMasks{};
}

Slb::Lookup ThreadMmu::find_segment(const Access& access) const {
  if (!access.translated()) {
    const auto segment = vrma_segment(registers_);
    return segment ? Slb::Lookup{.match = Slb::Match::kHit, .segment = *segment} : Slb::Lookup{};
  }
  Slb::Lookup found = slb_.lookup(access.ea);
  if (ignores_large_pages(access)) found.segment.base_page = PageSize::page_4k;
  return found;
}

Fault ThreadMmu::storage_fault(const Access& access, std::uint32_t causes) const {
  const bool fetch = access.kind == AccessKind::kFetch;
  const bool virtualised = access.translated() ? registers_.lpcr.vpm1() : registers_.vrma();
  const bool guests_own = causes_by_key_alone(causes) && !registers_.key_faults_virtualised();
  if (virtualised && !guests_own && !access.hypervisor()) {
    return {fetch ? Interrupt::kHypervisorInstructionStorage : Interrupt::kHypervisorDataStorage,
            access.ea, causes};
  }
  return {fetch ? Interrupt::kInstructionStorage : Interrupt::kDataStorage, access.ea, causes};
}

TranslationStep ThreadMmu::fault(const Access& access, std::uint32_t causes,
                                 TranslationStep::Source source) const {
  TranslationStep step;
  step.source = source;
  step.fault = storage_fault(access, causes);
  return step;
}

TranslationStep ThreadMmu::segment_fault(const Access& access, Slb::Match match) {
  const bool fetch = access.kind == AccessKind::kFetch;
  TranslationStep step;
  step.source = TranslationStep::Source::kSlb;
  step.fault.address = access.ea;
  if (match == Slb::Match::kMultihit) {
    step.fault.interrupt = Interrupt::kMachineCheck;
    step.fault.causes = fetch ? cause::kSlbMultihitFetch : cause::kSlbMultihit;
  } else if (!access.translated()) {
    step.fault.interrupt = Interrupt::kMachineCheck;  // a reserved VRMA page size (facts A5)
  } else {
    step.fault.interrupt = fetch ? Interrupt::kInstructionSegment : Interrupt::kDataSegment;
  }
  return step;
}

TranslationStep ThreadMmu::tlb_multihit(const Access& access) {
  const bool fetch = access.kind == AccessKind::kFetch;
  TranslationStep step;
  step.source = TranslationStep::Source::kTlb;
  step.fault = {Interrupt::kMachineCheck, access.ea,
                fetch ? cause::kTlbMultihitFetch : cause::kTlbMultihit};
  return step;
}

TranslationStep ThreadMmu::translated(const Access& access, const Segment& segment,
                                      const TlbEntry& page, TranslationStep::Source source) {
  const unsigned granule = std::min(shift(served_page(page.sizes, tlb_.reach())), kLargestGranule);
  const std::uint64_t in_page = access.ea.value() & low_mask(shift(page.sizes.actual));
  EratEntry entry;
  entry.page = Ea(access.ea.value() & ~low_mask(granule));
  entry.shift = granule;
  entry.real = page.real + (in_page & ~low_mask(granule));
  entry.protection = decode_protection(segment, page.r);
  entry.permitted = permitted(entry.protection, page.changed);
  entry.segment_size = segment.size;
  entry.virtual_page = page.page;
  entry.page_sizes = page.sizes;
  entry.reach = tlb_.reach();
  entry.lpid = registers_.lpid;
  TranslationStep step;
  step.kind = TranslationStep::Kind::kTranslated;
  step.source = source;
  if (goes_past_erat(access)) {
    past_erat_ = entry;
    step.entry = &past_erat_;
    return step;
  }
  if (access.kind == AccessKind::kFetch) {
    ierat_.drop(access.ea);
    ierat_.insert(entry);
  } else {
    derat_.drop(access.ea);
    derat_.insert(entry);
  }
  step.entry = erat(access.kind).lookup(access.ea);
  step.reloads_erat = true;
  return step;
}

const EratEntry* ThreadMmu::find_in_erats(const Access& access, TranslationStep::Source& source) {
  if (goes_past_erat(access)) return nullptr;
  source = TranslationStep::Source::kErat;
  const EratEntry* entry = erat(access.kind).lookup(access.ea);
  if (entry != nullptr || access.kind == AccessKind::kFetch) return entry;
  source = TranslationStep::Source::kSecondaryErat;
  return derat_.promote(access.ea);
}

TranslationStep ThreadMmu::lookup(const Access& access) {
  TranslationStep::Source source{};
  const EratEntry* entry = find_in_erats(access, source);
  if (entry != nullptr) {
    const auto causes = denied(entry->protection, access.kind, access.problem_state(), masks_);
    if (causes != 0 && decides(entry->page_sizes, entry->virtual_page, access.ea)) {
      return fault(access, causes, source);
    }
    if (causes == 0 && entry->permits(access.kind, access.problem_state())) {
      TranslationStep step;
      step.kind = TranslationStep::Kind::kTranslated;
      step.source = source;
      step.entry = entry;
      return step;
    }
  }
  const Slb::Lookup found = find_segment(access);
  if (found.match != Slb::Match::kHit) return segment_fault(access, found.match);
  if (access.kind == AccessKind::kFetch && found.segment.no_execute) {
    return fault(access, cause::kNoExecute, TranslationStep::Source::kSlb);
  }
  const VirtualAddress va = virtual_address(found.segment, access.ea);
  const AuthorityMasks masks = masks_for(access);
  bool cached = false;
  const Tlb::Lookup in_tlb = tlb_.lookup(va, found.segment.base_page, registers_.lpid);
  if (in_tlb.match == Tlb::Match::kMultihit) return tlb_multihit(access);
  if (const TlbEntry* page = in_tlb.entry) {
    const auto causes = denied(decode_protection(found.segment, page->r), access.kind,
                               access.problem_state(), masks);
    if (causes != 0 && decides(page->sizes, page->page, access.ea)) {
      return fault(access, causes, TranslationStep::Source::kTlb);
    }
    cached = causes == 0;
    if (cached && (access.kind != AccessKind::kStore || page->changed)) {
      return translated(access, found.segment, *page, TranslationStep::Source::kTlb);
    }
  }
  TranslationStep step;
  step.kind = TranslationStep::Kind::kWalk;
  step.changes_only = cached;
  step.walk = {.va = va,
               .segment = found.segment,
               .kind = access.kind,
               .problem_state = access.problem_state(),
               .masks = masks,
               .speculative_r = speculative_r_,
               .lpid = registers_.lpid};
  return step;
}

bool ThreadMmu::another_base_page_serves(const Access& access) {
  const TranslationStep step = lookup(access);
  return step.kind == TranslationStep::Kind::kTranslated &&
         !decides(step.entry->page_sizes, step.entry->virtual_page, access.ea);
}

TranslationStep ThreadMmu::finish(const Access& access, const WalkRequest& request,
                                  const WalkResult& result) {
  switch (result.status) {
    case WalkStatus::kNotFound:
      return fault(
          access,
          access.kind == AccessKind::kStore ? cause::kNoHpte | cause::kStore : cause::kNoHpte,
          TranslationStep::Source::kWalk);
    case WalkStatus::kDenied:
      return fault(access, result.denied, TranslationStep::Source::kWalk);
    case WalkStatus::kFound:
      break;
  }
  const TlbEntry page = tlb_entry(request, result);
  tlb_.insert(page);
  return translated(access, request.segment, page, TranslationStep::Source::kWalk);
}

void ThreadMmu::slbie(std::uint64_t rb) {
  // Translations may have outlived their SLB entry, so its size is not known for sure: those of a
  // segment of either size go, which is legal over-invalidation (facts B8).
  for (const SegmentSize size : {SegmentSize::segment_256m, SegmentSize::segment_1t}) {
    ierat_.invalidate_segment(Ea(rb), size);
    derat_.invalidate_segment(Ea(rb), size);
  }
  slb_.slbie(rb);
}

void ThreadMmu::slbia(unsigned ih) {
  ierat_.invalidate_all();
  derat_.invalidate_all();
  slb_.slbia(ih);
}

void ThreadMmu::tlbie(const TlbieTarget& target) {
  invalidate_erats(target);
  tlb_.invalidate(target);
}

void ThreadMmu::invalidate_erats(const TlbieTarget& target) {
  ierat_.invalidate(target);
  derat_.invalidate(target);
}

void ThreadMmu::set_masks(const AuthorityMasks& masks) {
  masks_ = masks;
  note_what_hits_need();
}

// The tags of ERAT entries are not compared on a hit, so another guest finds none.
void ThreadMmu::set_registers(const PartitionRegisters& registers) {
  if (registers.lpid != registers_.lpid) {
    ierat_.invalidate_all();
    derat_.invalidate_all();
  }
  registers_ = registers;
  note_what_hits_need();
}

void ThreadMmu::note_what_hits_need() {
  check_all_hits_ = (masks_.amr | masks_.iamr) != 0 || registers_.lpcr.isl();
}

void ThreadMmu::drop_translations() {
  ierat_.invalidate_all();
  derat_.invalidate_all();
  tlb_.invalidate_all();
}

}  // namespace htabsim
