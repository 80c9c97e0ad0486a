// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/interval_meter.h"

#include <algorithm>

#include "htabsim/model/base/described.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "htabsim/tlm/core/guest_work.h"
#include "htabsim/tlm/core/timed_thread.h"

namespace htabsim {

namespace {

/// All hcalls, whatever they came to.
std::uint64_t hcalls_in(const HcallCounters& c) {
  return c.enter + c.remove + c.bulk_remove + c.protect + c.read + c.clear_ref + c.clear_mod +
         c.resize_prepare + c.resize_commit + c.other;
}

/// An access that ended in an interrupt is none, and is taken back where it was counted: in the
/// interval in which it began.
void add_interval(std::vector<IntervalCounts>& all, const IntervalCounts& counts) {
  all.push_back(counts);
  const auto accesses = static_cast<std::int64_t>(counts.accesses);
  if (accesses >= 0) return;
  all.back().accesses = 0;
  auto undone = static_cast<std::uint64_t>(-accesses);
  for (auto earlier = all.rbegin(); undone != 0 && earlier != all.rend(); ++earlier) {
    const std::uint64_t here = std::min(undone, earlier->accesses);
    earlier->accesses -= here;
    undone -= here;
  }
}

}  // namespace

IntervalCounts operator-(const IntervalCounts& until, const IntervalCounts& from) {
  return members_between(from, until);
}

IntervalMeter::IntervalMeter(const TimedThread& thread, const GuestWork& work, Cycles length)
    : thread_(thread), work_(work), length_(length), end_(length == Cycles(0) ? kNever : length) {}

void IntervalMeter::advance_to(Cycles now) {
  while (end_ <= now) {
    const IntervalCounts until = until_now();
    add_interval(ended_, until - began_);
    began_ = until;
    end_ += length_;
  }
}

std::vector<IntervalCounts> IntervalMeter::counts() const {
  std::vector<IntervalCounts> all = ended_;
  add_interval(all, until_now() - began_);
  return all;
}

IntervalCounts IntervalMeter::until_now() const {
  const ThreadCounters c = work_.counters();
  const LatencyHistogram& walks = thread_.walk_latency();
  return {.accesses = c.accesses(),
          .ierat_lookups = c.fetch_attempts,
          .ierat_misses = c.ierat_misses,
          .derat_lookups = c.data_attempts,
          .derat_misses = c.derat_misses,
          .tlb_lookups = c.tlb_hits + c.tlb_misses,
          .tlb_misses = c.tlb_misses,
          .walks = walks.count(),
          .walk_cycles = walks.total().value(),
          .hcalls = hcalls_in(work_.hcalls()),
          .storage_interrupts = c.storage_interrupts,
          .segment_interrupts = c.segment_interrupts,
          .hypervisor_storage_interrupts = c.hypervisor_storage_interrupts,
          .tlbies_received = thread_.tlbies_received()};
}

}  // namespace htabsim
