// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/mmu/table_walk.h"

namespace htabsim {

/// The answer to a request to leave a table walk to itself.
struct StartedWalk {
  enum class Kind : std::uint8_t {
    kNo,     ///< the access waits for its walk
    kBegun,  ///< the machine will hand over the result, under `slot`
    kRetry,  ///< had to wait, so the lookup must be done again
  };

  Kind kind = Kind::kNo;
  std::size_t slot = 0;
};

/// The part of a machine that does one access after the other, with a TLB of its own.
class InOrderMachine {
 public:
  void enter_tlb() {}
  void walk_filled() {}
  StartedWalk start_walk(const Access&, const WalkRequest&) { return {}; }
  bool finish_misses() { return false; }
  void access_data(AccessKind, HostReal, std::uint32_t) {}
};

}  // namespace htabsim
