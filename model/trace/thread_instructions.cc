// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/thread_instructions.h"

namespace htabsim {

bool ThreadInstructions::next(PlainAccess& access, std::uint64_t end) {
  if (is_ahead_) {
    if (count_ >= end) return false;
    access = ahead_;
    is_ahead_ = false;
  } else {
    if (!reader_->next(access)) return false;
    if (access.kind != PlainAccessKind::kFetch) return true;
    if (count_ >= end) {
      ahead_ = access;
      is_ahead_ = true;
      return false;
    }
  }
  ++count_;
  return true;
}

void ThreadInstructions::skip_to(std::uint64_t first) {
  for (PlainAccess skipped; next(skipped, first);) continue;
}

}  // namespace htabsim
