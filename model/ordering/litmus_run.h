// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "htabsim/model/ordering/litmus_test.h"

namespace htabsim {

/// One thread's step in an execution of a litmus test.
struct LitmusStep {
  enum class Kind : std::uint8_t { kLoad, kStore, kBarrier };
  Kind kind = Kind::kLoad;
  unsigned thread = 0;
  Location location = 0;                        ///< of an access
  LitmusEdge barrier = LitmusEdge::po;          ///< of a barrier
  StoreName store = {};                         ///< that was read, or made
  std::optional<StoreName> stored_before = {};  ///< a store's predecessor in coherence order
};

/// An order of all steps that ends in the test's outcome; nothing if there is none, so that the
/// outcome is forbidden. Complete: all orders and all choices of the memory are gone through.
std::optional<std::vector<LitmusStep>> find_execution(const LitmusTest& test);

}  // namespace htabsim
