// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <systemc>

#include "htabsim/tlm/core/data_accesses.h"
#include "htabsim/tlm/memory/hpt_memory.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"
#include "htabsim/tlm/memory/tlbie_fabric.h"

namespace htabsim {

inline constexpr std::uint64_t kTableBytes = 1U << 18;

/// A small memory system: a table of kTableBytes, a fabric, and round numbers for every cost. Each
/// agent is a core of its own.
struct SmallMachine {
  static constexpr unsigned kAgents = 4;

  explicit SmallMachine(Stepping how = Stepping::kRunAhead, const Config& parameters = config())
      : sim(parameters, how),
        table(HptGeometry(18)),
        memory("memory", sim, {table}, kAgents),
        fabric("fabric", sim) {}

  static MemoryConfig memory_config() {
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
  static Config config() { return config(memory_config()); }
  static Config config(const MemoryConfig& memory) {
    Config config;
    config.clock.period_ps = 250;
    config.memory = memory;
    config.tlbie = {.issue_cycles = 8, .broadcast_cycles = 600, .return_cycles = 500};
    return config;
  }
  static SoftwareCosts costs() {
    SoftwareCosts costs;
    costs.barrier = Cycles(30);
    costs.ptesync = Cycles(60);
    costs[SoftwareWork::kSpin] = Cycles(11);
    return costs;
  }

  /// Binds all that `part` and the parts below it have for memory and fabric.
  void bind_masters(Part& part) {
    for_each_part<TimedHptPort>(part, [this](TimedHptPort& port) {
      port.memory.bind(memory.masters);
      port.fabric.bind(fabric.masters);
    });
    for_each_part<DataAccesses>(part,
                                [this](DataAccesses& data) { data.memory.bind(memory.masters); });
  }

  Sim sim;
  HptImage table;
  HptMemory memory;
  TlbieFabric fabric;
};

/// A SystemC thread that runs a piece of straight-line code against a timed port.
class Agent : public Part {
 public:
  using Script = std::function<void(TimedHptPort& port, LocalTime& time)>;

  Agent(const sc_core::sc_module_name& name, std::uint16_t id, SmallMachine& machine, Script script)
      : Part(name, machine.sim),
        time_(machine.sim),
        port_("port", machine.sim, basename(), {InitiatorId(id), CoreId(id)}, machine.table,
              SmallMachine::costs(), time_),
        script_(std::move(script)) {
    machine.bind_masters(*this);
    run_thread("run", [this] {
      script_(port_, time_);
      time_.synchronise();
    });
  }

  [[nodiscard]] std::string title() const override { return basename(); }

 private:
  LocalTime time_;
  TimedHptPort port_;
  Script script_;
};

/// A SystemC thread that runs a piece of straight-line code.
class Thread : public sc_core::sc_module {
 public:
  Thread(const sc_core::sc_module_name& name, std::function<void()> script) : sc_module(name) {
    sc_core::sc_spawn(std::move(script), "run");
  }
};

}  // namespace htabsim
