// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_check.h"
#include "htabsim/model/guest/replay_report.h"
#include "htabsim/model/isa/authority_registers.h"
#include "htabsim/model/isa/slb_fields.h"
#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/trace/guest_event.h"

namespace htabsim {

/// Replays the recording of a guest's processor and holds every address, fault and hcall result
/// that was recorded against what the model gives.
template <Machine M>
class CapturedReplay {
 public:
  /// `patience` is GuestThread's.
  CapturedReplay(ThreadMmu& mmu, const Partition& partition, M& machine,
                 unsigned patience = kPatience)
      : mmu_(mmu),
        partition_(partition),
        machine_(machine),
        thread_(mmu, partition, machine, patience) {}

  /// The next event is on this line of the recording, and each later one on the next.
  void begin_turn(std::uint64_t line) { line_ = line - 1; }

  /// Whether the next event has to wait: the processor was told that its new table was there, and
  /// here it is not. Sleeps and asks again then, but not for ever.
  bool waits_for_table(const GuestEvent& next) {
    if (!result_ || result_->status != HcallStatus::kLongBusy100Ms) [[likely]]
      return false;
    const auto* recorded = std::get_if<HcallReturn>(&next);
    if (recorded == nullptr ||
        recorded->status != static_cast<std::uint64_t>(HcallStatus::kSuccess))
      return false;
    if (asked_again_ == kPatience) return false;
    if (!machine_.sleep(kSleep * (1 + asked_again_ / kSleepsOfALength))) return true;
    ++asked_again_;
    result_ = machine_.hcall({HcallToken(issue_.opcode), msr::kGuestKernel, issue_.args});
    return true;
  }

  void handle(const GuestEvent& event) {
    ++line_;
    ++report_.counters.events;
    if (dcbz_fault_ && !std::holds_alternative<InterruptTaken>(event)) unexpected_dcbz_fault();
    std::visit([this](const auto& e) { on(e); }, event);
  }

  /// An access whose walk was left to itself, and now is over; false if it must be done again.
  bool finish_access(std::size_t slot, const Access& access, const WalkRequest& request,
                     const WalkResult& result) {
    AccessOutcome outcome;
    if (!thread_.finish(access, request, result, outcome)) return false;
    check(unfinished_[slot], access, outcome);
    return true;
  }
  void repeat_access(std::size_t slot, const Access& access) {
    const Recorded recorded = unfinished_[slot];
    try {
      check(recorded, access, thread_.repeat(access));
    } catch (const EndlessAccess& endless) {
      endless_access(recorded, endless);
    }
  }

  /// The recording is over: what it still owed has not come.
  void finish() {
    if (dcbz_fault_) unexpected_dcbz_fault();
  }

  [[nodiscard]] const ReplayReport& report() const { return report_; }
  [[nodiscard]] const HcallCounters& hcalls() const { return report_.hcalls; }
  [[nodiscard]] const ThreadCounters& counters() const { return thread_.counters(); }
  [[nodiscard]] const GuestThread<M>& thread() const { return thread_; }
  /// All that it has counted but what was compared.
  struct Counted {
    typename GuestThread<M>::Counted thread;
    HcallCounters hcalls;
  };
  [[nodiscard]] Counted counted() const { return {thread_.counted(), report_.hcalls}; }
  /// Forgets what it has counted since then.
  void count_on_from(const Counted& then) {
    thread_.count_on_from(then.thread);
    report_.hcalls = then.hcalls;
  }

 private:
  struct Recorded {
    MemoryAccess access;
    std::uint64_t line = 0;  // of the recording
  };

  static constexpr std::uint64_t kWhole = ~std::uint64_t{0};
  // A large table takes long, so each hundred sleeps are longer than those before.
  static constexpr Cycles kSleep{100'000};
  static constexpr unsigned kSleepsOfALength = 100;

  static std::uint64_t msr_of(GuestMode mode) {
    switch (mode) {
      case GuestMode::kUser:
        return msr::kGuestKernel | msr::kPr;
      case GuestMode::kKernel:
        return msr::kGuestKernel;
      case GuestMode::kKernelReal:
        return msr::kSf;
    }
    return msr::kSf;
  }

  static AccessKind kind_of(GuestAccessKind kind) {
    switch (kind) {
      case GuestAccessKind::kFetch:
        return AccessKind::kFetch;
      case GuestAccessKind::kLoad:
        return AccessKind::kLoad;
      default:
        return AccessKind::kStore;
    }
  }

  void on(const MemoryAccess& recorded) {
    mode_ = recorded.mode;
    Access access{kind_of(recorded.kind), recorded.ea, recorded.size, msr_of(recorded.mode)};
    // dcbz clears the block that its address lies in.
    if (recorded.kind == GuestAccessKind::kDcbz) {
      access.ea = Ea(recorded.ea.value() & ~std::uint64_t{recorded.size - 1});
    }
    const Recorded now{recorded, line_};
    try {
      AccessOutcome outcome = thread_.access(access);
      // An older access may have to be done again first.
      if (outcome.fault && machine_.finish_walks()) outcome = thread_.access(access);
      if (!outcome.unfinished) return check(now, access, outcome);
      if (unfinished_.size() <= *outcome.unfinished) unfinished_.resize(*outcome.unfinished + 1);
      unfinished_[*outcome.unfinished] = now;
    } catch (const EndlessAccess& endless) {
      endless_access(now, endless);
    }
  }

  void check(const Recorded& recorded, const Access& access, const AccessOutcome& outcome) {
    if (outcome.fault && recorded.access.kind == GuestAccessKind::kDcbz) {
      dcbz_fault_ = outcome.fault;
    } else if (outcome.fault) {
      const auto real = through_overwritten_segment(access, *outcome.fault);
      check_address(recorded, guest_name(real), *outcome.fault);
    } else {
      check_address(recorded, outcome.emulated ? outcome.emulated : guest_name(outcome.real), {});
    }
  }

  /// The recorded processor did it, so the guest goes on after it.
  void endless_access(const Recorded& recorded, const EndlessAccess& endless) {
    ++report_.counters.addresses_checked;
    report_.differ(report_.counters.addresses_differ, recorded.line, endless.what());
  }

  [[nodiscard]] std::optional<GuestReal> guest_name(std::optional<HostReal> real) const {
    return real ? partition_.slots.guest_real(*real) : std::nullopt;
  }

  void check_address(const Recorded& recorded, std::optional<GuestReal> guest, const Fault& fault) {
    const MemoryAccess& access = recorded.access;
    if (!access.ra) return;
    auto& counters = report_.counters;
    ++counters.addresses_checked;
    if (guest == access.ra) return;
    const std::string got = guest ? fmt::format("{:x}", guest->value())
                                  : fmt::format("{} {:x}", name(fault.interrupt), fault.causes);
    report_.differ(counters.addresses_differ, recorded.line,
                   fmt::format("access to {:x}: expected real address {:x}, got {}",
                               access.ea.value(), access.ra->value(), got));
  }

  /// A translation may outlive an SLB entry that slbmte overwrote, until the next slbie or slbia
  /// (facts B8). Whether the recorded processor still held it cannot be told, so it is allowed and
  /// counted apart.
  std::optional<HostReal> through_overwritten_segment(const Access& access, const Fault& fault) {
    if (!is_segment_interrupt(fault.interrupt)) return std::nullopt;
    for (auto entry = overwritten_.rbegin(); entry != overwritten_.rend(); ++entry) {
      const auto segment = decode_segment(entry->vsid_word);
      if (!segment || !entry->covers(access.ea)) continue;
      const WalkResult result = machine_.walk({.va = virtual_address(*segment, access.ea),
                                               .segment = *segment,
                                               .kind = access.kind,
                                               .problem_state = access.problem_state(),
                                               .masks = mmu_.masks(),
                                               .lpid = mmu_.registers().lpid});
      machine_.pass(Step::kWalkTakenUp);
      if (result.status != WalkStatus::kFound) return std::nullopt;
      ++report_.counters.lookaside_hits;
      return result.page() + (access.ea.value() & low_mask(shift(result.sizes.actual)));
    }
    return std::nullopt;
  }

  void on(const HcallIssue& issue) {
    issue_ = issue;
    result_.reset();
    asked_again_ = 0;
    if (!is_modelled_hcall(issue.opcode)) {
      ++report_.counters.hcalls_not_modelled;
      ++report_.hcalls.other;
      machine_.pass(Step::kForeignHcall);
      return;
    }
    const HcallFrame frame{HcallToken(issue.opcode), msr::kGuestKernel, issue.args};
    result_ = machine_.hcall(frame);
    report_.hcalls.count(frame.token, result_->status);
  }

  void on(const HcallReturn& recorded) {
    if (!result_) return;
    auto& counters = report_.counters;
    ++counters.hcalls_checked;
    if (const auto difference = hcall_difference(issue_, *result_, recorded)) {
      report_.differ(counters.hcalls_differ, line_, *difference);
    }
    result_.reset();
  }

  void on(const SlbWrite& write) {
    const SlbEntry before = mmu_.slbmte(write.rs, write.rb);
    if (before.valid()) overwritten_.push_back(before);
    machine_.pass(Step::kSlbChange);
  }
  void on(const SlbInvalidate& invalidate) {
    mmu_.slbie(invalidate.rb);
    overwritten_.clear();
    machine_.pass(Step::kSlbChange);
  }
  void on(const SlbInvalidateAll& invalidate) {
    mmu_.slbia(invalidate.ih);
    overwritten_.clear();
    machine_.pass(Step::kSlbChange);
  }

  /// Who writes is not recorded: it is who made the last access. A guest's hypervisor lets it have
  /// all of AMOR, and LPCR is not the guest's to write (facts E4).
  void on(const SprWrite& write) {
    const auto spr = authority_spr(write.spr);
    if (!spr) return;
    AuthorityRegisters registers(mmu_.masks(), kWhole, uamor_);
    registers.write(*spr, write.value,
                    mode_ == GuestMode::kUser ? Privilege::kProblem : Privilege::kPrivileged);
    mmu_.set_masks(registers.masks());
    uamor_ = registers.uamor();
  }

  void on(const InterruptTaken& taken) {
    const auto vector = static_cast<Interrupt>(taken.vector);
    switch (vector) {
      case Interrupt::kDataStorage:
        check_fault(taken, {Interrupt::kDataStorage, taken.dar, taken.dsisr},
                    any(taken.dsisr, cause::kStore) ? AccessKind::kStore : AccessKind::kLoad);
        break;
      case Interrupt::kDataSegment:
        check_fault(taken, {Interrupt::kDataSegment, taken.dar, 0}, AccessKind::kLoad);
        break;
      case Interrupt::kInstructionStorage:
        check_fault(taken,
                    {Interrupt::kInstructionStorage, taken.srr0,
                     static_cast<std::uint32_t>(taken.srr1) & cause::kSrr1Mask},
                    AccessKind::kFetch);
        break;
      case Interrupt::kInstructionSegment:
        check_fault(taken, {Interrupt::kInstructionSegment, taken.srr0, 0}, AccessKind::kFetch);
        break;
      default:
        ++report_.counters.other_interrupts;
        if (dcbz_fault_) unexpected_dcbz_fault();
    }
    dcbz_fault_.reset();
    const bool is_page_fault =
        vector == Interrupt::kDataStorage || vector == Interrupt::kInstructionStorage;
    machine_.pass(is_page_fault ? Step::kPageFault : Step::kInterrupt);
  }

  void check_fault(const InterruptTaken& taken, const Fault& expected, AccessKind kind) {
    auto& counters = report_.counters;
    ++counters.faults_checked;
    const std::uint64_t mode = taken.srr1 & msr::kPr;
    std::string instead;
    try {
      const auto got = dcbz_fault_ ? dcbz_fault_ : attempt(expected, kind, mode);
      if (got == expected) return;
      if (!got && may_be_served(expected, kind, mode)) {
        ++counters.mpss_hits;
        return;
      }
      instead = describe(got);
    } catch (const EndlessAccess& endless) {
      instead = endless.what();
    }
    report_.differ(counters.faults_differ, line_,
                   fmt::format("expected {} at {:x} causes {:x}, got {}", name(expected.interrupt),
                               expected.address.value(), expected.causes, instead));
  }

  /// Does again what faulted. A segment fault is looked for in the SLB itself, as a translation may
  /// outlive its segment in an ERAT of another size than the recorded processor's.
  std::optional<Fault> attempt(const Fault& expected, AccessKind kind, std::uint64_t problem) {
    const Access access{kind, expected.address, 1, msr::kGuestKernel | problem};
    const AccessOutcome outcome = thread_.access(access, GuestThread<M>::Order::kInTurn);
    if (!outcome.fault) thread_.was_attempt_only(kind);
    if (is_segment_interrupt(expected.interrupt) &&
        mmu_.slb().lookup(access.ea).match == Slb::Match::kMiss) {
      return expected;
    }
    return outcome.fault;
  }

  /// A base page without HPTE may be served by the translation of another one (facts D8). Whether
  /// the recorded processor had one cannot be told, so it is allowed and counted apart.
  bool may_be_served(const Fault& expected, AccessKind kind, std::uint64_t problem) {
    return any(expected.causes, cause::kNoHpte) &&
           mmu_.another_base_page_serves({kind, expected.address, 1, msr::kGuestKernel | problem});
  }

  static std::string describe(const std::optional<Fault>& fault) {
    if (!fault) return "no fault";
    return fmt::format("{} at {:x} causes {:x}", name(fault->interrupt), fault->address.value(),
                       fault->causes);
  }

  void unexpected_dcbz_fault() {
    report_.differ(report_.counters.faults_differ, line_,
                   fmt::format("dcbz: expected no fault, got {}", describe(dcbz_fault_)));
    dcbz_fault_.reset();
  }

  ThreadMmu& mmu_;
  const Partition& partition_;
  M& machine_;
  GuestThread<M> thread_;
  ReplayReport report_;
  std::uint64_t line_ = 0;
  std::vector<SlbEntry> overwritten_;
  GuestMode mode_ = GuestMode::kKernel;
  std::uint64_t uamor_ = kWhole;  // not recorded at the start
  HcallIssue issue_;
  std::optional<HcallResult> result_;
  unsigned asked_again_ = 0;
  std::optional<Fault> dcbz_fault_;
  std::vector<Recorded> unfinished_;  // by the number of their walk
};

}  // namespace htabsim
