// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_part.h"

#include <algorithm>

namespace htabsim {

bool TracePart::next(PlainAccess& access) {
  if (!choice_.thread && !pass_beginning()) return false;
  while (met_ < choice_.skip || met_ - choice_.skip < choice_.take) {
    if (!whole_->next(access)) return false;
    if (choice_.thread && access.thread != *choice_.thread) continue;
    const std::uint64_t number = met_++;
    if (number < choice_.skip) continue;
    if ((number - choice_.skip) % choice_.period < choice_.of_period) return true;
  }
  return false;
}

std::uint64_t TracePart::skip(std::uint64_t count, std::vector<PageTouch>& touches) {
  if (!is_range()) return TraceReader::skip(count, touches);
  if (!pass_beginning()) return 0;
  touches.insert(touches.end(), touched_.begin(), touched_.end());
  touched_.clear();
  const std::uint64_t left = choice_.take - (met_ - choice_.skip);
  const std::uint64_t passed = whole_->skip(std::min(count, left), touches);
  met_ += passed;
  return passed;
}

bool TracePart::pass_beginning() {
  if (met_ < choice_.skip) met_ += whole_->skip(choice_.skip - met_, touched_);
  return met_ >= choice_.skip;
}

}  // namespace htabsim
