// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/papr/hcall.h"

namespace htabsim {

/// How a guest's kernel calls the hypervisor. An hcall may take time, during which other processors
/// act.
class HcallPort {
 public:
  virtual ~HcallPort() = default;
  virtual HcallResult hcall(const HcallFrame& frame) = 0;
};

/// What a guest's kernel does on its processor.
class KernelPort : public HcallPort {
 public:
  virtual void slbmte(std::uint64_t rs, std::uint64_t rb) = 0;
  virtual void slbie(std::uint64_t rb) = 0;
  virtual void slbia(unsigned ih) = 0;
  /// Spends the time of the kernel's own instructions.
  virtual void spend(Cycles cycles) = 0;
};

}  // namespace htabsim
