// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/traced_access.h"

namespace htabsim {

std::string_view name(TraceEventKind kind) {
  constexpr std::string_view kNames[] = {"load",  "store", "modify", "dcbz",
                                         "fetch", "hcall", "result", "slbmte",
                                         "slbie", "slbia", "mtspr",  "interrupt"};
  return kNames[static_cast<unsigned>(kind)];
}

TracedAccess traced(const MemoryAccess& access, std::uint32_t vcpu) {
  constexpr TraceEventKind kKinds[] = {TraceEventKind::kLoad, TraceEventKind::kStore,
                                       TraceEventKind::kModify, TraceEventKind::kDcbz,
                                       TraceEventKind::kFetch};
  return {.kind = kKinds[static_cast<unsigned>(access.kind)],
          .mode = access.mode,
          .page_shift = 0,
          .size = access.size,
          .ea = access.ea,
          .real = access.ra.value_or(PlainAccess::kNoReal),
          .thread = TracedAccess::kNobody,
          .processor = vcpu};
}

TracedAccess traced(const PlainAccess& access) {
  constexpr TraceEventKind kKinds[] = {TraceEventKind::kFetch, TraceEventKind::kLoad,
                                       TraceEventKind::kStore, TraceEventKind::kModify};
  return {.kind = kKinds[static_cast<unsigned>(access.kind)],
          .mode = GuestMode::kUser,
          .page_shift = access.page_shift,
          .size = access.size,
          .ea = access.ea,
          .real = access.real,
          .thread = access.thread,
          .processor = access.processor == PlainAccess::kNoProcessor
                           ? TracedAccess::kNobody
                           : static_cast<std::uint32_t>(access.processor)};
}

}  // namespace htabsim
