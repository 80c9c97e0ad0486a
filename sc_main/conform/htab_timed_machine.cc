// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_timed_machine.h"

#include <cassert>
#include <memory>
#include <utility>
#include <vector>

#include "htabsim/model/papr/host_page.h"
#include "sc_main/conform/htab_setup.h"

namespace htabsim {

HtabTimedMachine::HtabTimedMachine(const sc_core::sc_module_name& name, const Sim& sim,
                                   unsigned order)
    : sc_module(name),
      host_("host", sim, MachineSetup{HptImage(HptGeometry(order)), htab_partition(), {}, 1}),
      walker_("walker", sim, host_),
      software_("software", sim, host_),
      hypervisor_("hypervisor"),
      htab_fd_("htab_fd") {
  hypervisor_.bind(host_.guest().hypervisor().calls[0]);
  htab_fd_.bind(host_.guest().htab_fd().calls);
}

HtabMachineFactory HtabTimedMachine::factory(const HtabScript& script, const Config& config) {
  Config script_config = config;
  script_config.htab.write_parsing = script.parsing;
  const auto sim = std::make_shared<const Sim>(script_config);
  std::vector<std::shared_ptr<HtabMachine>> machines;
  for (const unsigned order : script.table_orders) {
    machines.push_back(
        std::make_shared<HtabTimedMachine>(sc_core::sc_gen_unique_name("machine"), *sim, order));
  }
  // Machines stay here beyond their use: none may end while the simulation runs.
  return [sim, machines = std::move(machines),
          next = std::size_t{0}]([[maybe_unused]] unsigned order) mutable {
    const auto machine = machines.at(next++);
    assert(machine->geometry().order() == order);
    return machine;
  };
}

HcallResult HtabTimedMachine::hcall(const HcallFrame& frame) {
  Call<HypervisorExtension> call;
  call->frame = frame;
  call.complete(hypervisor_);
  return call->result;
}

void HtabTimedMachine::touch(HpteIndex index, std::uint64_t rc) {
  walker_.perform([=](HptPort& port) { touch_entry(port, index, rc); });
}

void HtabTimedMachine::unmap(HpteIndex index) {
  software_.perform(
      [this, index](HptPort& port) { withdraw_host_page(port, host_.guest().partition(), index); });
}

void HtabTimedMachine::set_change_flag(HpteIndex index, ChangeFlag flag) {
  software_.perform([=](HptPort& port) { write_change_flag(port, index, flag); });
}

OpenResult HtabTimedMachine::open(std::uint64_t flags, std::uint64_t start_index) {
  Call<HtabFdExtension> call;
  call->flags = flags;
  call->start_index = start_index;
  call.complete(htab_fd_);
  if (call->result.error) return {{}, call->result.error};
  return {HtabFd(call->descriptor), {}};
}

IoResult HtabTimedMachine::read(HtabFd descriptor, std::span<std::byte> buffer) {
  Call<HtabFdExtension> call(tlm::TLM_READ_COMMAND);
  call->call = HtabFdExtension::Call::kRead;
  call->descriptor = static_cast<int>(descriptor);
  call.set_data(reinterpret_cast<unsigned char*>(buffer.data()),
                static_cast<unsigned>(buffer.size()));
  call.complete(htab_fd_);
  return call->result;
}

// A payload has one data pointer for both directions; the target of a write only reads.
IoResult HtabTimedMachine::write(HtabFd descriptor, std::span<const std::byte> bytes) {
  Call<HtabFdExtension> call(tlm::TLM_WRITE_COMMAND);
  call->call = HtabFdExtension::Call::kWrite;
  call->descriptor = static_cast<int>(descriptor);
  auto* data = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(bytes.data()));
  call.set_data(data, static_cast<unsigned>(bytes.size()));
  call.complete(htab_fd_);
  return call->result;
}

std::optional<HtabErrno> HtabTimedMachine::close(HtabFd descriptor) {
  Call<HtabFdExtension> call;
  call->call = HtabFdExtension::Call::kClose;
  call->descriptor = static_cast<int>(descriptor);
  call.complete(htab_fd_);
  return call->result.error;
}

}  // namespace htabsim
