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

TraceStretch::ReadEnd TraceStretch::read(TraceReader& reader, std::uint64_t most,
                                         PlainAccess& between) {
  const std::size_t begin = count_;
  const std::size_t end = begin + most;
  memory_.resize(std::max(memory_.size(), end));
  ReadEnd why = ReadEnd::kFull;
  for (; count_ != end; ++count_) {
    if (!reader.next(memory_[count_])) {
      why = ReadEnd::kTraceEnd;
      break;
    }
    if (!is_access(memory_[count_].kind)) [[unlikely]] {
      between = memory_[count_];
      why = ReadEnd::kBetween;
      break;
    }
  }
  passed += count_ - begin;
  return why;
}

void TraceStretch::add(const PageTouch& touch) {
  memory_.resize(std::max(memory_.size(), count_ + 1));
  PlainAccess& access = memory_[count_++];
  access = {};
  access.kind = touch.way;
  access.ea = Ea(touch.page << PageTouch::kPageShift);
}

void TraceStretch::add_between(const PlainAccess& item) {
  memory_.resize(std::max<std::size_t>(memory_.size(), 1));
  memory_[count_++] = item;
}

}  // namespace htabsim
