// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_stretch.h"

#include <algorithm>

namespace htabsim {

void TraceStretch::clear() {
  timing = AccessTiming::kMeasured;
  ends_sample = false;
  passed = 0;
  count_ = 0;
}

std::uint64_t TraceStretch::read(TraceReader& reader, std::uint64_t most) {
  const std::size_t begin = count_;
  memory_.resize(std::max<std::size_t>(memory_.size(), begin + most));
  while (count_ < begin + most && reader.next(memory_[count_])) ++count_;
  passed += count_ - begin;
  return count_ - begin;
}

void TraceStretch::add(const PageTouch& touch) {
  memory_.resize(std::max(memory_.size(), count_ + 1));
  PlainAccess& access = memory_[count_++];
  access = {};
  access.kind = touch.way;
  access.ea = Ea(touch.page << PageTouch::kPageShift);
}

}  // namespace htabsim
