// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/tlm/core/snoop_target.h"
#include "htabsim/tlm/core/walkers.h"
#include "htabsim/tlm/host/htab_fd.h"
#include "htabsim/tlm/host/hypervisor.h"
#include "sc_main/report/part_reports.h"
#include "tests/tlm/memory/agents.h"

namespace htabsim {

/// Of a table that nobody else uses.
class SoleOwner final : public TableOwner {
 public:
  explicit SoleOwner(HptMemory& memory) : memory_(memory) {}

  void hold_others(InitiatorId) override {}
  void release_others(InitiatorId) override {}
  void switch_table(HptImage table) override { memory_.switch_table(Lpid{}, std::move(table)); }

 private:
  HptMemory& memory_;
};

/// Every target of the library over one small memory, each called by raw payloads of `Caller`.
struct PayloadWorld : SmallMachine {
  /// A module, as sockets lie in one.
  struct Caller : sc_core::sc_module {
    template <class Protocol>
    using Socket = tlm_utils::simple_initiator_socket<Caller, 64, Protocol>;

    explicit Caller(const sc_core::sc_module_name& name)
        : sc_module(name),
          snoops(
              "snoops", [this](Cycles, const TlbieTarget&) { ++snooped; },
              [this](Cycles) {
                ++snooped;
                wait(drained);
              }),
          snooped_by_fabric(
              "snooped_by_fabric", [](Cycles, const TlbieTarget&) {}, [](Cycles) {}) {}

    Socket<HptProtocol> memory{"memory"};
    Socket<TlbieProtocol> fabric{"fabric"};
    Socket<WalkProtocol> walks{"walks"};
    Socket<HypervisorProtocol> hypervisor{"hypervisor"};
    Socket<HtabFdProtocol> htab_fd{"htab_fd"};
    Socket<SnoopProtocol> snooper{"snooper"};
    SnoopTarget snoops;
    SnoopTarget snooped_by_fabric;
    std::uint64_t snooped = 0;
    sc_core::sc_event drained;
  };

  PayloadWorld()
      : tlb("tlb", sim, 1),
        walkers("walkers", sim, "walkers 0", tlb,
                {{{InitiatorId(1), CoreId(0)}, "a walk of processor 0", table}}),
        owner(memory),
        hypervisor("hypervisor", sim, {{{InitiatorId(0), CoreId(0)}, "processor 0"}}, table,
                   partition, owner),
        htab_fd("htab_fd", sim, {InitiatorId(3), CoreId(1)}, table, partition),
        caller("caller") {
    for (Part* part : std::initializer_list<Part*>{&walkers, &hypervisor, &htab_fd}) {
      bind_masters(*part);
    }
    caller.memory.bind(memory.masters);
    caller.fabric.bind(fabric.masters);
    caller.walks.bind(walkers.requests[0]);
    caller.hypervisor.bind(hypervisor.calls[0]);
    caller.htab_fd.bind(htab_fd.calls);
    caller.snooper.bind(caller.snoops.socket);
    fabric.snoopers.bind(caller.snooped_by_fabric.socket);
  }

  /// Runs `script` as a SystemC thread, and the simulation.
  void run(const std::function<void()>& script) {
    const Thread thread("script", script);
    sc_core::sc_start();
  }

  /// All that a refused transaction must leave as it is.
  [[nodiscard]] std::string state() const {
    EventHash contents;
    for (std::uint64_t i = 0; i < table.geometry().hptes(); ++i) {
      const Hpte entry = table.read(HpteIndex(i));
      contents.add(entry.v);
      contents.add(entry.r);
      contents.add(table.guest_r(HpteIndex(i)));
    }
    for (std::uint64_t page = 0; page < 16; ++page) {
      contents.add(table.page_rc(GuestReal(page << 12)));
    }
    std::string text = fmt::format("at {} ps, contents {:x}, {} snooped, {} interested",
                                   sc_core::sc_time_stamp().value(), contents.value(),
                                   caller.snooped, partition.hpte_mod_interest);
    for (sc_core::sc_object* object : sc_core::sc_get_top_level_objects()) {
      auto* part = dynamic_cast<Part*>(object);
      if (part == nullptr) continue;
      text += fmt::format("\n{} {} {:x}", part->basename(),
                          boost::json::serialize(part_json(*part)), events_of(*part).value());
    }
    return text;
  }

  SharedTlb tlb;
  Walkers walkers;
  Partition partition;
  SoleOwner owner;
  Hypervisor hypervisor;
  HtabFdTarget htab_fd;
  Caller caller;
};

/// A payload with its extension and a buffer with a guard behind it.
template <class Extension>
struct RawCall {
  static constexpr unsigned char kGuard = 0xa5;

  RawCall(tlm::tlm_command command, std::uint64_t address, unsigned length) {
    buffer.fill(kGuard);
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(buffer.data());
    set_length(length);
    payload.set_extension(&extension);
  }
  ~RawCall() { payload.clear_extension(&extension); }
  RawCall(const RawCall&) = delete;
  RawCall& operator=(const RawCall&) = delete;

  void set_length(unsigned length) {
    payload.set_data_length(length);
    payload.set_streaming_width(length);
  }
  void drop_extension() { payload.clear_extension(&extension); }
  void enable_bytes() {
    payload.set_byte_enable_ptr(enables.data());
    payload.set_byte_enable_length(static_cast<unsigned>(enables.size()));
  }

  template <class Socket>
  tlm::tlm_response_status send(Socket& socket) {
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    return payload.get_response_status();
  }
  [[nodiscard]] bool buffer_is_untouched() const {
    return std::all_of(buffer.begin(), buffer.end(),
                       [](unsigned char byte) { return byte == kGuard; });
  }

  std::array<unsigned char, 512> buffer{};
  std::array<unsigned char, 8> enables{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  Extension extension;
  tlm::tlm_generic_payload payload;
  sc_core::sc_time delay;
};

/// Sends `call` from a SystemC thread of `world` and expects that it is refused with `status` and
/// that nothing has changed.
template <class Extension, class Socket>
void expect_refused(const PayloadWorld& world, Socket& socket, RawCall<Extension>& call,
                    tlm::tlm_response_status status, const std::string& what) {
  const std::string before = world.state();
  EXPECT_EQ(call.send(socket), status) << what << ": " << call.payload.get_response_string();
  EXPECT_EQ(call.delay, sc_core::SC_ZERO_TIME) << what;
  EXPECT_TRUE(call.buffer_is_untouched()) << what;
  EXPECT_EQ(world.state(), before) << what;
}

}  // namespace htabsim
