// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <systemc>

#include "htabsim/tlm/memory/hpt_memory.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"
#include "htabsim/tlm/memory/tlbie_fabric.h"

namespace htabsim {

/// A small memory system: a table of 2^18 bytes, a fabric, and round numbers for every cost. Each
/// agent is a core of its own.
struct SmallMachine {
  static constexpr unsigned kAgents = 4;

  explicit SmallMachine(Stepping how = Stepping::kRunAhead, const MemoryConfig& costs = config())
      : stepping(how),
        memory("memory", HptImage(HptGeometry(18)), kAgents, kAgents, clock, costs),
        fabric("fabric", kAgents, clock,
               {.issue_cycles = 8, .broadcast_cycles = 600, .return_cycles = 500}) {}

  static MemoryConfig config() {
    return {.caches = false,
            .banks = 2,
            .line_cycles = 100,
            .line_busy_cycles = 10,
            .load_cycles = 7,
            .store_cycles = 5,
            .atomic_cycles = 20,
            .word_busy_cycles = 3,
            .barrier_cycles = 30,
            .ptesync_cycles = 60};
  }
  static SoftwareCosts costs() {
    SoftwareCosts costs;
    costs.barrier = Cycles(30);
    costs.ptesync = Cycles(60);
    costs[SoftwareWork::kSpin] = Cycles(11);
    return costs;
  }

  Stepping stepping;
  Clock clock{250};
  HptMemory memory;
  TlbieFabric fabric;
};

/// A SystemC thread that runs a piece of straight-line code against a timed port.
class Agent : public sc_core::sc_module {
 public:
  using Script = std::function<void(TimedHptPort& port, LocalTime& time)>;

  Agent(const sc_core::sc_module_name& name, std::uint16_t id, SmallMachine& machine, Script script)
      : sc_module(name),
        time_(machine.clock, machine.stepping),
        port_("port", {InitiatorId(id), CoreId(id)}, machine.memory, machine.fabric,
              SmallMachine::costs(), time_),
        script_(std::move(script)) {
    SC_HAS_PROCESS(Agent);
    SC_THREAD(run);
  }

 private:
  void run() {
    script_(port_, time_);
    time_.synchronise();
  }

  LocalTime time_;
  TimedHptPort port_;
  Script script_;
};

}  // namespace htabsim
