// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/papr/hcall.h"

namespace htabsim {

/// One processor and its table, as a `.vec` file works them: the device under test. Each operation
/// returns when it has had its whole effect.
class VecMachine {
 public:
  VecMachine() = default;
  VecMachine(const VecMachine&) = delete;
  VecMachine& operator=(const VecMachine&) = delete;
  virtual ~VecMachine() = default;

  [[nodiscard]] virtual const HptImage& image() const = 0;
  /// The processor's translation registers and caches.
  virtual ThreadMmu& mmu() = 0;
  virtual AccessOutcome access(const Access& access) = 0;
  virtual HcallResult hcall(const HcallFrame& frame) = 0;
  /// Software adds an entry, given in the processor's format, to a table in bare memory (facts G1).
  virtual void write_hpte(HpteIndex index, Hpte memory) = 0;
};

}  // namespace htabsim
