// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/latency_histogram.h"

#include <algorithm>

#include <boost/histogram/axis/variable.hpp>

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

using Axis = boost::histogram::axis::variable<double>;

const Axis& steps() {
  static const Axis axis(edges());
  return axis;
}

}  // namespace

// The last one has what is longer than all steps.
LatencyHistogram::LatencyHistogram() : counts_(static_cast<std::size_t>(steps().size()) + 1) {}

void LatencyHistogram::add(Cycles latency) {
  const int step = steps().index(static_cast<double>(latency.value()));
  ++counts_[static_cast<std::size_t>(step)];
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
  for (std::size_t step = 0; step + 1 < counts_.size(); ++step) {
    if (counts_[step] == 0) continue;
    const double from = steps().value(static_cast<double>(step));
    result.push_back({static_cast<std::uint64_t>(from), counts_[step]});
  }
  return result;
}

}  // namespace htabsim
