// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_part.h"

#include <algorithm>

namespace htabsim {

bool TracePart::next(PlainAccess& access) {
  if (telling_.take_held(access)) return true;
  if (!choice_.thread && !pass_beginning()) return false;
  while (met_ < choice_.skip || met_ - choice_.skip < choice_.take) {
    if (!whole_->next(access)) return false;
    if (access.kind == PlainAccessKind::kProcess) {
      telling_.set(access.process());
      continue;
    }
    if (is_access(access.kind)) {
      if ((choice_.thread && access.thread != *choice_.thread) || !choose()) continue;
    } else if (met_ < choice_.skip) {
      continue;
    }
    telling_.give(access, access);
    return true;
  }
  return false;
}

bool TracePart::choose() {
  const std::uint64_t number = met_++;
  return number >= choice_.skip && (number - choice_.skip) % choice_.period < choice_.of_period;
}

std::uint64_t TracePart::skip(std::uint64_t count, PassedTouches& touches) {
  if (!is_range()) return TraceReader::skip(count, touches);
  if (!pass_beginning()) return 0;
  touches.first.insert(touches.first.end(), before_.first.begin(), before_.first.end());
  before_.first.clear();
  const std::uint64_t left = choice_.take - (met_ - choice_.skip);
  const std::uint64_t passed = whole_->skip(std::min(count, left), touches);
  met_ += passed;
  return passed;
}

bool TracePart::pass_beginning() {
  if (met_ < choice_.skip) met_ += whole_->skip(choice_.skip - met_, before_);
  if (const auto process = whole_->take_skipped_process()) telling_.set(*process);
  return met_ >= choice_.skip;
}

}  // namespace htabsim
