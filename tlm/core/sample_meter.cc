// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/sample_meter.h"

#include "htabsim/model/base/described.h"
#include "htabsim/model/guest/guest_os_counters.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/tlm/core/guest_work.h"
#include "htabsim/tlm/core/timed_thread.h"

namespace htabsim {

SampleCounts& operator+=(SampleCounts& sum, const SampleCounts& other) {
  add_members(sum, other);
  return sum;
}

SampleCounts operator-(const SampleCounts& until, const SampleCounts& from) {
  return members_between(from, until);
}

SampleCounts SampleMeter::until_now() const {
  const ThreadCounters counters = work_.counters();
  const LatencyHistogram& walks = thread_.walk_latency();
  return {.accesses = counters.accesses(),
          .cycles = thread_.now().value(),
          .walks = walks.count(),
          .walk_cycles = walks.total().value(),
          .ierat_misses = counters.ierat_misses,
          .derat_misses = counters.derat_misses,
          .tlb_misses = counters.tlb_misses,
          .storage_interrupts = counters.storage_interrupts,
          .segment_interrupts = counters.segment_interrupts,
          .first_touches = work_.os_counters()->first_touches};
}

void SampleMeter::stretch_begins(AccessTiming timing) {
  timing_ = timing;
  began_ = until_now();
}

void SampleMeter::stretch_ends(StretchEnd end) {
  const SampleCounts counts = until_now() - began_;
  samples_.first_touches += counts.first_touches;
  if (timing_ == AccessTiming::kBeginning) samples_.beginning += counts;
  if (timing_ == AccessTiming::kTouching) samples_.touching += counts;
  if (timing_ == AccessTiming::kMeasured && end == StretchEnd::kWhole) {
    samples_.measured.push_back(counts);
  }
}

}  // namespace htabsim
