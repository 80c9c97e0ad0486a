// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/image.h"
#include "htabsim/tlm/memory/initiator.h"

namespace htabsim {

/// Whom a table belongs to, with all the agents that use it: what resizing it needs of them, as
/// HptPort says. To be asked from SystemC threads, on whole cycles.
class TableOwner {
 public:
  virtual ~TableOwner() = default;
  virtual void hold_others(InitiatorId who) = 0;
  virtual void release_others(InitiatorId who) = 0;
  virtual void switch_table(HptImage table) = 0;
};

}  // namespace htabsim
