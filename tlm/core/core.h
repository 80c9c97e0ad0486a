// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "htabsim/tlm/core/shared_tlb.h"
#include "htabsim/tlm/core/snoop_target.h"
#include "htabsim/tlm/core/walkers.h"

namespace htabsim {

/// A processor core, its threads apart: its table walkers, and what the fabric sees of it and of
/// the TLB that its threads share.
class Core final : public Part {
 public:
  SnoopTarget snoops;
  Walkers walkers;

  /// `requesters` are those of the walkers, in turn.
  Core(const sc_core::sc_module_name& name, const Sim& sim, unsigned number, SharedTlb& tlb,
       const std::vector<WalkRequester>& requesters);
  ~Core() override;

  [[nodiscard]] std::string title() const override { return "core " + std::to_string(number_); }

 private:
  unsigned number_;
};

}  // namespace htabsim
