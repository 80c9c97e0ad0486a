// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// The longest access that a trace can have, in bytes.
inline constexpr std::uint32_t kMaxAccessBytes = 4096;

enum class PlainAccessKind : std::uint8_t {
  kFetch,   ///< I
  kLoad,    ///< L
  kStore,   ///< S
  kModify,  ///< M: a load, then a store
};

/// One access of a program without any context, as a plain trace holds it.
struct PlainAccess {
  PlainAccessKind kind = PlainAccessKind::kLoad;
  std::uint32_t size = 1;  ///< bytes; may reach into the next page
  Ea ea;
  std::uint64_t line = 0;  ///< of its file, if it is from one

  friend bool operator==(const PlainAccess&, const PlainAccess&) = default;
};

}  // namespace htabsim
