// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_part.h"

namespace htabsim {

bool TracePart::next(PlainAccess& access) {
  while (met_ < choice_.skip || met_ - choice_.skip < choice_.take) {
    if (!whole_->next(access)) return false;
    if (choice_.thread && access.thread != *choice_.thread) continue;
    const std::uint64_t number = met_++;
    if (number < choice_.skip) continue;
    if ((number - choice_.skip) % choice_.period < choice_.of_period) return true;
  }
  return false;
}

}  // namespace htabsim
