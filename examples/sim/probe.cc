// SPDX-License-Identifier: Apache-2.0
//
// A recorder between two sockets, here between a processor of the guest and the hypervisor: it
// prints a line for each hcall and each storage interrupt. A host binds its own processors itself;
// one that is to be probed is the user's, in a place that the host has kept free. A second host
// runs the same guest without a probe, and nothing of it takes another time.
#include <array>
#include <functional>
#include <iostream>

#include <htabsim/tlm/host/host.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

using namespace htabsim;

/// Hands on what it gets, and tells of each blocking transaction when it is over.
template <class Protocol>
class Probe : public sc_core::sc_module {
 public:
  using Payload = tlm::tlm_generic_payload;
  using Record = std::function<void(const Payload&, const sc_core::sc_time& began,
                                    const sc_core::sc_time& ended)>;

  tlm_utils::simple_target_socket<Probe, 64, Protocol> in{"in"};
  tlm_utils::simple_initiator_socket<Probe, 64, Protocol> out{"out"};

  Probe(const sc_core::sc_module_name& name, Record record)
      : sc_module(name), record_(std::move(record)) {
    in.register_b_transport(this, &Probe::b_transport);
    in.register_transport_dbg(this, &Probe::transport_dbg);
  }

 private:
  // An initiator may be ahead of the simulation's time, by `delay`.
  void b_transport(Payload& payload, sc_core::sc_time& delay) {
    const sc_core::sc_time began = sc_core::sc_time_stamp() + delay;
    out->b_transport(payload, delay);
    record_(payload, began, sc_core::sc_time_stamp() + delay);
  }
  unsigned transport_dbg(Payload& payload) { return out->transport_dbg(payload); }

  Record record_;
};

/// The guest's program: stores to eight pages in turn, a hundred times.
class Program : public PlainAccessSource {
 public:
  Program() {
    for (std::uint64_t page = 0; page < batch_.size(); ++page) {
      batch_[page] = {
          .kind = PlainAccessKind::kStore, .size = 8, .ea = Ea(0x1000'0000 + page * 0x1000)};
    }
  }
  std::span<const PlainAccess> next_batch() override {
    return rounds_++ < 100 ? std::span<const PlainAccess>(batch_) : std::span<const PlainAccess>();
  }

 private:
  std::array<PlainAccess, 8> batch_;
  unsigned rounds_ = 0;
};

MachineSetup guest(PlainAccessSource& program) {
  GuestOsConfig kernel;
  kernel.memory = {GuestReal(0), 16 << 20};
  MachineSetup setup{HptImage(HptGeometry(18)), Partition{}, {}};
  setup.partition.slots.add({.base = kernel.memory.base,
                             .bytes = kernel.memory.bytes,
                             .host_base = HostReal(0x10'0000'0000)});
  setup.vcpus.push_back({ProgramWork{&program, kernel}, ThreadState{}});
  return setup;
}

int sc_main(int, char**) {
  const Sim sim{Config{}};
  Program program;
  Host plain("plain", sim, guest(program));

  Program same_program;
  MachineSetup setup = guest(same_program);
  const VcpuSetup vcpu = setup.vcpus.front();
  setup.vcpus.clear();
  setup.own_processors = 1;
  Host probed("probed", sim, std::move(setup));
  const HostPlaces& places = probed.places();
  GuestCpu cpu("cpu", sim, places.processor(0), probed.guest().partition(), probed.guest().table(),
               probed.tlb(0), vcpu);

  unsigned hcalls = 0;
  const auto record = [&hcalls](const auto& payload, const auto& began, const auto& ended) {
    const auto& call = *payload.template get_extension<HypervisorExtension>();
    const bool hcall = call.reason == HypervisorExtension::Reason::kHcall;
    if (hcall) ++hcalls;
    std::cout << began.to_seconds() * 1e9
              << " ns: " << (hcall ? name(call.frame.token) : "storage interrupt") << ", "
              << (ended - began).to_seconds() * 1e9 << " ns\n";
  };
  Probe<HypervisorProtocol> probe("probe", record);
  cpu.thread.hypervisor.bind(probe.in);
  probe.out.bind(probed.guest().hypervisor().calls[0]);
  cpu.thread.walks.bind(probed.cores()[0].walkers.requests[places.first_walk_of(0)]);
  probed.fabric().snoopers.bind(cpu.snoops.socket);
  sc_core::sc_start();

  const GuestCpu& other = plain.guest().cpus().front();
  const bool same =
      cpu.stopped_at() == other.stopped_at() && cpu.events()->value() == other.events()->value();
  std::cout << hcalls << " hcalls recorded\n"
            << "stopped in cycle " << cpu.stopped_at().value() << ", without a probe "
            << other.stopped_at().value() << "\n"
            << (same ? "the same events at the same times" : "other events or times") << "\n";
  return same ? 0 : 1;
}
