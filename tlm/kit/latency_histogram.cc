// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/latency_histogram.h"

#include <algorithm>

namespace htabsim {

namespace {

// Edges are whole numbers below 2^53, which doubles hold exactly: binning is the same everywhere.
std::vector<double> edges() {
  constexpr std::uint64_t kExact = 32;
  constexpr std::uint64_t kSteps = 16;
  constexpr std::uint64_t kLongest = std::uint64_t{1} << 40;
  std::vector<double> result;
  for (std::uint64_t edge = 0; edge < kExact; ++edge) result.push_back(static_cast<double>(edge));
  for (std::uint64_t octave = kExact; octave < kLongest; octave *= 2) {
    for (std::uint64_t step = 0; step < kSteps; ++step) {
      result.push_back(static_cast<double>(octave + step * octave / kSteps));
    }
  }
  result.push_back(static_cast<double>(kLongest));
  return result;
}

}  // namespace

LatencyHistogram::LatencyHistogram()
    : counts_(boost::histogram::make_histogram_with(
          boost::histogram::dense_storage<std::uint64_t>(), Axis(edges()))) {}

void LatencyHistogram::add(Cycles latency) {
  counts_(static_cast<double>(latency.value()));
  minimum_ = count_ == 0 ? latency : std::min(minimum_, latency);
  maximum_ = std::max(maximum_, latency);
  total_ += latency;
  ++count_;
}

Cycles LatencyHistogram::percentile(unsigned percent) const {
  const std::uint64_t wanted = (count_ * percent + 99) / 100;
  std::uint64_t seen = 0;
  for (const Bin& bin : bins()) {
    seen += bin.count;
    if (seen >= wanted) return Cycles(bin.from);
  }
  return maximum_;
}

std::vector<LatencyHistogram::Bin> LatencyHistogram::bins() const {
  std::vector<Bin> result;
  for (auto&& cell : boost::histogram::indexed(counts_)) {
    if (*cell == 0) continue;
    result.push_back({static_cast<std::uint64_t>(cell.bin().lower()), *cell});
  }
  return result;
}

}  // namespace htabsim
