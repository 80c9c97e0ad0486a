// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/run_inputs.h"

#include "sc_main/setup/program_setup.h"

namespace htabsim {

RunInputs::RunInputs(const RunRequest& request, const std::function<void(std::uint64_t)>& on_batch)
    : request_(request) {
  for (const GuestFiles& files : request.guests) guests_.emplace_back(files, on_batch);
}

// Each guest has random numbers of its own, and the host backs its memory behind the others'.
std::vector<MachineSetup> RunInputs::machine_setups() {
  std::vector<MachineSetup> setups;
  Config config = request_.config;
  for (GuestInputs& guest : guests_) {
    setups.push_back(guest.machine_setup(config, request_.seed + setups.size()));
    setups.back().partition.defect = request_.defect;
    const std::uint64_t page = config.host_memory.page_bytes;
    const std::uint64_t pages = (setups.back().partition.slots.bytes() + page - 1) / page;
    config.host_memory.guest_memory_base += pages * page;
  }
  VcpuSetup* asks = setups.front().vcpus.empty() ? nullptr : &setups.front().vcpus.front();
  if (asks != nullptr) asks->resize = resize_wish(request_.config);
  return setups;
}

void RunInputs::rethrow_if_damaged() const {
  for (const GuestInputs& guest : guests_) guest.rethrow_if_damaged();
}

}  // namespace htabsim
