// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "htabsim/model/base/state_archive_fwd.h"
#include "htabsim/tlm/core/timed_thread.h"
#include "htabsim/tlm/core/vcpu_setup.h"

namespace htabsim {

struct GuestOsCounters;
struct GuestResizeCounters;
struct HcallCounters;
class ReplayReport;
struct ThreadCounters;
struct TranslationCounts;

/// What a guest processor does: a recording, or a plain program under a guest's kernel.
class GuestWork : public MissTaker {
 public:
  /// Handles events until they end or the thread is to stop; goes on from there when it is called
  /// again. From a SystemC thread.
  virtual void run() = 0;
  /// Whether all events have been handled.
  [[nodiscard]] virtual bool over() const = 0;
  /// Whether time stands still for the next events, as between the samples of a long trace.
  [[nodiscard]] virtual bool is_between_samples() const = 0;
  /// Handles the next event; gives how many accesses it has, nothing if there is none before time
  /// goes on.
  virtual std::optional<unsigned> handle_next() = 0;
  /// Whether the next event may be handled now, before time begins: not if another processor's
  /// comes first.
  virtual bool has_turn() = 0;
  /// The events before time begins are over for all.
  [[nodiscard]] virtual bool warm_up_over() const = 0;
  /// Time begins or goes on: what was counted since it stood still is forgotten.
  virtual void end_warm_up() = 0;

  // Of a plain program; std::logic_error of a recording. Between these events and time:

  /// What the events have left of the program on this processor alone.
  virtual void save(StateWriter& to) = 0;
  /// Goes on behind the events of another one's warm-up. Throws what the source of them throws.
  virtual void load(StateReader& from) = 0;
  /// What the program has on all of its processors.
  virtual GuestProcess& process() = 0;

  [[nodiscard]] virtual const ThreadCounters& counters() const = 0;
  [[nodiscard]] virtual const HcallCounters& hcalls() const = 0;
  [[nodiscard]] virtual const TranslationCounts& instruction_side() const = 0;
  [[nodiscard]] virtual const TranslationCounts& data_side() const = 0;
  /// How the recording compares; null for a plain program.
  [[nodiscard]] virtual const ReplayReport* report() const { return nullptr; }
  /// What the kernel did for a plain program; null for a recording.
  [[nodiscard]] virtual const GuestOsCounters* os_counters() const { return nullptr; }
  /// Accesses of a plain program's trace until now, those that were passed over included.
  [[nodiscard]] virtual std::uint64_t trace_accesses() const { return 0; }
  /// What has become of the guest's wish for another table; null for a processor without one.
  [[nodiscard]] virtual const GuestResizeCounters* resize() const = 0;
};

/// The work of `setup`, done by `thread` on a table of `geometry`, which may change.
std::unique_ptr<GuestWork> make_guest_work(const VcpuSetup& setup, const Partition& partition,
                                           const HptGeometry& geometry, TimedThread& thread);

}  // namespace htabsim
