// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <boost/describe/class.hpp>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

class GuestWork;
class TimedThread;

/// What a processor does in an interval of simulated time.
struct IntervalCounts {
  std::uint64_t accesses = 0;
  std::uint64_t ierat_lookups = 0;
  std::uint64_t ierat_misses = 0;
  std::uint64_t derat_lookups = 0;
  std::uint64_t derat_misses = 0;
  std::uint64_t tlb_lookups = 0;
  std::uint64_t tlb_misses = 0;
  std::uint64_t walks = 0;
  std::uint64_t walk_cycles = 0;
  std::uint64_t hcalls = 0;
  std::uint64_t storage_interrupts = 0;  ///< of the guest's
  std::uint64_t segment_interrupts = 0;
  std::uint64_t hypervisor_storage_interrupts = 0;
  std::uint64_t tlbies_received = 0;
};
BOOST_DESCRIBE_STRUCT(IntervalCounts, (),
                      (accesses, ierat_lookups, ierat_misses, derat_lookups, derat_misses,
                       tlb_lookups, tlb_misses, walks, walk_cycles, hcalls, storage_interrupts,
                       segment_interrupts, hypervisor_storage_interrupts, tlbies_received))

IntervalCounts operator-(const IntervalCounts& until, const IntervalCounts& from);

/// Counts what a processor does in each interval of equal length, by the processor's own time,
/// which may be ahead of the simulation's. What it begins before an interval's end counts in that
/// one: a walk or an hcall that reaches into the next interval, too.
class IntervalMeter {
 public:
  /// Intervals of so many cycles; 0: none.
  IntervalMeter(const TimedThread& thread, const GuestWork& work, Cycles length);

  /// When the present interval ends; kNever if there are none.
  [[nodiscard]] Cycles end() const { return end_; }
  /// The processor's time is `now`: ends the intervals that are over.
  void advance_to(Cycles now);

  /// The intervals that have ended and, last, the one that has not.
  [[nodiscard]] std::vector<IntervalCounts> counts() const;

 private:
  [[nodiscard]] IntervalCounts until_now() const;

  const TimedThread& thread_;
  const GuestWork& work_;
  Cycles length_;
  Cycles end_;
  IntervalCounts began_;
  std::vector<IntervalCounts> ended_;
};

}  // namespace htabsim
