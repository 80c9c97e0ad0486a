// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>

#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

/// How an initiator ends a response.
enum class EndOfResponse : std::uint8_t { kWithReturn, kWithPhase };

/// An initiator that makes one transaction by the four phases of nb_transport, at a given cycle.
template <class Extension, class Protocol>
class Initiator4 : public sc_core::sc_module {
 public:
  Initiator4(const sc_core::sc_module_name& name, const Sim& sim, Cycles at, Cycles ahead,
             EndOfResponse end = EndOfResponse::kWithReturn)
      : sc_module(name), sim_(sim), end_(end) {
    socket.register_nb_transport_bw(this, &Initiator4::backward);
    payload.set_extension(&extension);
    sc_core::sc_spawn([this, at, ahead] { run(at, ahead); }, "run");
  }
  ~Initiator4() override { payload.clear_extension(&extension); }

  tlm_utils::simple_initiator_socket<Initiator4, 64, Protocol> socket{"socket"};
  tlm::tlm_generic_payload payload;
  Extension extension;
  /// Each phase with the cycle that it began in.
  std::vector<std::pair<std::string, std::uint64_t>> phases;

 private:
  void note(const tlm::tlm_phase& phase, const sc_core::sc_time& delay) {
    phases.emplace_back(phase.get_name(),
                        sim_.clock.cycle_of(sc_core::sc_time_stamp() + delay).value());
  }

  void run(Cycles at, Cycles ahead) {
    sim_.clock.wait_until(at - ahead);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sim_.clock.duration(ahead);
    note(phase, delay);
    EXPECT_EQ(socket->nb_transport_fw(payload, phase, delay), tlm::TLM_UPDATED);
    note(phase, delay);
    if (end_ == EndOfResponse::kWithReturn) return;
    wait(responded_);
    wait(sim_.clock.duration(Cycles(3)));
    phase = tlm::END_RESP;
    delay = sc_core::SC_ZERO_TIME;
    note(phase, delay);
    EXPECT_EQ(socket->nb_transport_fw(payload, phase, delay), tlm::TLM_COMPLETED);
  }

  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& answered, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay) {
    EXPECT_EQ(&answered, &payload);
    note(phase, delay);
    responded_.notify(sc_core::SC_ZERO_TIME);
    if (end_ == EndOfResponse::kWithPhase) return tlm::TLM_ACCEPTED;
    phase = tlm::END_RESP;
    note(phase, delay);
    return tlm::TLM_COMPLETED;
  }

  const Sim& sim_;
  EndOfResponse end_;
  sc_core::sc_event responded_;
};

using HptInitiator = Initiator4<HptExtension, HptProtocol>;
using TlbieInitiator = Initiator4<TlbieExtension, TlbieProtocol>;
using Phases = std::vector<std::pair<std::string, std::uint64_t>>;

// Costs are those of SmallMachine: load 7, line 100, word busy 3; issue of a tlbie 8.
Phases four_phases(std::uint64_t request, std::uint64_t response) {
  return {{"BEGIN_REQ", request},
          {"END_REQ", request},
          {"BEGIN_RESP", response},
          {"END_RESP", response}};
}

TEST(NonblockingTest, LoadOfMemoryTakesAsLongAsABlockingOne) {
  SmallMachine machine;
  machine.table.store(HpteIndex(0), HpteDword::k0, 0x0102030405060708);
  HptInitiator initiator("initiator", machine.sim, Cycles(10), Cycles(0));
  initiator.socket.bind(machine.memory.masters);
  std::array<unsigned char, 8> data{};
  initiator.payload.set_read();
  initiator.payload.set_data_ptr(data.data());
  initiator.payload.set_data_length(8);
  initiator.payload.set_streaming_width(8);
  sc_core::sc_start();
  EXPECT_EQ(initiator.phases, four_phases(10, 10 + 7));
  EXPECT_TRUE(initiator.payload.is_response_ok());
  EXPECT_EQ(data, (std::array<unsigned char, 8>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(NonblockingTest, RequestAheadOfTimeBeginsThen) {
  SmallMachine machine;
  HptInitiator initiator("initiator", machine.sim, Cycles(10), Cycles(4));
  initiator.socket.bind(machine.memory.masters);
  std::array<unsigned char, 128> data{};
  initiator.payload.set_read();
  initiator.payload.set_data_ptr(data.data());
  initiator.payload.set_data_length(128);
  initiator.payload.set_streaming_width(128);
  sc_core::sc_start();
  EXPECT_EQ(initiator.phases, four_phases(10, 10 + 100));
}

TEST(NonblockingTest, ResponseMayBeEndedLater) {
  SmallMachine machine;
  HptInitiator initiator("initiator", machine.sim, Cycles(10), Cycles(0),
                         EndOfResponse::kWithPhase);
  initiator.socket.bind(machine.memory.masters);
  std::array<unsigned char, 8> data{};
  initiator.payload.set_read();
  initiator.payload.set_data_ptr(data.data());
  initiator.payload.set_data_length(8);
  initiator.payload.set_streaming_width(8);
  sc_core::sc_start();
  EXPECT_EQ(initiator.phases,
            (Phases{{"BEGIN_REQ", 10}, {"END_REQ", 10}, {"BEGIN_RESP", 17}, {"END_RESP", 17 + 3}}));
}

TEST(NonblockingTest, RequestsOfACycleAreServedByInitiatorWhoeverBlocks) {
  SmallMachine machine;
  HptInitiator later("later", machine.sim, Cycles(10), Cycles(0));
  later.socket.bind(machine.memory.masters);
  later.extension.initiator = {InitiatorId(1), CoreId(1)};
  std::array<unsigned char, 8> data{};
  later.payload.set_read();
  later.payload.set_data_ptr(data.data());
  later.payload.set_data_length(8);
  later.payload.set_streaming_width(8);
  std::uint64_t ended = 0;
  Agent sooner("sooner", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(10));
    port.load(HpteIndex(0), HpteDword::k0);
    ended = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(ended, 10 + 7);
  EXPECT_EQ(later.phases, four_phases(10, 10 + 3 + 7)) << "the bank is busy with a word for 3";
}

TEST(NonblockingTest, RefusedTransactionHasAResponseAtOnce) {
  SmallMachine machine;
  HptInitiator initiator("initiator", machine.sim, Cycles(10), Cycles(0));
  initiator.socket.bind(machine.memory.masters);
  sc_core::sc_start();
  EXPECT_EQ(initiator.phases, four_phases(10, 10));
  EXPECT_EQ(initiator.payload.get_response_status(), tlm::TLM_COMMAND_ERROR_RESPONSE);
}

TEST(NonblockingTest, TlbieTakesAsLongAsABlockingOne) {
  SmallMachine machine;
  TlbieInitiator initiator("initiator", machine.sim, Cycles(10), Cycles(0));
  initiator.socket.bind(machine.fabric.masters);
  sc_core::sc_start();
  EXPECT_EQ(initiator.phases, four_phases(10, 10 + 8));
  EXPECT_TRUE(initiator.payload.is_response_ok());
  EXPECT_EQ(machine.fabric.counters().broadcasts, 1);
}

}  // namespace
}  // namespace htabsim
