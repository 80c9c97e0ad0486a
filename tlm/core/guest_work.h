// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <boost/describe/class.hpp>

#include "htabsim/model/base/state_archive_fwd.h"
#include "htabsim/model/guest/guest_os_counters.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "htabsim/model/pmu/pmu_counters.h"
#include "htabsim/tlm/core/timed_thread.h"
#include "htabsim/tlm/core/vcpu_setup.h"

namespace htabsim {

struct GuestResizeCounters;
class ReplayReport;

/// What one of several threads of a processor has done.
struct ThreadShare {
  std::uint64_t number = 0;  ///< of its guest's
  std::uint64_t accesses = 0;
  std::uint64_t cycles = 0;  ///< that it had the processor, each switch to it included
  std::uint64_t switches = 0;
};
BOOST_DESCRIBE_STRUCT(ThreadShare, (), (number, accesses, cycles, switches))

/// What a guest processor does: a recording, or plain programs under a guest's kernel. What is
/// counted is that of all its threads.
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

  // Of a plain program alone on its processor; std::logic_error of any other. Between these events
  // and time:

  /// What the events have left of the program on this processor alone.
  virtual void save(StateWriter& to);
  /// Goes on behind the events of another one's warm-up. Throws what the source of them throws.
  virtual void load(StateReader& from);
  /// What the program has on all of its processors.
  virtual GuestProgram& program();

  [[nodiscard]] virtual ThreadCounters counters() const = 0;
  [[nodiscard]] virtual HcallCounters hcalls() const = 0;
  [[nodiscard]] virtual TranslationCounts instruction_side() const = 0;
  [[nodiscard]] virtual TranslationCounts data_side() const = 0;
  /// How the recording compares; null for a plain program.
  [[nodiscard]] virtual const ReplayReport* report() const { return nullptr; }
  /// What the kernel did for plain programs; nothing for a recording.
  [[nodiscard]] virtual std::optional<GuestOsCounters> os_counters() const { return {}; }
  /// By thread, if several take turns.
  [[nodiscard]] virtual std::vector<ThreadShare> threads() const { return {}; }
  /// Accesses of a plain program's trace until now, those that were passed over included.
  [[nodiscard]] virtual std::uint64_t trace_accesses() const { return 0; }
  /// What has become of the guest's wish for another table; null for a processor without one.
  [[nodiscard]] virtual const GuestResizeCounters* resize() const = 0;
};

/// The work of `setup`, done by `thread` on a table of `geometry`, which may change.
std::unique_ptr<GuestWork> make_guest_work(const VcpuSetup& setup, const Partition& partition,
                                           const HptGeometry& geometry, TimedThread& thread);

}  // namespace htabsim
