// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/pmu/pmu_events.h"

namespace htabsim {

namespace {

std::uint64_t of(const PageSizeCounts& counts, PageSize size) {
  return counts[static_cast<std::size_t>(size)];
}

std::uint64_t of(const LineSourceCounts& counts, LineSource source) {
  return counts[static_cast<std::size_t>(source)];
}

/// PREFIX_L2, PREFIX_L2MISS and so on: where lines from beyond the L1 came from.
void add_sources(std::vector<PmuEvent>& events, const std::string& prefix,
                 const LineSourceCounts& from) {
  using enum LineSource;
  const std::uint64_t beyond_l1 = total(from) - of(from, l1);
  const std::uint64_t beyond_l2 = beyond_l1 - of(from, l2);
  const std::uint64_t beyond_l3 = beyond_l2 - of(from, l3);
  events.push_back({prefix + "_L2", of(from, l2)});
  events.push_back({prefix + "_L2MISS", beyond_l2});
  events.push_back({prefix + "_L3", of(from, l3)});
  events.push_back({prefix + "_L3MISS", beyond_l3});
  events.push_back({prefix + "_L21_SHR", of(from, other_l2_shared)});
  events.push_back({prefix + "_L21_MOD", of(from, other_l2_modified)});
  events.push_back({prefix + "_L31_SHR", of(from, other_l3_shared)});
  events.push_back({prefix + "_L31_MOD", of(from, other_l3_modified)});
  events.push_back({prefix + "_ON_CHIP_CACHE", beyond_l3 - of(from, memory)});
  events.push_back({prefix + "_LMEM", of(from, memory)});
  events.push_back({prefix + "_MEMORY", of(from, memory)});
}

void add_erat(std::vector<PmuEvent>& events, const PmuCounters& counters) {
  using enum PageSize;
  const PageSizeCounts& derat = counters.data.erat_reloads;
  events.push_back({"PM_LSU_DERAT_MISS", total(derat)});
  events.push_back({"PM_DERAT_MISS_4K", of(derat, page_4k)});
  events.push_back({"PM_DERAT_MISS_64K", of(derat, page_64k)});
  events.push_back({"PM_DERAT_MISS_16M", of(derat, page_16m)});
  events.push_back({"PM_DERAT_MISS_16G", of(derat, page_16g)});
  const PageSizeCounts& ierat = counters.instruction.erat_reloads;
  events.push_back({"PM_IERAT_RELOAD", total(ierat)});
  events.push_back({"PM_IERAT_RELOAD_4K", of(ierat, page_4k)});
  events.push_back({"PM_IERAT_RELOAD_64K", of(ierat, page_64k)});
  // The I-ERAT holds 16G pages in pieces of 16M, and has no event of its own for them.
  events.push_back({"PM_IERAT_RELOAD_16M", of(ierat, page_16m) + of(ierat, page_16g)});
}

void add_tlb(std::vector<PmuEvent>& events, const PmuCounters& counters) {
  using enum PageSize;
  const PageSizeCounts& data = counters.data.tlb_reloads;
  const PageSizeCounts& instruction = counters.instruction.tlb_reloads;
  events.push_back({"PM_TLB_MISS", total(data) + total(instruction)});
  events.push_back({"PM_DTLB_MISS", total(data)});
  events.push_back({"PM_DTLB_MISS_4K", of(data, page_4k)});
  events.push_back({"PM_DTLB_MISS_64K", of(data, page_64k)});
  events.push_back({"PM_DTLB_MISS_16M", of(data, page_16m)});
  events.push_back({"PM_DTLB_MISS_16G", of(data, page_16g)});
  events.push_back({"PM_ITLB_MISS", total(instruction)});
  const Cycles walks = counters.data.walk_cycles + counters.instruction.walk_cycles;
  events.push_back({"PM_TABLEWALK_CYC", walks.value()});
  events.push_back({"PM_DATA_TABLEWALK_CYC", counters.data.walk_cycles.value()});
}

void add_slb(std::vector<PmuEvent>& events, const PmuCounters& counters) {
  events.push_back({"PM_SLB_MISS", counters.data.slb_misses + counters.instruction.slb_misses});
  events.push_back({"PM_DSLB_MISS", counters.data.slb_misses});
  events.push_back({"PM_ISLB_MISS", counters.instruction.slb_misses});
}

void add_data_lines(std::vector<PmuEvent>& events, const DataCounts& lines) {
  events.push_back({"PM_LD_REF_L1", total(lines.loads)});
  events.push_back({"PM_LD_MISS_L1", total(lines.loads) - of(lines.loads, LineSource::l1)});
  add_sources(events, "PM_DATA_FROM", lines.loads);
}

}  // namespace

std::vector<PmuEvent> pmu_events(const PmuCounters& counters, PtegSources sources) {
  std::vector<PmuEvent> events;
  events.push_back({"PM_CYC", counters.run_cycles.value()});
  events.push_back({"PM_RUN_CYC", counters.run_cycles.value()});
  add_erat(events, counters);
  add_tlb(events, counters);
  if (sources == PtegSources::kModelled) {
    add_sources(events, "PM_DPTEG_FROM", counters.data.pteg_sources);
    add_sources(events, "PM_IPTEG_FROM", counters.instruction.pteg_sources);
  }
  add_slb(events, counters);
  events.push_back({"PM_SNOOP_TLBIE", counters.snooped_tlbies});
  if (counters.data_lines) add_data_lines(events, *counters.data_lines);
  return events;
}

}  // namespace htabsim
