// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/guest/guest_resize.h"
#include "htabsim/tlm/core/timed_thread.h"

namespace htabsim {

/// A kernel's way from its processor to the hypervisor.
class ThreadHcalls final : public ResizePort {
 public:
  explicit ThreadHcalls(TimedThread& thread) : thread_(thread) {}

  HcallResult hcall(const HcallFrame& frame) override { return thread_.hcall(frame); }
  [[nodiscard]] Cycles now() const override { return thread_.now(); }

 private:
  TimedThread& thread_;
};

}  // namespace htabsim
