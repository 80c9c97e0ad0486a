// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/conform/vec_machine.h"
#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// The model's own algorithms on a port that answers at once.
class VecFunctionalMachine final : public VecMachine, public InOrderMachine {
 public:
  VecFunctionalMachine(const VecConfig& config, const MmuConfig& mmu);

  [[nodiscard]] const HptImage& image() const override { return image_; }
  ThreadMmu& mmu() override { return mmu_; }
  AccessOutcome access(const Access& access) override { return thread_.access(access); }
  HcallResult hcall(const HcallFrame& frame) override {
    return execute_hcall(port_, partition_, frame);
  }
  void write_hpte(HpteIndex index, Hpte memory) override;

  // What GuestThread needs of a machine.
  void begin_access() {}
  void erat_reloaded() {}
  void erat_promoted() {}
  void settle() {}
  WalkResult walk(const WalkRequest& request) { return table_walk(port_, request); }
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt);

 private:
  bool native_;
  HptImage image_;
  Partition partition_;
  Tlb tlb_;
  ThreadMmu mmu_;
  FunctionalHptPort port_;
  GuestThread<VecFunctionalMachine> thread_;
};

}  // namespace htabsim
