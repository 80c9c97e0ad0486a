// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <boost/describe/class.hpp>

#include "htabsim/model/guest/plain_access_source.h"

namespace htabsim {

class GuestWork;
class TimedThread;

/// What a processor does in a stretch of its trace.
struct SampleCounts {
  std::uint64_t accesses = 0;
  std::uint64_t cycles = 0;
  std::uint64_t walks = 0;
  std::uint64_t walk_cycles = 0;
  std::uint64_t ierat_misses = 0;
  std::uint64_t derat_misses = 0;
  std::uint64_t tlb_misses = 0;
  std::uint64_t storage_interrupts = 0;  ///< of the guest's
  std::uint64_t segment_interrupts = 0;
  std::uint64_t first_touches = 0;  ///< of the kernel's pages
};
BOOST_DESCRIBE_STRUCT(SampleCounts, (),
                      (accesses, cycles, walks, walk_cycles, ierat_misses, derat_misses, tlb_misses,
                       storage_interrupts, segment_interrupts, first_touches))

SampleCounts& operator+=(SampleCounts& sum, const SampleCounts& other);
SampleCounts operator-(const SampleCounts& until, const SampleCounts& from);

/// What a processor has counted in the stretches of a trace of which samples are taken.
struct Samples {
  std::vector<SampleCounts> measured;  ///< by sample
  SampleCounts beginning;              ///< before the first of a period
  SampleCounts touching;               ///< first touches in what was passed over
  std::uint64_t first_touches = 0;     ///< in the whole trace
};

/// Counts them. Walks that are on their way count where they end.
class SampleMeter final : public StretchListener {
 public:
  SampleMeter(const TimedThread& thread, const GuestWork& work) : thread_(thread), work_(work) {}

  void stretch_begins(AccessTiming timing) override;
  void stretch_ends(StretchEnd end) override;

  [[nodiscard]] const Samples& samples() const { return samples_; }

 private:
  [[nodiscard]] SampleCounts until_now() const;

  const TimedThread& thread_;
  const GuestWork& work_;
  AccessTiming timing_ = AccessTiming::kMeasured;
  SampleCounts began_;
  Samples samples_;
};

}  // namespace htabsim
