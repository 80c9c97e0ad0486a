// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/external_memory.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tlm_utils/simple_target_socket.h>

#include "tests/tlm/core/one_walk.h"
#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kOverhead = 20;
constexpr std::uint64_t kLatency = 45;
// A line is asked for in the middle of a cycle and there in the middle of another: the next whole
// cycle is the first that can see it.
constexpr std::uint64_t kLineTime = kLatency + 1;

/// A request as the memory saw it.
struct Seen {
  std::uint64_t address = 0;
  std::uint64_t cycle = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};

/// A memory of one's own of the base protocol, which checks that it is asked for whole lines.
class OwnMemory : public sc_core::sc_module {
 public:
  OwnMemory(const sc_core::sc_module_name& name, const Clock& clock)
      : sc_module(name), clock_(clock) {}

  std::vector<Seen> seen;
  tlm::tlm_response_status answer = tlm::TLM_OK_RESPONSE;

 protected:
  void take(tlm::tlm_generic_payload& payload) {
    EXPECT_TRUE(payload.is_read());
    EXPECT_EQ(payload.get_data_length(), kLineBytes);
    EXPECT_EQ(payload.get_streaming_width(), kLineBytes);
    EXPECT_NE(payload.get_data_ptr(), nullptr);
    EXPECT_EQ(payload.get_byte_enable_ptr(), nullptr);
    EXPECT_EQ(payload.get_address() % kLineBytes, 0);
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE);
    seen.push_back({payload.get_address(), clock_.now().value()});
    payload.set_response_status(answer);
  }
  [[nodiscard]] sc_core::sc_time latency() const { return clock_.duration(Cycles(kLatency)); }
  const Clock& clock_;
};

/// Loosely timed: the latency is a delay.
class LtMemory final : public OwnMemory {
 public:
  LtMemory(const sc_core::sc_module_name& name, const Clock& clock) : OwnMemory(name, clock) {
    socket.register_b_transport(this, &LtMemory::b_transport);
  }

  tlm_utils::simple_target_socket<LtMemory> socket{"socket"};

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    take(payload);
    delay += latency();
  }
};

/// How many phases of its own an approximately timed memory has.
enum class Phasing : std::uint8_t {
  kFourPhases,     ///< END_REQ after a cycle, BEGIN_RESP after the latency
  kEarlyResponse,  ///< BEGIN_RESP by the return of BEGIN_REQ
  kCompleted,      ///< TLM_COMPLETED by that return
};

class AtMemory final : public OwnMemory {
 public:
  AtMemory(const sc_core::sc_module_name& name, const Clock& clock, Phasing phasing)
      : OwnMemory(name, clock), phasing_(phasing) {
    socket.register_nb_transport_fw(this, &AtMemory::forward);
  }

  tlm_utils::simple_target_socket<AtMemory> socket{"socket"};

 private:
  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay) {
    EXPECT_EQ(phase, tlm::BEGIN_REQ);
    EXPECT_TRUE(payload.has_mm());
    EXPECT_FALSE(requested_) << "one request at a time";
    take(payload);
    if (phasing_ == Phasing::kFourPhases) {
      requested_ = true;
      payload.acquire();
      sc_core::sc_spawn([this, &payload] { answer_later(payload); });
      return tlm::TLM_ACCEPTED;
    }
    delay += latency();
    phase = tlm::BEGIN_RESP;
    return phasing_ == Phasing::kCompleted ? tlm::TLM_COMPLETED : tlm::TLM_UPDATED;
  }

  void answer_later(tlm::tlm_generic_payload& payload) {
    const sc_core::sc_time cycle = clock_.duration(Cycles(1));
    wait(cycle);
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay;
    requested_ = false;
    socket->nb_transport_bw(payload, phase, delay);
    wait(latency() - cycle);
    phase = tlm::BEGIN_RESP;
    EXPECT_EQ(socket->nb_transport_bw(payload, phase, delay), tlm::TLM_COMPLETED);
    payload.release();
  }

  Phasing phasing_;
  bool requested_ = false;
};

Config external_config(ExternalTransport transport, MemoryConfig memory) {
  memory.external = true;
  memory.external_transport = transport;
  Config config = SmallMachine::config(memory);
  config.mmu.walk_overhead_cycles = kOverhead;
  config.mmu.walkers = 2;
  return config;
}

/// L1 (load) 7, L2 12, L3 30, another core's 60.
MemoryConfig with_caches() {
  MemoryConfig memory = SmallMachine::memory_config();
  memory.caches = true;
  memory.l2_cycles = 12;
  memory.l3_cycles = 30;
  memory.other_core_cycles = 60;
  return memory;
}

constexpr Segment kSegment{.vsid = Vsid(0x123), .size = SegmentSize::segment_256m};
VirtualAddress page(std::uint64_t number) {
  return {SegmentSize::segment_256m, Vsid(0x123), number << 12};
}
WalkRequest load_of(std::uint64_t number) {
  return {page(number), kSegment, AccessKind::kLoad, false, {}};
}

/// A core's walkers over a table that holds page 5 in its primary PTEG, R and C set.
struct WalkMachine : SmallMachine {
  explicit WalkMachine(ExternalTransport transport,
                       const MemoryConfig& costs = SmallMachine::memory_config())
      : SmallMachine(Stepping::kRunAhead, external_config(transport, costs)),
        tlb("tlb", sim, 1),
        walkers("walkers", sim, "walkers 0", tlb,
                {{{InitiatorId(1), CoreId(0)}, "a walk", table},
                 {{InitiatorId(2), CoreId(0)}, "a walk", table}}) {
    bind_masters(walkers);
    const HpteIndex index = first_slot(pteg(5, HashKind::kPrimary));
    table.store(index, HpteDword::k1, 0x7000 | hpte_r::kRc | 2);
    table.store(index, HpteDword::k0, avpn_field(page(5), PageSize::page_4k) | hpte_v::kValid);
  }

  [[nodiscard]] PtegIndex pteg(std::uint64_t number, HashKind kind) const {
    return table.geometry().pteg(page_hash(page(number), PageSize::page_4k, kind));
  }
  [[nodiscard]] std::uint64_t line(std::uint64_t number, HashKind kind) const {
    return hpt_address::of_entry(first_slot(pteg(number, kind)));
  }

  SharedTlb tlb;
  Walkers walkers;
};

/// A walk that finds its page at once, and one that finds nothing in either PTEG.
template <class Memory>
void expect_walk_times(WalkMachine& machine, Memory& outside) {
  machine.memory.external.socket.bind(outside.socket);
  OneWalk found("found", machine.sim, machine.walkers, Cycles(1000), load_of(5), 0);
  OneWalk vain("vain", machine.sim, machine.walkers, Cycles(2000), load_of(4), 1);
  sc_core::sc_start();
  EXPECT_EQ(found.answer().result.status, WalkStatus::kFound);
  EXPECT_EQ(found.took, Cycles(kOverhead + kLineTime));
  EXPECT_EQ(vain.answer().result.status, WalkStatus::kNotFound);
  EXPECT_EQ(vain.took, Cycles(kOverhead + 2 * kLineTime));
  EXPECT_EQ(
      outside.seen,
      (std::vector<Seen>{{machine.line(5, HashKind::kPrimary), 1000 + kOverhead},
                         {machine.line(4, HashKind::kPrimary), 2000 + kOverhead},
                         {machine.line(4, HashKind::kSecondary), 2000 + kOverhead + kLineTime}}));
}

TEST(ExternalMemoryTest, WalkTakesTheTimeOfALooselyTimedMemory) {
  WalkMachine machine(ExternalTransport::blocking);
  LtMemory outside("outside", machine.sim.clock);
  expect_walk_times(machine, outside);
}

TEST(ExternalMemoryTest, WalkTakesTheTimeOfAnApproximatelyTimedMemory) {
  WalkMachine machine(ExternalTransport::nonblocking);
  AtMemory outside("outside", machine.sim.clock, Phasing::kFourPhases);
  expect_walk_times(machine, outside);
}

TEST(ExternalMemoryTest, ResponseMayComeWithTheRequestsReturn) {
  WalkMachine machine(ExternalTransport::nonblocking);
  AtMemory outside("outside", machine.sim.clock, Phasing::kEarlyResponse);
  expect_walk_times(machine, outside);
}

TEST(ExternalMemoryTest, TransactionMayBeCompletedByTheRequestsReturn) {
  WalkMachine machine(ExternalTransport::nonblocking);
  AtMemory outside("outside", machine.sim.clock, Phasing::kCompleted);
  expect_walk_times(machine, outside);
}

TEST(ExternalMemoryTest, LooselyTimedMemoryMayBeCalledWithoutBlocking) {
  WalkMachine machine(ExternalTransport::nonblocking);
  LtMemory outside("outside", machine.sim.clock);
  expect_walk_times(machine, outside);
}

/// Two walks of one cycle whose lines are both outside.
template <class Memory>
void expect_order_of_two(WalkMachine& machine, Memory& outside, std::uint64_t apart) {
  machine.memory.external.socket.bind(outside.socket);
  OneWalk second("second", machine.sim, machine.walkers, Cycles(1000), load_of(4), 1);
  OneWalk first("first", machine.sim, machine.walkers, Cycles(1000), load_of(5), 0);
  sc_core::sc_start();
  EXPECT_EQ(first.took, Cycles(kOverhead + kLineTime));
  EXPECT_EQ(second.took, Cycles(kOverhead + 2 * kLineTime + apart));
  ASSERT_EQ(outside.seen.size(), 3);
  EXPECT_EQ(outside.seen[0], (Seen{machine.line(5, HashKind::kPrimary), 1000 + kOverhead}));
  EXPECT_EQ(outside.seen[1], (Seen{machine.line(4, HashKind::kPrimary), 1000 + kOverhead + apart}));
}

TEST(ExternalMemoryTest, LinesOfACycleGoOutByInitiatorAtOnce) {
  WalkMachine machine(ExternalTransport::blocking);
  LtMemory outside("outside", machine.sim.clock);
  expect_order_of_two(machine, outside, 0);
}

TEST(ExternalMemoryTest, NonblockingRequestWaitsForTheEndOfTheOneBefore) {
  WalkMachine machine(ExternalTransport::nonblocking);
  AtMemory outside("outside", machine.sim.clock, Phasing::kFourPhases);
  expect_order_of_two(machine, outside, 1);  // END_REQ comes after a cycle
}

TEST(ExternalMemoryTest, LineThatACacheHoldsIsNotAskedForOutside) {
  WalkMachine machine(ExternalTransport::blocking, with_caches());
  LtMemory outside("outside", machine.sim.clock);
  machine.memory.external.socket.bind(outside.socket);
  OneWalk cold("cold", machine.sim, machine.walkers, Cycles(1000), load_of(5), 0);
  OneWalk warm("warm", machine.sim, machine.walkers, Cycles(2000), load_of(5), 1);
  sc_core::sc_start();
  EXPECT_EQ(cold.took, Cycles(kOverhead + kLineTime));
  EXPECT_EQ(warm.took, Cycles(kOverhead + 12));
  EXPECT_EQ(outside.seen.size(), 1);
}

// Latencies are 5 of a store and 20 of an atomic beside its line.
TEST(ExternalMemoryTest, StoreDoesNotWaitForItsLineButAnAtomicDoes) {
  SmallMachine machine(Stepping::kRunAhead,
                       external_config(ExternalTransport::blocking, with_caches()));
  LtMemory outside("outside", machine.sim.clock);
  machine.memory.external.socket.bind(outside.socket);
  std::vector<std::uint64_t> at;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    const auto timed = [&](auto operation) {
      const Cycles began = time.now();
      operation();
      at.push_back((time.now() - began).value());
    };
    timed([&] { port.store(HpteIndex(0), HpteDword::k0, 1); });
    timed([&] { port.store_conditional(HpteIndex(8), 0, 1); });
    timed([&] { port.load(HpteIndex(16), HpteDword::k0); });
    timed([&] { port.load(HpteIndex(16), HpteDword::k0); });
  });
  sc_core::sc_start();
  EXPECT_EQ(at, (std::vector<std::uint64_t>{5, 20 + kLineTime, kLineTime, 7}));
  EXPECT_EQ(outside.seen, (std::vector<Seen>{{0, 0}, {128, 5}, {256, 5 + 20 + kLineTime}}));
  EXPECT_EQ(machine.memory.counters().bank_wait_cycles, 0);
}

TEST(ExternalMemoryTest, TableReverseMapAndPageRecordsLieOneBehindTheOther) {
  SmallMachine machine(Stepping::kRunAhead,
                       external_config(ExternalTransport::blocking, with_caches()));
  LtMemory outside("outside", machine.sim.clock);
  machine.memory.external.socket.bind(outside.socket);
  Agent agent("agent", 0, machine, [](TimedHptPort& port, LocalTime&) {
    port.load(HpteIndex(9), HpteDword::k1);
    port.load_guest_r(HpteIndex(17));
    port.load_page_rc(GuestReal(33U << 12));
  });
  sc_core::sc_start();
  std::vector<std::uint64_t> addresses;
  for (const Seen& seen : outside.seen) addresses.push_back(seen.address);
  // The reverse map has 8 bytes an entry, of which there is one for 16 bytes of the table.
  EXPECT_EQ(addresses, (std::vector<std::uint64_t>{128, kTableBytes + 128,
                                                   kTableBytes + kTableBytes / 2 + 256}));
}

TEST(ExternalMemoryTest, ContentsStayInTheTable) {
  SmallMachine machine(Stepping::kRunAhead,
                       external_config(ExternalTransport::blocking, SmallMachine::memory_config()));
  LtMemory outside("outside", machine.sim.clock);
  machine.memory.external.socket.bind(outside.socket);
  machine.table.store(HpteIndex(3), HpteDword::k1, 0x1234);
  Pteg fetched;
  Agent agent("agent", 0, machine,
              [&](TimedHptPort& port, LocalTime&) { fetched = port.fetch_pteg(PtegIndex(0)); });
  sc_core::sc_start();
  EXPECT_EQ(fetched[3].r, 0x1234);
  EXPECT_EQ(outside.seen.size(), 1);
}

TEST(ExternalMemoryTest, RefusalOfTheMemoryOutsideEndsTheSimulation) {
  SmallMachine machine(Stepping::kRunAhead,
                       external_config(ExternalTransport::blocking, SmallMachine::memory_config()));
  LtMemory outside("outside", machine.sim.clock);
  outside.answer = tlm::TLM_ADDRESS_ERROR_RESPONSE;
  machine.memory.external.socket.bind(outside.socket);
  Agent agent("agent", 0, machine,
              [](TimedHptPort& port, LocalTime&) { port.fetch_pteg(PtegIndex(0)); });
  std::string what;
  try {
    sc_core::sc_start();
  } catch (const std::exception& error) {
    what = error.what();
  }
  EXPECT_THAT(what, testing::HasSubstr("memory.external.socket: TLM_ADDRESS_ERROR_RESPONSE"));
}

TEST(ExternalMemoryTest, UnboundSocketIsNamed) {
  SmallMachine machine(Stepping::kRunAhead,
                       external_config(ExternalTransport::blocking, SmallMachine::memory_config()));
  std::string what;
  try {
    sc_core::sc_start();
  } catch (const std::invalid_argument& error) {
    what = error.what();
  }
  EXPECT_EQ(what, "memory.external is true, but no memory is bound to memory.external.socket");
}

TEST(ExternalMemoryTest, SocketMayStayUnboundWithoutIt) {
  SmallMachine machine;
  EXPECT_NO_THROW(sc_core::sc_start());
}

TEST(ExternalMemoryTest, DataAccessesAreRefusedWithIt) {
  MemoryConfig memory = with_caches();
  memory.data_accesses = true;
  EXPECT_THROW(
      SmallMachine(Stepping::kRunAhead, external_config(ExternalTransport::blocking, memory)),
      std::invalid_argument);
}

}  // namespace
}  // namespace htabsim
