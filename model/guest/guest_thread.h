// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <boost/describe/class.hpp>
#include <boost/serialization/access.hpp>
#include <fmt/format.h>

#include "htabsim/model/guest/machine.h"
#include "htabsim/model/guest/no_progress.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/mmu/real_mode.h"
#include "htabsim/model/mmu/thread_mmu.h"
#include "htabsim/model/pmu/pmu_counters.h"

namespace htabsim {

/// What a hardware thread met. An access is counted once, when it is done, however often it faults
/// before; a miss once an attempt, however often the walk is retried.
struct ThreadCounters {
  std::uint64_t fetches = 0;
  std::uint64_t loads = 0;
  std::uint64_t stores = 0;
  std::uint64_t fetch_attempts = 0;  ///< those that ended in an interrupt of the guest's, too
  std::uint64_t data_attempts = 0;
  std::uint64_t page_crossings = 0;
  std::uint64_t untranslated = 0;
  std::uint64_t emulated = 0;  ///< went to MMIO, which the host emulates
  std::uint64_t ierat_misses = 0;
  std::uint64_t derat_misses = 0;          ///< of the secondary one, too, where there is one
  std::uint64_t secondary_derat_hits = 0;  ///< that missed in the primary one
  std::uint64_t tlb_hits = 0;
  std::uint64_t tlb_misses = 0;
  std::uint64_t change_walks = 0;  ///< walks only to set C of a cached translation
  std::uint64_t slb_misses = 0;
  std::uint64_t walks_primary = 0;    ///< found in the primary PTEG
  std::uint64_t walks_secondary = 0;  ///< found in the secondary PTEG
  std::uint64_t walks_not_found = 0;
  std::uint64_t walks_denied = 0;
  std::uint64_t reference_updates = 0;
  std::uint64_t change_updates = 0;
  std::uint64_t hypervisor_storage_interrupts = 0;
  std::uint64_t storage_interrupts = 0;  ///< DSI and ISI that reached the guest
  std::uint64_t segment_interrupts = 0;
  std::uint64_t machine_checks = 0;

  [[nodiscard]] std::uint64_t data_accesses() const { return loads + stores; }
  [[nodiscard]] std::uint64_t accesses() const { return fetches + data_accesses(); }
  [[nodiscard]] std::uint64_t attempts() const { return fetch_attempts + data_attempts; }
};
BOOST_DESCRIBE_STRUCT(ThreadCounters, (),
                      (fetches, loads, stores, fetch_attempts, data_attempts, page_crossings,
                       untranslated, emulated, ierat_misses, derat_misses, secondary_derat_hits,
                       tlb_hits, tlb_misses, change_walks, slb_misses, walks_primary,
                       walks_secondary, walks_not_found, walks_denied, reference_updates,
                       change_updates, hypervisor_storage_interrupts, storage_interrupts,
                       segment_interrupts, machine_checks))

/// What an access came to: where its first byte lies, in memory or in emulated MMIO, or the
/// interrupt the guest takes.
struct AccessOutcome {
  std::optional<HostReal> real;
  std::optional<Fault> fault;
  std::optional<GuestReal> emulated;
  /// None of these yet: its walk goes on under this number, for GuestThread::finish() to take up.
  std::optional<std::size_t> unfinished = std::nullopt;
};

/// A guest's hardware thread: takes each access through lookup, table walk and the hypervisor's
/// storage interrupts until it proceeds or the guest must be told.
template <Machine M>
class GuestThread {
 public:
  /// `patience`: how many interrupts there may be until an access is done.
  GuestThread(ThreadMmu& mmu, const Partition& partition, M& machine, unsigned patience = kPatience)
      : mmu_(mmu), partition_(partition), machine_(machine), patience_(patience) {}

  enum class Order : std::uint8_t {
    kMayOverlap,  ///< the walk may be left to itself
    kInTurn,
  };

  AccessOutcome access(const Access& access, Order order = Order::kMayOverlap) {
    if (const EratEntry* entry = begin(access)) return {entry->translate(access.ea), {}, {}};
    return go_on(access, order);
  }

  /// Begins an access, and does it if an ERAT lets it proceed, as most do: then it gives the entry.
  [[gnu::always_inline]] const EratEntry* begin(const Access& access) {
    machine_.pass(Step::kAccess);
    count_attempt(access.kind);
    if (!access.translated_in_64_bit_mode()) [[unlikely]]
      return nullptr;
    const EratEntry* entry = mmu_.hit(access);
    if (entry == nullptr || !last_byte_in_page(access, entry->shift)) return nullptr;
    proceed(access, entry->translate(access.ea));
    return entry;
  }

  /// Goes on with an access that has begun, and has not been done by that.
  AccessOutcome go_on(const Access& access, Order order = Order::kMayOverlap) {
    if (!access.translated_in_64_bit_mode()) return access_in_other_mode(access);
    return translate_pages(access, order);
  }

  /// Takes up an unfinished access's walk; false if it refused the access, which must then be done
  /// again when all older ones are over.
  bool finish(const Access& access, const WalkRequest& request, const WalkResult& result,
              AccessOutcome& outcome) {
    count_walk(result);
    machine_.pass(Step::kTlb);
    const TranslationStep step = mmu_.finish(access, request, result);
    const bool filled = step.kind == TranslationStep::Kind::kTranslated;
    if (filled) count_reloads(access.kind, step, result);
    // A walk that left C clear has made an entry that no store may use.
    const bool done = filled && step.entry->permits(access.kind, access.problem_state());
    if (done) outcome.real = step.entry->translate(access.ea);
    machine_.pass(Step::kWalkTakenUp);
    if (done) outcome = proceed(access, *outcome.real);
    return done;
  }

  /// Does such an access again, to its end. Its misses have been counted.
  AccessOutcome repeat(const Access& access) {
    return translate_pages(access, Order::kInTurn, Count::kAlready);
  }

  /// An access that is done was only tried: it counts as an attempt alone.
  void was_attempt_only(AccessKind kind) { --accesses(kind); }

  [[nodiscard]] const ThreadCounters& counters() const { return counters_; }
  /// Those of fetches, or of loads and stores; walk cycles are the machine's to count.
  [[nodiscard]] const TranslationCounts& instruction_side() const { return sides_[0]; }
  [[nodiscard]] const TranslationCounts& data_side() const { return sides_[1]; }
  /// All that it has counted.
  struct Counted {
    ThreadCounters counters;
    std::array<TranslationCounts, 2> sides;
  };
  [[nodiscard]] Counted counted() const { return {counters_, sides_}; }
  /// Forgets what it has counted since then.
  void count_on_from(const Counted& then) {
    counters_ = then.counters;
    sides_ = then.sides;
  }

 private:
  friend class boost::serialization::access;
  /// Nothing that it has counted.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& in_vain_;
  }

  enum class Count : std::uint8_t { kMisses, kAlready };

  static bool crosses_base_page(const Access& access, const WalkRequest& request) {
    return !last_byte_in_page(access, shift(request.segment.base_page));
  }

  static bool last_byte_in_page(const Access& access, unsigned page_shift) {
    return ((access.ea.value() ^ (access.ea.value() + access.size - 1)) >> page_shift) == 0;
  }

  std::uint64_t& accesses(AccessKind kind) {
    switch (kind) {
      case AccessKind::kFetch:
        return counters_.fetches;
      case AccessKind::kLoad:
        return counters_.loads;
      case AccessKind::kStore:
        break;
    }
    return counters_.stores;
  }

  /// It is an access unless it turns out to be none.
  void count_attempt(AccessKind kind) {
    ++(kind == AccessKind::kFetch ? counters_.fetch_attempts : counters_.data_attempts);
    ++accesses(kind);
  }

  AccessOutcome access_in_other_mode(Access access) {
    access.ea = access.effective_address();
    if (access.translated()) return translate_pages(access, Order::kInTurn);
    ++counters_.untranslated;
    const PartitionRegisters& registers = mmu_.registers();
    if (access.hypervisor()) {
      return proceed(access, hypervisor_real_mode(access.ea, registers.hrmor));
    }
    return registers.vrma() ? translate_pages(access, Order::kInTurn) : guest_real(access);
  }

  AccessOutcome guest_real(const Access& access) {
    const PartitionRegisters& registers = mmu_.registers();
    const auto address = guest_real_mode(access.ea, registers.lpcr);
    if (address && registers.rmor) return proceed(access, apply_rmor(*address, *registers.rmor));
    if (address) {
      const auto real = partition_.slots.pinned_real(*address);
      return real ? proceed(access, *real) : emulated(*address);
    }
    const bool store = access.kind == AccessKind::kStore;
    const Fault fault =
        mmu_.storage_fault(access, cause::kProtection | (store ? cause::kStore : 0));
    count_fault(access, fault.interrupt);
    return {{}, fault, {}};
  }

  AccessOutcome translate_pages(const Access& access, Order order, Count misses = Count::kMisses) {
    AccessOutcome outcome;
    Access part = access;
    for (;;) {
      unsigned page_shift = 0;
      const bool whole = part.ea == access.ea && part.size == access.size;
      const AccessOutcome page =
          translate(part, page_shift, whole ? order : Order::kInTurn, misses);
      if (page.unfinished) return page;
      if (page.fault) count_fault(access, page.fault->interrupt);
      if (!page.real) return page;
      if (!outcome.real) outcome.real = page.real;
      if (last_byte_in_page(part, page_shift)) {
        // An access reaches into two pages at most, and gets to neither before it may to both.
        const std::uint32_t before = access.size - part.size;
        if (before != 0) machine_.access_data(access.kind, *outcome.real, before);
        machine_.access_data(access.kind, *page.real, part.size);
        return outcome;
      }
      const Ea next((part.ea.value() | low_mask(page_shift)) + 1);
      part.size -= static_cast<std::uint32_t>(next - part.ea);
      part.ea = next;
      part.ea = part.effective_address();
      ++counters_.page_crossings;
    }
  }

  AccessOutcome translate(const Access& access, unsigned& page_shift, Order order, Count misses) {
    for (bool first_try = true;; first_try = false) {
      machine_.pass(Step::kTlb);
      TranslationStep step = mmu_.lookup(access);
      // Its first walk may have left C, so a repeated store can have a walk to set it yet.
      if (first_try && (misses == Count::kMisses || step.changes_only)) {
        count_lookup(access.kind, step);
      }
      if (step.kind == TranslationStep::Kind::kTranslated &&
          step.source == TranslationStep::Source::kTlb) {
        machine_.pass(Step::kEratReload);
        count_erat_reload(access.kind, step);
      }
      if (step.source == TranslationStep::Source::kSecondaryErat)
        machine_.pass(Step::kEratPromotion);
      const WalkRequest request = step.walk;
      if (step.kind == TranslationStep::Kind::kWalk) {
        if (order == Order::kMayOverlap && !crosses_base_page(access, request)) {
          const StartedWalk apart = machine_.start_walk(access, step);
          if (apart.kind == StartedWalk::Kind::kBegun) return {{}, {}, {}, apart.slot};
          if (apart.kind == StartedWalk::Kind::kRetry) continue;
        }
        const WalkResult result = machine_.walk(request);
        count_walk(result);
        machine_.pass(Step::kTlb);
        step = mmu_.finish(access, request, result);
        if (step.kind == TranslationStep::Kind::kTranslated) {
          count_reloads(access.kind, step, result);
        }
        machine_.pass(Step::kWalkTakenUp);
      }
      if (step.kind == TranslationStep::Kind::kTranslated) {
        page_shift = step.entry->shift;
        const HostReal real = step.entry->translate(access.ea);
        machine_.pass(Step::kUse);
        in_vain_ = 0;
        return {real, {}, {}};
      }
      if (!is_hypervisors(step.fault.interrupt)) return {{}, step.fault, {}};
      note_interrupt(access);
      const StorageOutcome outcome = ask_hypervisor(access, step.fault);
      if (outcome.action == StorageOutcome::Action::kReflect) return {{}, outcome.fault, {}};
      if (outcome.action == StorageOutcome::Action::kEmulate) return emulated(outcome.emulated);
    }
  }

  AccessOutcome proceed(const Access& access, HostReal real) {
    machine_.access_data(access.kind, real, access.size);
    return {real, {}, {}};
  }

  AccessOutcome emulated(GuestReal address) {
    ++counters_.emulated;
    return {{}, {}, address};
  }

  static bool is_hypervisors(Interrupt interrupt) {
    return interrupt == Interrupt::kHypervisorDataStorage ||
           interrupt == Interrupt::kHypervisorInstructionStorage;
  }

  StorageOutcome ask_hypervisor(const Access& access, const Fault& fault) {
    ++counters_.hypervisor_storage_interrupts;
    const Slb::Lookup found = mmu_.find_segment(access);
    // A translation may outlive its SLB entry (facts B8). KVM looks for the segment in the guest's
    // SLB and, if it is not there, tells the guest so.
    if (found.match != Slb::Match::kHit) {
      const bool fetch = access.kind == AccessKind::kFetch;
      const auto vector = fetch ? Interrupt::kInstructionSegment : Interrupt::kDataSegment;
      return {StorageOutcome::Action::kReflect, {vector, access.ea, 0}, {}};
    }
    return machine_.storage_interrupt({access, found.segment, mmu_.masks(), fault.causes});
  }

  void count_lookup(AccessKind kind, const TranslationStep& step) {
    using enum TranslationStep::Source;
    const bool walks = step.kind == TranslationStep::Kind::kWalk;
    if (walks && step.changes_only) {
      ++counters_.change_walks;
      return;
    }
    if (!walks && step.source == kErat) return;
    if (!walks && step.source == kSecondaryErat) {
      ++counters_.secondary_derat_hits;
      return;
    }
    ++(kind == AccessKind::kFetch ? counters_.ierat_misses : counters_.derat_misses);
    if (walks) {
      ++counters_.tlb_misses;
    } else if (step.source == kTlb) {
      ++counters_.tlb_hits;
    } else if (is_segment_interrupt(step.fault.interrupt)) {
      ++counters_.slb_misses;
      ++side(kind).slb_misses;
    }
  }

  TranslationCounts& side(AccessKind kind) { return sides_[kind == AccessKind::kFetch ? 0 : 1]; }

  void count_erat_reload(AccessKind kind, const TranslationStep& step) {
    if (!step.reloads_erat) return;
    ++side(kind).erat_reloads[static_cast<std::size_t>(step.entry->page_sizes.actual)];
  }

  /// Of a walk that has put its entry into the TLB.
  void count_reloads(AccessKind kind, const TranslationStep& step, const WalkResult& result) {
    count_erat_reload(kind, step);
    ++side(kind).tlb_reloads[static_cast<std::size_t>(result.sizes.actual)];
    ++side(kind).pteg_sources[static_cast<std::size_t>(result.source)];
  }

  void count_walk(const WalkResult& result) {
    switch (result.status) {
      case WalkStatus::kFound:
        ++(result.hash == HashKind::kPrimary ? counters_.walks_primary : counters_.walks_secondary);
        break;
      case WalkStatus::kNotFound:
        ++counters_.walks_not_found;
        break;
      case WalkStatus::kDenied:
        ++counters_.walks_denied;
        break;
    }
    if (any(result.rc_set, hpte_r::kReferenced)) ++counters_.reference_updates;
    if (any(result.rc_set, hpte_r::kChanged)) ++counters_.change_updates;
  }

  /// The guest may try one access after the other in vain, and the hypervisor send each back.
  void note_interrupt(const Access& access) {
    if (++in_vain_ <= patience_) return;
    in_vain_ = 0;
    was_attempt_only(access.kind);
    throw EndlessAccess(
        fmt::format("access to {:x}: {} interrupts, and no end", access.ea.value(), patience_));
  }

  void count_fault(const Access& access, Interrupt interrupt) {
    note_interrupt(access);
    was_attempt_only(access.kind);
    if (interrupt == Interrupt::kMachineCheck) {
      ++counters_.machine_checks;
    } else {
      ++(is_segment_interrupt(interrupt) ? counters_.segment_interrupts
                                         : counters_.storage_interrupts);
    }
  }

  ThreadMmu& mmu_;
  const Partition& partition_;
  M& machine_;
  unsigned patience_;
  unsigned in_vain_ = 0;  // interrupts since an access was done that had any
  ThreadCounters counters_;
  std::array<TranslationCounts, 2> sides_;
};

}  // namespace htabsim
