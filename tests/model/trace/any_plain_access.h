// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <rapidcheck.h>

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// An access of any kind and size at any address, of no line.
inline rc::Gen<PlainAccess> any_plain_access() {
  using enum PlainAccessKind;
  return rc::gen::build<PlainAccess>(
      rc::gen::set(&PlainAccess::kind, rc::gen::element(kFetch, kLoad, kStore, kModify)),
      rc::gen::set(&PlainAccess::size, rc::gen::inRange<std::uint16_t>(1, 4097)),
      rc::gen::set(&PlainAccess::ea,
                   rc::gen::map<std::uint64_t>([](std::uint64_t ea) { return Ea(ea); })));
}

}  // namespace htabsim
