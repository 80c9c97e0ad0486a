// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_timed_machine.h"

#include <cassert>
#include <memory>
#include <utility>
#include <vector>

#include "htabsim/model/papr/host_page.h"
#include "sc_main/conform/htab_setup.h"

namespace htabsim {

namespace {

using FdCall = TimedCall<HtabFdExtension>;

}  // namespace

HtabTimedMachine::HtabTimedMachine(const sc_core::sc_module_name& name, unsigned order,
                                   const Clock& clock, const Config& config)
    : sc_module(name),
      host_("host", HptGeometry(order), htab_partition(), clock, config),
      walker_("walker", TimedHost::kWalker, host_.memory(), host_.fabric(), clock, config),
      htab_fd_("htab_fd", TimedHost::kHtabFd, host_.partition(), host_.memory(), host_.fabric(),
               clock, config, Stepping::kRunAhead),
      htab_fd_socket_("htab_fd_socket") {
  htab_fd_socket_.bind(htab_fd_.socket());
}

HtabMachineFactory HtabTimedMachine::factory(const HtabScript& script, const Clock& clock,
                                             const Config& config) {
  Config script_config = config;
  script_config.htab.write_parsing = script.parsing;
  std::vector<std::shared_ptr<HtabMachine>> machines;
  for (const unsigned order : script.table_orders) {
    machines.push_back(std::make_shared<HtabTimedMachine>(sc_core::sc_gen_unique_name("machine"),
                                                          order, clock, script_config));
  }
  // Machines stay here beyond their use: none may end while the simulation runs.
  return [machines = std::move(machines),
          next = std::size_t{0}]([[maybe_unused]] unsigned order) mutable {
    const auto machine = machines.at(next++);
    assert(machine->geometry().order() == order);
    return machine;
  };
}

void HtabTimedMachine::touch(HpteIndex index, std::uint64_t rc) {
  walker_.perform([=](HptPort& port) { touch_entry(port, index, rc); });
}

void HtabTimedMachine::unmap(HpteIndex index) {
  host_.software().perform(
      [this, index](HptPort& port) { withdraw_host_page(port, host_.partition(), index); });
}

void HtabTimedMachine::set_change_flag(HpteIndex index, ChangeFlag flag) {
  host_.software().perform([=](HptPort& port) { write_change_flag(port, index, flag); });
}

OpenResult HtabTimedMachine::open(std::uint64_t flags, std::uint64_t start_index) {
  FdCall call;
  call->call = HtabFdExtension::Call::kOpen;
  call->flags = flags;
  call->start_index = start_index;
  call.through(htab_fd_socket_);
  if (call->result.error) return {{}, call->result.error};
  return {HtabFd(call->descriptor), {}};
}

IoResult HtabTimedMachine::read(HtabFd descriptor, std::span<std::byte> buffer) {
  FdCall call(tlm::TLM_READ_COMMAND);
  call->call = HtabFdExtension::Call::kRead;
  call->descriptor = static_cast<int>(descriptor);
  call.through(htab_fd_socket_, buffer);
  return call->result;
}

IoResult HtabTimedMachine::write(HtabFd descriptor, std::span<const std::byte> bytes) {
  FdCall call(tlm::TLM_WRITE_COMMAND);
  call->call = HtabFdExtension::Call::kWrite;
  call->descriptor = static_cast<int>(descriptor);
  // A payload has one data pointer for both directions; the target of a write only reads.
  call.through(htab_fd_socket_, {const_cast<std::byte*>(bytes.data()), bytes.size()});
  return call->result;
}

std::optional<HtabErrno> HtabTimedMachine::close(HtabFd descriptor) {
  FdCall call;
  call->call = HtabFdExtension::Call::kClose;
  call->descriptor = static_cast<int>(descriptor);
  call.through(htab_fd_socket_);
  return call->result.error;
}

}  // namespace htabsim
