// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/recording.h"

#include <utility>

#include "sc_main/setup/guest_setup.h"

namespace htabsim {

Recording::Recording(const CapturedGuest& guest, ReplayOrder order, BatchListener on_batch)
    : guest_(guest), events_(guest, std::move(on_batch)) {
  if (order == ReplayOrder::recorded && guest.vcpus.size() > 1) {
    in_order_.emplace(events_);
  } else {
    apart_.emplace(events_, guest.vcpus.size());
  }
}

std::vector<VcpuSetup> Recording::vcpus(const Config& config) {
  std::vector<VcpuSetup> setups;
  for (std::uint32_t vcpu = 0; vcpu < guest_.vcpus.size(); ++vcpu) {
    VcpuSetup& setup = setups.emplace_back();
    setup.state = initial_state(guest_.vcpus[vcpu], config);
    if (in_order_) {
      setup.work = RecordedTurns{&*in_order_, vcpu};
    } else {
      setup.work = RecordedWork{&apart_->of(vcpu),
                                guest_.vcpus.size() > 1 ? kPatienceOutOfOrder : kPatience};
    }
  }
  return setups;
}

}  // namespace htabsim
