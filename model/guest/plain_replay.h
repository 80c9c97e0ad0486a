// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <boost/serialization/access.hpp>
#include <fmt/format.h>

#include "htabsim/model/guest/guest_os.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "htabsim/model/guest/unserved_access.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// Runs a program of which only the addresses are known: each access in problem state with 64-bit
/// addresses as they are, again and again until the guest's kernel has made it possible. One that
/// the kernel cannot serve is an UnservedAccess.
template <ProgramMachine M>
class PlainReplay {
 public:
  /// Without a program it has no other thread, without an SLB it has its processor to itself.
  PlainReplay(ThreadMmu& mmu, const Partition& partition, M& machine, const GuestOsConfig& config,
              const HptGeometry& table, std::shared_ptr<GuestProgram> program = nullptr,
              std::shared_ptr<ProcessorSlb> slb = nullptr)
      : mmu_(mmu),
        machine_(machine),
        thread_(mmu, partition, machine),
        os_(config, table, std::move(program), std::move(slb)),
        processor_(machine.join(os_.lock())) {}

  static bool waits_for_table(const PlainAccess&) { return false; }

  // Most accesses hit, and inlined into the loop a hit takes a third fewer instructions.
  [[gnu::always_inline]] void handle(const PlainAccess& access) {
    AccessKind kind = AccessKind::kStore;
    switch (access.kind) {
      case PlainAccessKind::kFetch:
        kind = AccessKind::kFetch;
        break;
      case PlainAccessKind::kLoad:
        kind = AccessKind::kLoad;
        break;
      default:
        break;
      case PlainAccessKind::kModify:
        perform_first(AccessKind::kLoad, access);
        break;
    }
    perform(kind, access);
  }

  /// What it does between two accesses: a system call, or another process's turn; false if that
  /// process runs already.
  bool handle_between(const PlainAccess& item) {
    if (item.kind == PlainAccessKind::kProcess && item.process() == os_.process()) return false;
    machine_.finish_walks();
    machine_.pass(Step::kInterrupt);
    Port port(*this);
    try {
      with_lock([&] { handle_between(port, item); });
    } catch (const UnservedFault& why) {
      throw UnservedAccess(item.line, why.what());
    }
    return true;
  }

  /// The kernel lets it go on where the thread `before` of the same processor has run until now,
  /// none of whose walks is under way.
  void switch_from(const PlainReplay& before) {
    machine_.pass(Step::kInterrupt);
    Port port(*this);
    os_.switch_from(port, before.os_);
  }

  /// An access whose walk was left to itself, and now is over; false if it must be done again.
  bool finish_access(std::size_t, const Access& access, const WalkRequest& request,
                     const WalkResult& result) {
    AccessOutcome outcome;
    return thread_.finish(access, request, result, outcome);
  }
  void repeat_access(std::size_t slot, const Access& access) {
    Port port(*this);
    for (;;) {
      const AccessOutcome outcome = thread_.repeat(access);
      if (!outcome.fault) return;
      handle(port, access.kind, going_on_[slot], *outcome.fault);
    }
  }

  /// The program is over.
  void finish() {}

  /// What the program's processors share.
  [[nodiscard]] GuestProgram& program() { return os_.program(); }
  [[nodiscard]] const GuestOsCounters& os_counters() const { return os_.counters(); }
  [[nodiscard]] const HcallCounters& hcalls() const { return hcalls_; }
  [[nodiscard]] const ThreadCounters& counters() const { return thread_.counters(); }
  [[nodiscard]] const GuestThread<M>& thread() const { return thread_; }
  /// All that it has counted.
  struct Counted {
    typename GuestThread<M>::Counted thread;
    GuestOsCounters os;
    HcallCounters hcalls;
  };
  [[nodiscard]] Counted counted() const { return {thread_.counted(), os_.counters(), hcalls_}; }
  /// Forgets what it has counted since then.
  void count_on_from(const Counted& then) {
    thread_.count_on_from(then.thread);
    os_.count_on_from(then.os);
    hcalls_ = then.hcalls;
  }

 private:
  friend class boost::serialization::access;
  /// While no walk goes on; the program apart, and nothing that was counted.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& thread_& os_;
  }

  static constexpr std::uint64_t kUserMsr = msr::kGuestKernel | msr::kPr;

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
    void slbia(unsigned ih) override {
      replay_.mmu_.slbia(ih);
      replay_.machine_.pass(Step::kSlbChange);
    }
    void spend(Cycles cycles) override { replay_.machine_.spend(cycles); }

   private:
    PlainReplay& replay_;
  };

  void handle_between(Port& port, const PlainAccess& item) {
    if (item.kind == PlainAccessKind::kProcess) os_.run_process(port, item.process());
    if (item.kind == PlainAccessKind::kFork) os_.fork(port, item.process());
    if (item.kind == PlainAccessKind::kExit) os_.exit(port, item.process());
  }

  [[gnu::noinline]] void perform_first(AccessKind kind, const PlainAccess& plain) {
    perform(kind, plain);
  }

  [[gnu::always_inline]] void perform(AccessKind kind, const PlainAccess& plain) {
    if (os_.count_access()) [[unlikely]]
      do_periodic_work();
    if (!thread_.begin(access_of(kind, plain))) [[unlikely]]
      go_on(kind, plain);
  }
  static Access access_of(AccessKind kind, const PlainAccess& plain) {
    return {kind, plain.ea, plain.size, kUserMsr};
  }

  // The kernel does one thing after the other: what older accesses may need of it comes first.
  void do_periodic_work() {
    Port port(*this);
    machine_.finish_walks();
    with_lock([&] { os_.do_periodic_work(port); });
  }

  /// With an access that has begun, until it is done.
  [[gnu::noinline]] void go_on(AccessKind kind, const PlainAccess& plain) {
    Port port(*this);
    const Access access = access_of(kind, plain);
    AccessOutcome outcome = thread_.go_on(access);
    for (;; outcome = thread_.access(access)) {
      if (outcome.unfinished) [[unlikely]]
        return keep(*outcome.unfinished, plain);
      if (!outcome.fault) return;
      // An older access may fault first, and its handler make this one possible.
      if (machine_.finish_walks()) continue;
      handle(port, kind, plain, *outcome.fault);
    }
  }

  void keep(std::size_t slot, const PlainAccess& plain) {
    if (going_on_.size() <= slot) going_on_.resize(slot + 1);
    going_on_[slot] = plain;
  }

  void handle(Port& port, AccessKind kind, const PlainAccess& plain, const Fault& fault) {
    machine_.pass(is_segment_interrupt(fault.interrupt) ? Step::kInterrupt : Step::kPageFault);
    try {
      with_lock([&] { os_.handle(port, fault, plain); });
    } catch (const UnservedFault& why) {
      throw UnservedAccess(
          plain.line, fmt::format("the guest's kernel cannot serve the {} at {:x}: {}", name(kind),
                                  fault.address.value(), why.what()));
    }
  }

  /// One processor at a time works on what several share of the kernel.
  template <class Work>
  void with_lock(const Work& work) {
    if (!os_.lock().is_shared()) return work();
    machine_.take(os_.lock(), processor_);
    try {
      work();
    } catch (const UnservedFault&) {
      machine_.release(os_.lock());
      throw;
    }
    machine_.release(os_.lock());
  }

  ThreadMmu& mmu_;
  M& machine_;
  GuestThread<M> thread_;
  GuestOs os_;
  std::size_t processor_;  // of those that share the kernel's lock
  HcallCounters hcalls_;
  std::vector<PlainAccess> going_on_;  // whose walks are under way, by their number
};

}  // namespace htabsim
