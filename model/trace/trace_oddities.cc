// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_oddities.h"

namespace htabsim {

std::vector<OddFinding> TraceOddities::findings() const {
  if (accesses_ == 0) return {};
  std::vector<OddFinding> found;
  const auto note = [&](TraceOddity what, bool is_so, std::uint64_t accesses) {
    if (is_so) found.push_back({what, accesses});
  };
  note(TraceOddity::kNoStore, stores_ == 0, accesses_);
  note(TraceOddity::kNoFetch, fetches_ == 0, accesses_);
  note(TraceOddity::kOneByte, one_byte_ == accesses_, accesses_);
  note(TraceOddity::kKernelAddress, kernel_addresses_ != 0, kernel_addresses_);
  note(TraceOddity::kFirstPage, first_page_ != 0, first_page_);
  note(TraceOddity::kWrap, wraps_ != 0, wraps_);
  note(TraceOddity::kRealInPart, with_real_ != 0 && without_real_ != 0, without_real_);
  return found;
}

}  // namespace htabsim
