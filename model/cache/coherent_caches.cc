// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/coherent_caches.h"

namespace htabsim {

CoherentCaches::CoherentCaches(std::size_t cores, const CacheSizes& sizes)
    : cores_(cores, Core{LineCache(sizes.l1_bytes, sizes.l1_ways),
                         LineCache(sizes.l2_bytes, sizes.l2_ways),
                         LineCache(sizes.l3_bytes, sizes.l3_ways)}) {}

LineSource CoherentCaches::read(std::size_t core, LineNumber line, By by) {
  return bring(core, line, by);
}

LineSource CoherentCaches::write(std::size_t core, LineNumber line, By by) {
  const LineSource source = bring(core, line, by);
  for (std::size_t other = 0; other < cores_.size(); ++other) {
    if (other != core) drop(cores_[other], line);
  }
  cores_[core].l3.set_modified(line, true);
  return source;
}

LineSource CoherentCaches::bring(std::size_t number, LineNumber line, By by) {
  Core& core = cores_[number];
  if (by == By::kInstruction && core.l1.touch(line)) return LineSource::l1;
  const LineSource source = core.l2.touch(line)   ? LineSource::l2
                            : core.l3.touch(line) ? LineSource::l3
                                                  : share_from_elsewhere(number, line);
  fill(core, line, source, by);
  return source;
}

// An L3 holds all that its core's smaller caches hold, so it knows which lines are modified. Nobody
// else holds one that is.
LineSource CoherentCaches::share_from_elsewhere(std::size_t core, LineNumber line) {
  LineSource source = LineSource::memory;
  for (std::size_t other = 0; other < cores_.size(); ++other) {
    if (other == core || !cores_[other].l3.holds(line)) continue;
    const bool modified = cores_[other].l3.set_modified(line, false);
    if (cores_[other].l2.holds(line)) {
      return modified ? LineSource::other_l2_modified : LineSource::other_l2_shared;
    }
    source = modified ? LineSource::other_l3_modified : LineSource::other_l3_shared;
  }
  return source;
}

void CoherentCaches::fill(Core& core, LineNumber line, LineSource source, By by) {
  if (source > LineSource::l3) {
    if (const auto gone = core.l3.insert(line)) {
      core.l2.drop(*gone);
      core.l1.drop(*gone);
    }
  }
  if (source > LineSource::l2) {
    if (const auto gone = core.l2.insert(line)) core.l1.drop(*gone);
  }
  if (by == By::kInstruction) core.l1.insert(line);
}

void CoherentCaches::drop(Core& core, LineNumber line) {
  core.l1.drop(line);
  core.l2.drop(line);
  core.l3.drop(line);
}

}  // namespace htabsim
