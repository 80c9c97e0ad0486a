// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/conform/vec_machine.h"
#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// A hardware thread at once, whose storage interrupts may end in bare memory, without a
/// hypervisor.
class VecFunctionalThread {
 public:
  VecFunctionalThread(HptPort& port, Partition& partition, const VecConfig& script)
      : port_(port), partition_(partition), native_(script.native.has_value()) {}

  void pass(Step) {}
  void spend(Cycles) {}
  bool sleep(Cycles) { return true; }
  WalkResult walk(const WalkRequest& request) { return table_walk(port_, request); }
  StartedWalk start_walk(const Access&, const TranslationStep&) { return {}; }
  bool finish_walks() { return false; }
  void access_data(AccessKind, HostReal, std::uint32_t) {}
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt);
  HcallResult hcall(const HcallFrame& frame) { return execute_hcall(port_, partition_, frame); }

 private:
  HptPort& port_;
  Partition& partition_;
  bool native_;
};

/// The model's own algorithms on a port that answers at once.
class VecFunctionalMachine final : public VecMachine {
 public:
  VecFunctionalMachine(const VecConfig& config, const MmuConfig& mmu);

  [[nodiscard]] const HptImage& image() const override { return image_; }
  ThreadMmu& mmu() override { return mmu_; }
  AccessOutcome access(const Access& access) override { return thread_.access(access); }
  HcallResult hcall(const HcallFrame& frame) override { return machine_.hcall(frame); }
  void write_hpte(HpteIndex index, Hpte memory) override;

 private:
  HptImage image_;
  Partition partition_;
  Tlb tlb_;
  ThreadMmu mmu_;
  FunctionalHptPort port_;
  VecFunctionalThread machine_;
  GuestThread<VecFunctionalThread> thread_;
};

}  // namespace htabsim
