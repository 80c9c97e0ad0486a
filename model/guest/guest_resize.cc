// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_resize.h"

#include "htabsim/model/isa/access.h"

namespace htabsim {

namespace {

HcallStatus call_with_order(HcallPort& port, HcallToken token, unsigned order) {
  return port.hcall({token, msr::kGuestKernel, {0, order}}).status;
}

}  // namespace

void GuestResize::go_on(ResizePort& port) {
  ++counters_.prepare_calls;
  const HcallStatus status = call_with_order(port, HcallToken::kResizeHptPrepare, wish_.order);
  next_ = kNever;
  if (status == HcallStatus::kLongBusy100Ms) {
    next_ = port.now() + wish_.poll;
  } else if (status == HcallStatus::kSuccess) {
    commit(port);
  } else {
    counters_.refused = 1;
  }
}

void GuestResize::commit(ResizePort& port) {
  const Cycles begin = port.now();
  const HcallStatus status = call_with_order(port, HcallToken::kResizeHptCommit, wish_.order);
  counters_.commit_begin_cycle = begin.value();
  counters_.commit_cycles = (port.now() - begin).value();
  ++(status == HcallStatus::kSuccess ? counters_.committed : counters_.refused);
}

}  // namespace htabsim
