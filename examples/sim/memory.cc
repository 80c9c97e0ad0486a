// SPDX-License-Identifier: Apache-2.0
//
// A memory of one's own, approximately timed, behind the socket of HptMemory for a memory outside.
// It says how long a line takes; the table's contents stay in HptMemory. Without caches each line
// of a table walk comes from it, so with a latency of N cycles
//
//   cycles of all walks = walks * mmu.walk_overhead_cycles + lines * (N + 1)
//                         + stores of R and C * memory.store_cycles
//
// where the one more is that of the request: it goes out in the middle of its cycle, and the walker
// goes on at the first whole cycle after the answer.
#include <algorithm>
#include <array>
#include <iostream>

#include <htabsim/tlm/host/host.h>
#include <tlm_utils/peq_with_cb_and_phase.h>
#include <tlm_utils/simple_target_socket.h>

using namespace htabsim;

/// Any number of requests at a time, each accepted after 10 ns and answered after 100 ns.
class SmallMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<SmallMemory> socket{"socket"};
  const sc_core::sc_time accepts{10, sc_core::SC_NS};
  const sc_core::sc_time latency{100, sc_core::SC_NS};

  explicit SmallMemory(const sc_core::sc_module_name& name)
      : sc_module(name), queue_(this, &SmallMemory::enter) {
    socket.register_b_transport(this, &SmallMemory::b_transport);
    socket.register_nb_transport_fw(this, &SmallMemory::nb_transport_fw);
  }

 private:
  using Payload = tlm::tlm_generic_payload;

  void b_transport(Payload& payload, sc_core::sc_time& delay) {
    delay += latency;
    perform(payload);
  }

  // IEEE 1666-2011, 15.2: the initiator begins a request and ends a response ...
  tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ) payload.acquire();
    queue_.notify(payload, phase, delay);
    return tlm::TLM_ACCEPTED;
  }

  // ... and the target ends the request and begins the response.
  void enter(Payload& payload, const tlm::tlm_phase& phase) {
    if (phase == tlm::BEGIN_REQ) {
      queue_.notify(payload, tlm::END_REQ, accepts);
      queue_.notify(payload, tlm::BEGIN_RESP, latency);
    } else if (phase == tlm::END_RESP) {
      payload.release();
    } else {
      if (phase == tlm::BEGIN_RESP) perform(payload);
      send(payload, phase);
    }
  }

  void send(Payload& payload, tlm::tlm_phase phase) {
    sc_core::sc_time delay;
    if (socket->nb_transport_bw(payload, phase, delay) == tlm::TLM_COMPLETED) payload.release();
  }

  static void perform(Payload& payload) {
    if (payload.is_read()) std::fill_n(payload.get_data_ptr(), payload.get_data_length(), 0);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }

  tlm_utils::peq_with_cb_and_phase<SmallMemory> queue_;
};

/// The guest's program: loads from 256 pages in turn, four times.
class Program : public PlainAccessSource {
 public:
  Program() {
    for (std::uint64_t page = 0; page < batch_.size(); ++page) {
      batch_[page] = {
          .kind = PlainAccessKind::kLoad, .size = 8, .ea = Ea(0x1000'0000 + page * 0x1000)};
    }
  }
  std::span<const PlainAccess> next_batch() override {
    return rounds_++ < 4 ? std::span<const PlainAccess>(batch_) : std::span<const PlainAccess>();
  }

 private:
  std::array<PlainAccess, 256> batch_;
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
  Config config;
  config.clock.period_ps = 250;
  config.mmu.tlb_entries = 64;  // fewer than pages, so that each access walks
  config.memory.caches = false;
  config.memory.external = true;
  config.memory.external_transport = ExternalTransport::nonblocking;
  const Sim sim(config);
  Program program;
  Host host("host", sim, guest(program));
  SmallMemory memory("memory");
  host.memory().external.socket.bind(memory.socket);
  sc_core::sc_start();

  const WalkerCounters& walkers = host.cores().front().walkers.counters();
  const HptMemoryCounters& table = host.memory().counters();
  const std::uint64_t latency = sim.clock.cycle_of(memory.latency).value();
  const std::uint64_t expected = walkers.walks * config.mmu.walk_overhead_cycles +
                                 table.line_reads * (latency + 1) +
                                 table.rc_byte_writes * config.memory.store_cycles;
  const auto mean = [&](std::uint64_t cycles) { return double(cycles) / double(walkers.walks); };
  std::cout << "memory: " << memory.latency << ", " << latency << " cycles\n"
            << "walks: " << walkers.walks << " with " << table.line_reads << " lines and "
            << table.rc_byte_writes << " stores\n"
            << "mean walk: " << mean(walkers.walk_cycles) << " cycles, by the formula "
            << mean(expected) << "\n"
            << (walkers.walk_cycles == expected ? "equal" : "different") << "\n";
  return walkers.walk_cycles == expected ? 0 : 1;
}
