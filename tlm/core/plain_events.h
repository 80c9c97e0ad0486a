// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/trace/plain_access.h"
#include "htabsim/tlm/kit/event_hash.h"

namespace htabsim {

/// However often a fault makes the processor try.
constexpr unsigned accesses_in(const PlainAccess& access) {
  return access.kind == PlainAccessKind::kModify ? 2 : 1;
}

/// One that is done, or what is between two.
inline void note(EventHash& events, Cycles now, const PlainAccess& access) {
  events.add(now, static_cast<std::uint64_t>(access.kind), access.ea.value());
}

}  // namespace htabsim
