// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/pmu/pmu_counters.h"

#include <numeric>

namespace htabsim {

namespace {

template <std::size_t N>
void add(std::array<std::uint64_t, N>& sum, const std::array<std::uint64_t, N>& counts) {
  for (std::size_t i = 0; i < N; ++i) sum[i] += counts[i];
}

}  // namespace

TranslationCounts& TranslationCounts::operator+=(const TranslationCounts& other) {
  add(erat_reloads, other.erat_reloads);
  add(tlb_reloads, other.tlb_reloads);
  add(pteg_sources, other.pteg_sources);
  slb_misses += other.slb_misses;
  walk_cycles += other.walk_cycles;
  return *this;
}

DataCounts& DataCounts::operator+=(const DataCounts& other) {
  add(loads, other.loads);
  add(stores, other.stores);
  return *this;
}

PmuCounters& PmuCounters::operator+=(const PmuCounters& other) {
  run_cycles += other.run_cycles;
  snooped_tlbies += other.snooped_tlbies;
  instruction += other.instruction;
  data += other.data;
  if (other.data_lines) {
    if (!data_lines) data_lines.emplace();
    *data_lines += *other.data_lines;
  }
  return *this;
}

std::uint64_t total(const PageSizeCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::uint64_t total(const LineSourceCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace htabsim
