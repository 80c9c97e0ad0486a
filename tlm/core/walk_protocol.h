// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include "htabsim/model/mmu/table_walk.h"

namespace htabsim {

/// A request from a load/store or fetch side to its lookup unit; the generic payload carries no
/// data.
struct WalkExtension : tlm::tlm_extension<WalkExtension> {
  WalkRequest request;
  WalkResult result;
  Cycles began;   ///< when the walk that gave the result began
  Cycles walked;  ///< how long it took; 0 if it was another request's

  [[nodiscard]] tlm_extension_base* clone() const override { return new WalkExtension(*this); }
  void copy_from(const tlm_extension_base& other) override {
    *this = static_cast<const WalkExtension&>(other);
  }
};

struct WalkProtocol {
  using tlm_payload_type = tlm::tlm_generic_payload;
  using tlm_phase_type = tlm::tlm_phase;
};

}  // namespace htabsim
