// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/timed_host.h"

#include <utility>

#include "htabsim/tlm/kit/timed_call.h"

namespace htabsim {

namespace {

constexpr Initiator kHypervisor{InitiatorId{0}, CoreId{0}};
constexpr Initiator kSoftware{InitiatorId{2}, CoreId{0}};
constexpr unsigned kInitiators = 4;
constexpr unsigned kCores = 2;

}  // namespace

TimedHost::TimedHost(const sc_core::sc_module_name& name, const HptGeometry& table,
                     Partition partition, const Clock& clock, const Config& config)
    : sc_module(name),
      partition_(std::move(partition)),
      memory_("memory", HptImage(table), kInitiators, kCores, clock, config.memory),
      fabric_("fabric", kInitiators, clock, config.tlbie),
      hypervisor_("hypervisor", {kHypervisor}, partition_, memory_, fabric_, clock, config,
                  Stepping::kRunAhead),
      software_("software", kSoftware, memory_, fabric_, clock, config),
      hypervisor_socket_("hypervisor_socket") {
  hypervisor_socket_.bind(hypervisor_.socket(0));
}

HcallResult TimedHost::hcall(const HcallFrame& frame) {
  TimedCall<HypervisorExtension> call;
  call->reason = HypervisorExtension::Reason::kHcall;
  call->frame = frame;
  call.through(hypervisor_socket_);
  return call->result;
}

StorageOutcome TimedHost::storage_interrupt(const StorageInterrupt& interrupt) {
  TimedCall<HypervisorExtension> call;
  call->reason = HypervisorExtension::Reason::kStorageInterrupt;
  call->interrupt = interrupt;
  call.through(hypervisor_socket_);
  return call->outcome;
}

}  // namespace htabsim
