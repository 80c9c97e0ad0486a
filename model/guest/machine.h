// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "htabsim/model/guest/kernel_lock.h"
#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/mmu/thread_mmu.h"
#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/papr/storage_interrupt.h"

namespace htabsim {

/// What a thread does at a point where time may pass, or where what others have sent it may arrive.
enum class Step : std::uint8_t {
  kAccess,         ///< an access starts
  kTlb,            ///< the TLB is about to be used
  kEratReload,     ///< a translation came from the TLB
  kEratPromotion,  ///< a translation came from the secondary D-ERAT
  kWalkTakenUp,    ///< the last walk's result is in the TLB and the ERAT
  kUse,            ///< a translation is about to be used
  kSlbChange,      ///< an SLB instruction
  kInterrupt,      ///< entry to an interrupt handler of the guest and return from it
  kPageFault,      ///< the same for a page that has no translation, or none that permits the access
  kForeignHcall,   ///< an hcall that is not modelled
};

/// What became of the wish to leave a table walk to itself.
struct StartedWalk {
  enum class Kind : std::uint8_t {
    kNo,     ///< the access waits for its walk
    kBegun,  ///< the machine will hand over the result, under `slot`
    kRetry,  ///< had to wait, so the lookup must be done again
  };

  Kind kind = Kind::kNo;
  std::size_t slot = 0;
};

/// Where a replay is carried out, at once or in time. A replay has it as a parameter, not as a base
/// class, so that a hit costs no call.
template <class M>
concept Machine = requires(M& machine, Step step, Cycles cycles, const Access& access,
                           const WalkRequest& walk, const TranslationStep& miss,
                           const StorageInterrupt& interrupt, const HcallFrame& frame,
                           HostReal real) {
  machine.pass(step);
  /// The kernel's own instructions.
  machine.spend(cycles);
  /// The kernel does nothing for so long; false if it ends before, as the processor is to stop.
  { machine.sleep(cycles) } -> std::same_as<bool>;
  { machine.walk(walk) } -> std::same_as<WalkResult>;
  /// Leaves the walk that a lookup asks for to itself, if the machine can.
  { machine.start_walk(access, miss) } -> std::same_as<StartedWalk>;
  /// Ends all walks left to themselves; says whether there was any.
  { machine.finish_walks() } -> std::same_as<bool>;
  /// An access gets to its bytes.
  machine.access_data(access.kind, real, access.size);
  { machine.storage_interrupt(interrupt) } -> std::same_as<StorageOutcome>;
  { machine.hcall(frame) } -> std::same_as<HcallResult>;
};

/// One that runs a program, whose kernel other processors may share.
template <class M>
concept ProgramMachine = Machine<M> &&
    requires(M& machine, KernelLock& lock, std::size_t processor) {
  /// The thread is one more processor that shares the lock, under the number returned.
  { machine.join(lock) } -> std::same_as<std::size_t>;
  machine.take(lock, processor);
  machine.release(lock);
};

}  // namespace htabsim
