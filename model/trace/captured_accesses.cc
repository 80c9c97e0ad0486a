// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/captured_accesses.h"

#include <cstddef>
#include <iterator>

namespace htabsim {

namespace {

PlainAccess as_plain(const MemoryAccess& access) {
  constexpr PlainAccessKind kKinds[] = {PlainAccessKind::kLoad, PlainAccessKind::kStore,
                                        PlainAccessKind::kModify, PlainAccessKind::kStore,
                                        PlainAccessKind::kFetch};
  static_assert(std::size(kKinds) == kGuestAccessKinds);
  return {.kind = kKinds[static_cast<unsigned>(access.kind)],
          .size = static_cast<std::uint16_t>(access.size),
          .ea = access.ea,
          .real = access.ra.value_or(PlainAccess::kNoReal)};
}

}  // namespace

// An address that is not translated is none of a plain trace's, which are effective ones.
bool CapturedAccesses::next(PlainAccess& access) {
  while (events_.next(event_)) {
    const auto* recorded = std::get_if<MemoryAccess>(&event_);
    if (recorded == nullptr || recorded->mode == GuestMode::kKernelReal) {
      ++left_out_[event_.index()];
      continue;
    }
    access = as_plain(*recorded);
    access.line = events_.line_number();
    access.processor = static_cast<std::uint16_t>(events_.vcpu());
    return true;
  }
  return false;
}

std::vector<TraceRemark> CapturedAccesses::remarks() const {
  constexpr const char* kNames[] = {"accesses without translation",
                                    "hcalls",
                                    "results of hcalls",
                                    "slbmte",
                                    "slbie",
                                    "slbia",
                                    "mtspr",
                                    "interrupts"};
  static_assert(std::size(kNames) == std::variant_size_v<GuestEvent>);
  std::vector<TraceRemark> remarks;
  for (std::size_t i = 0; i < left_out_.size(); ++i) remarks.push_back({kNames[i], left_out_[i]});
  return occurred(std::move(remarks));
}

}  // namespace htabsim
