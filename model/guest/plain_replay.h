// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include "htabsim/model/guest/guest_os.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "htabsim/model/guest/no_progress.h"
#include "htabsim/model/trace/lackey_reader.h"

namespace htabsim {

/// Runs a program of which only the addresses are known: each access in problem state with 64-bit
/// addresses as they are, again and again until the guest's kernel has made it possible.
template <Machine M>
class PlainReplay {
 public:
  PlainReplay(ThreadMmu& mmu, const Partition& partition, M& machine, const GuestOsConfig& config)
      : mmu_(mmu), machine_(machine), thread_(mmu, partition, machine), os_(config) {}

  void handle(const PlainAccess& access) {
    switch (access.kind) {
      case PlainAccessKind::kFetch:
        return perform(AccessKind::kFetch, access);
      case PlainAccessKind::kLoad:
        return perform(AccessKind::kLoad, access);
      case PlainAccessKind::kStore:
        return perform(AccessKind::kStore, access);
      case PlainAccessKind::kModify:
        perform(AccessKind::kLoad, access);
        return perform(AccessKind::kStore, access);
    }
  }

  /// An access whose walk was left to itself, and now is over; false if it must be done again.
  bool finish_access(std::size_t, const Access& access, const WalkRequest& request,
                     const WalkResult& result) {
    AccessOutcome outcome;
    return thread_.finish(access, request, result, outcome);
  }
  void repeat_access(std::size_t, const Access& access) {
    Port port(*this);
    for (unsigned faults = 0;; ++faults) {
      const AccessOutcome outcome = thread_.repeat(access);
      if (!outcome.fault || !handle(port, *outcome.fault, faults)) return;
    }
  }

  /// The program is over.
  void finish() {}

  [[nodiscard]] const GuestOsCounters& os_counters() const { return os_.counters(); }
  [[nodiscard]] const HcallCounters& hcalls() const { return hcalls_; }
  [[nodiscard]] const ThreadCounters& counters() const { return thread_.counters(); }
  [[nodiscard]] const GuestThread<M>& thread() const { return thread_; }
  /// Counts from here on.
  void restart_counters() {
    thread_.restart_counters();
    os_.restart_counters();
    hcalls_ = {};
  }

 private:
  static constexpr std::uint64_t kUserMsr = msr::kSf | msr::kIr | msr::kDr | msr::kPr;

  /// The kernel's way to the processor that runs the program.
  class Port final : public KernelPort {
   public:
    explicit Port(PlainReplay& replay) : replay_(replay) {}

    HcallResult hcall(const HcallFrame& frame) override {
      const HcallResult result = replay_.machine_.hcall(frame);
      replay_.hcalls_.count(frame.token, result.status);
      return result;
    }
    void slbmte(std::uint64_t rs, std::uint64_t rb) override {
      replay_.mmu_.slbmte(rs, rb);
      replay_.machine_.pass(Step::kSlbChange);
    }
    void slbie(std::uint64_t rb) override {
      replay_.mmu_.slbie(rb);
      replay_.machine_.pass(Step::kSlbChange);
    }
    void spend(Cycles cycles) override { replay_.machine_.spend(cycles); }

   private:
    PlainReplay& replay_;
  };

  void perform(AccessKind kind, const PlainAccess& plain) {
    Port port(*this);
    if (os_.count_access()) [[unlikely]] {
      // The kernel does one thing after the other: what older accesses may need of it comes first.
      machine_.finish_walks();
      os_.do_periodic_work(port);
    }
    const Access access{kind, plain.ea, plain.size, kUserMsr};
    for (unsigned faults = 0;; ++faults) {
      const AccessOutcome outcome = thread_.access(access);
      if (!outcome.fault) return;
      // An older access may fault first, and its handler make this one possible.
      if (machine_.finish_walks()) continue;
      if (!handle(port, *outcome.fault, faults)) return;
    }
  }

  bool handle(Port& port, const Fault& fault, unsigned faults_before) {
    if (faults_before == kPatience) {
      throw NoProgress(
          fmt::format("access to {:x}: {} faults, and no end", fault.address.value(), kPatience));
    }
    machine_.pass(Step::kInterrupt);
    return os_.handle(port, fault);
  }

  ThreadMmu& mmu_;
  M& machine_;
  GuestThread<M> thread_;
  GuestOs os_;
  HcallCounters hcalls_;
};

}  // namespace htabsim
