// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/serialization/access.hpp>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/slb.h"
#include "htabsim/model/mmu/data_erat.h"
#include "htabsim/model/mmu/mmu_sizes.h"
#include "htabsim/model/mmu/real_mode.h"
#include "htabsim/model/mmu/table_walk.h"
#include "htabsim/model/mmu/tlb.h"

namespace htabsim {

/// Where a translation stands: done, refused, or waiting for a table walk.
struct TranslationStep {
  enum class Kind : std::uint8_t { kTranslated, kFault, kWalk };
  enum class Source : std::uint8_t { kErat, kSecondaryErat, kSlb, kTlb, kWalk };

  Kind kind = Kind::kFault;
  Source source = Source::kErat;     ///< what gave the translation, or refused it
  const EratEntry* entry = nullptr;  ///< if kTranslated; good until the next call
  Fault fault;                       ///< if kFault
  WalkRequest walk;                  ///< if kWalk
  bool changes_only = false;         ///< if kWalk: the page is cached, the walk is to set C
  bool reloads_erat = false;         ///< if kTranslated: an ERAT has been given the translation
};

/// All that an access looks at before the table: SLB, ERATs and mask registers, which belong to the
/// hardware thread, and the TLB of its core.
class ThreadMmu {
 public:
  /// `tlb` is the core's, of these sizes.
  ThreadMmu(const MmuSizes& sizes, Tlb& tlb);

  /// The ERAT entry that lets a translated access proceed at once, or null.
  const EratEntry* hit(const Access& access) {
    const EratEntry* entry = erat(access.kind).lookup(access.ea);
    if (entry == nullptr || check_all_hits_) return nullptr;
    return entry->permits(access.kind, access.problem_state()) ? entry : nullptr;
  }

  /// The whole lookup, in the order of facts E9: segment, no-execute, page, protection. An access
  /// with translation off must be a guest's access to its VRMA (facts A5).
  TranslationStep lookup(const Access& access);
  /// Ends a lookup that asked for a walk: fills TLB and ERAT, or returns why the access is refused.
  TranslationStep finish(const Access& access, const WalkRequest& request,
                         const WalkResult& result);

  /// Whether a cached translation from the HPTE of another base page of the same actual page lets
  /// the access proceed (MPSS, facts D8).
  bool another_base_page_serves(const Access& access);

  /// The segment that translates an access: the VRMA's if translation is off, else the SLB's. ISL
  /// makes it one of 4K pages (facts A5, A7).
  [[nodiscard]] Slb::Lookup find_segment(const Access& access) const;
  /// The storage interrupt of an access, to the guest or the hypervisor as facts A8 say.
  [[nodiscard]] Fault storage_fault(const Access& access, std::uint32_t causes) const;

  [[nodiscard]] const Slb& slb() const { return slb_; }
  /// slbmte removes nothing from the ERATs; software must do the slbie (facts B8).
  SlbEntry slbmte(std::uint64_t rs, std::uint64_t rb) { return slb_.slbmte(rs, rb); }
  void slbie(std::uint64_t rb);
  void slbia(unsigned ih);
  /// Applies a tlbie that has arrived, or the thread's own tlbiel.
  void tlbie(const TlbieTarget& target);
  /// The same for the ERATs alone.
  void invalidate_erats(const TlbieTarget& target);

  [[nodiscard]] const AuthorityMasks& masks() const { return masks_; }
  void set_masks(const AuthorityMasks& masks);
  [[nodiscard]] const PartitionRegisters& registers() const { return registers_; }
  void set_registers(const PartitionRegisters& registers);
  void set_speculative_r(SpeculativeR choice) { speculative_r_ = choice; }
  /// Empties the ERATs and the core's TLB; the SLB stays.
  void drop_translations();

 private:
  friend class boost::serialization::access;
  /// All that accesses change: the registers are as the thread was set up.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& slb_& ierat_& derat_;
  }

  Erat& erat(AccessKind kind) { return kind == AccessKind::kFetch ? ierat_ : derat_.primary(); }
  /// The entry of either ERAT; `source` is then the one that has it.
  const EratEntry* find_in_erats(const Access& access, TranslationStep::Source& source);
  [[nodiscard]] bool ignores_large_pages(const Access& access) const;
  [[nodiscard]] bool goes_past_erat(const Access& access) const;
  [[nodiscard]] AuthorityMasks masks_for(const Access& access) const;
  void note_what_hits_need();
  [[nodiscard]] TranslationStep fault(const Access& access, std::uint32_t causes,
                                      TranslationStep::Source source) const;
  static TranslationStep segment_fault(const Access& access, Slb::Match match);
  static TranslationStep tlb_multihit(const Access& access);
  TranslationStep translated(const Access& access, const Segment& segment, const TlbEntry& page,
                             TranslationStep::Source source);

  Slb slb_;
  Erat ierat_;
  DataErat derat_;
  Tlb& tlb_;
  AuthorityMasks masks_;
  PartitionRegisters registers_;
  SpeculativeR speculative_r_ = SpeculativeR::never;
  bool check_all_hits_ = false;  // what an ERAT entry permits does not say it all
  EratEntry past_erat_;          // the translation last used that no ERAT may hold
};

}  // namespace htabsim
