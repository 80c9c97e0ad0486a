// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/coherent_caches.h"

namespace htabsim {

namespace {

/// To ask so many costs less than to keep a directory.
constexpr std::size_t kFewCores = 8;

LineSource in_other_core(bool in_l2, bool modified) {
  if (in_l2) return modified ? LineSource::other_l2_modified : LineSource::other_l2_shared;
  return modified ? LineSource::other_l3_modified : LineSource::other_l3_shared;
}

}  // namespace

CoherentCaches::CoherentCaches(std::size_t cores, const CacheSizes& sizes)
    : cores_(cores, Core{LineCache(sizes.l1_bytes, sizes.l1_ways),
                         LineCache(sizes.l2_bytes, sizes.l2_ways),
                         LineCache(sizes.l3_bytes, sizes.l3_ways)}) {
  if (cores > kFewCores) directory_.emplace(cores);
}

LineSource CoherentCaches::read(std::size_t core, LineNumber line, By by) {
  return bring(core, line, by);
}

LineSource CoherentCaches::write(std::size_t core, LineNumber line, By by) {
  const LineSource source = bring(core, line, by);
  if (cores_[core].l3.set_modified(line, true)) return source;
  visit_others(line, core, [this, line](std::size_t other) {
    drop(other, line);
    return false;
  });
  return source;
}

LineSource CoherentCaches::bring(std::size_t number, LineNumber line, By by) {
  Core& core = cores_[number];
  if (by == By::kInstruction && core.l1.touch(line)) return LineSource::l1;
  const LineSource source = core.l2.touch(line)   ? LineSource::l2
                            : core.l3.touch(line) ? LineSource::l3
                                                  : share_from_elsewhere(number, line);
  fill(number, line, source, by);
  return source;
}

// An L3 holds all that its core's smaller caches hold, so it knows which lines are modified. Nobody
// else holds one that is.
LineSource CoherentCaches::share_from_elsewhere(std::size_t core, LineNumber line) {
  LineSource source = LineSource::memory;
  visit_others(line, core, [this, line, &source](std::size_t other) {
    if (!cores_[other].l3.holds(line)) return false;
    const bool modified = cores_[other].l3.set_modified(line, false);
    const bool in_l2 = cores_[other].l2.holds(line);
    source = in_other_core(in_l2, modified);
    return in_l2;
  });
  return source;
}

LineSource CoherentCaches::source_for_owner(std::size_t core, LineNumber line) const {
  LineSource source = cores_[core].l2.holds(line)   ? LineSource::l2
                      : cores_[core].l3.holds(line) ? LineSource::l3
                                                    : LineSource::memory;
  visit_others(line, core, [this, line, &source](std::size_t other) {
    const Core& holder = cores_[other];
    if (!holder.l3.holds(line)) return false;
    const bool in_l2 = holder.l2.holds(line);
    source = in_other_core(in_l2, holder.l3.is_modified(line));
    return in_l2;
  });
  return source;
}

void CoherentCaches::fill(std::size_t number, LineNumber line, LineSource source, By by) {
  Core& core = cores_[number];
  if (source > LineSource::l3) {
    if (directory_) directory_->add(line, number);
    if (const auto gone = core.l3.insert(line)) {
      core.l2.drop(*gone);
      core.l1.drop(*gone);
      if (directory_) directory_->remove(*gone, number);
    }
  }
  if (source > LineSource::l2) {
    if (const auto gone = core.l2.insert(line)) core.l1.drop(*gone);
  }
  if (by == By::kInstruction) core.l1.insert(line);
}

void CoherentCaches::drop(std::size_t number, LineNumber line) {
  Core& core = cores_[number];
  core.l1.drop(line);
  core.l2.drop(line);
  core.l3.drop(line);
  if (directory_) directory_->remove(line, number);
}

}  // namespace htabsim
