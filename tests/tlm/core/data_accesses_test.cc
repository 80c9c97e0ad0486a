// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/data_accesses.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/tlm/memory/warm_up_port.h"
#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

using enum AccessKind;

// An access's own cycle is 1; a line is 7 from the L1, 30 from the L2, 50 from the L3, 80 from
// another core and 100 from memory, each of two banks taken by a line for 10.
MemoryConfig memory_config() {
  MemoryConfig config = SmallMachine::memory_config();
  config.caches = true;
  config.l1_bytes = 2 * kLineBytes;
  config.l1_ways = 2;
  config.l2_bytes = 4 * kLineBytes;
  config.l2_ways = 4;
  config.l3_bytes = 8 * kLineBytes;
  config.l3_ways = 8;
  config.l2_cycles = 30;
  config.l3_cycles = 50;
  config.other_core_cycles = 80;
  return config;
}

Config config_of(std::uint64_t outstanding) {
  Config config = SmallMachine::config(memory_config());
  config.cpu.outstanding_misses = outstanding;
  config.cpu.access_cycles = 1;
  return config;
}

HostReal line(std::uint64_t number) { return HostReal(0x10'0000 + number * kLineBytes); }

/// A processor's data side and a script that it runs.
class Processor : public Part {
 public:
  using Script = std::function<void(DataAccesses& data)>;

  Processor(const sc_core::sc_module_name& name, std::uint16_t id, SmallMachine& machine,
            Script script)
      : Part(name, machine.sim),
        data("data", machine.sim, {InitiatorId(id), CoreId(id)}),
        script_(std::move(script)) {
    machine.bind_masters(*this);
    run_thread("run", [this] { script_(data); });
  }

  [[nodiscard]] std::string title() const override { return basename(); }

  DataAccesses data;

 private:
  Script script_;
};

/// Whether requests are served ahead of simulated time, or in it: with a process that wakes in
/// every cycle no request is alone until it takes effect.
class DataAccessesTest : public testing::TestWithParam<bool> {
 protected:
  using WarmUp = std::function<void(WarmUpPort& port)>;

  void run(std::uint64_t outstanding, Processor::Script script, const WarmUp& warm_up = {}) {
    SmallMachine machine(Stepping::kRunAhead, config_of(outstanding));
    Processor processor("processor", 0, machine, std::move(script));
    std::optional<Thread> metronome;
    if (GetParam()) {
      metronome.emplace("metronome", [&machine] {
        for (int cycle = 0; cycle < 5'000; ++cycle) machine.sim.clock.wait_for(Cycles(1));
      });
    }
    if (warm_up) {
      WarmUpPort port(machine.memory, machine.table, CoreId(0), [](TlbieRb) {});
      warm_up(port);
    }
    sc_core::sc_start();
    counts_ = processor.data.counts();
  }

  DataCounts counts_;
};

TEST_P(DataAccessesTest, LoadWaitsForItsLineFromItsBeginningOn) {
  run(1, [](DataAccesses& data) {
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(1)).now, Cycles(100));
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(101)).now, Cycles(107));
    data.access({kLoad, line(2), 8, Cycles(1)}, Cycles(200));
    data.access({kLoad, line(3), 8, Cycles(1)}, Cycles(300));
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(401)).now, Cycles(430))
        << "from the L2";
    for (std::uint64_t i = 2; i < 6; ++i) {
      data.access({kLoad, line(i), 8, Cycles(1)}, Cycles(500 * i));
    }
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(3'001)).now, Cycles(3'050))
        << "from the L3";
  });
  EXPECT_EQ(counts_.loads, (LineSourceCounts{1, 3, 1, 0, 0, 0, 0, 5}));
}

TEST_P(DataAccessesTest, AccessToTwoLinesGetsToOneAfterTheOther) {
  run(1, [](DataAccesses& data) {
    const HostReal end = line(1) + (kLineBytes - 4);
    EXPECT_EQ(data.access({kLoad, end, 8, Cycles(1)}, Cycles(1)).now, Cycles(1 + (100 - 1) + 100));
  });
  EXPECT_EQ(total(counts_.loads), 2);
}

TEST_P(DataAccessesTest, LoadsOverlapUpToTheOutstandingMisses) {
  run(2, [](DataAccesses& data) {
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(1)).now, Cycles(2));
    EXPECT_EQ(data.access({kLoad, line(2), 8, Cycles(1)}, Cycles(2)).now, Cycles(3));
    // Both places are taken until the first line is there, at 1 + 99.
    EXPECT_EQ(data.access({kLoad, line(3), 8, Cycles(1)}, Cycles(3)).now, Cycles(100 + 1));
    EXPECT_EQ(data.all_there(Cycles(101)), Cycles(100 + 99));
  });
}

TEST_P(DataAccessesTest, HitTakesNoPlace) {
  run(2, [](DataAccesses& data) {
    data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(1));
    data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(2));
    EXPECT_EQ(data.access({kLoad, line(2), 8, Cycles(1)}, Cycles(3)).now, Cycles(4));
  });
}

TEST_P(DataAccessesTest, StoreGoesOnAtOnceAndTheNextMissWaitsForIt) {
  run(1, [](DataAccesses& data) {
    EXPECT_EQ(data.access({kStore, line(1), 8, Cycles(1)}, Cycles(1)).now, Cycles(2));
    EXPECT_EQ(data.access({kStore, line(2), 8, Cycles(1)}, Cycles(2)).now, Cycles(100 + 1));
    EXPECT_EQ(data.access({kStore, line(2), 8, Cycles(1)}, Cycles(300)).now, Cycles(301))
        << "hits in the L2";
    EXPECT_EQ(data.all_there(Cycles(301)), Cycles(301));
  });
  EXPECT_EQ(counts_.stores, (LineSourceCounts{0, 1, 0, 0, 0, 0, 0, 2}));
}

TEST_P(DataAccessesTest, StoreIsWrittenThroughAnL1ThatDoesNotTakeTheLine) {
  run(1, [](DataAccesses& data) {
    data.access({kStore, line(1), 8, Cycles(1)}, Cycles(1));
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(201)).now, Cycles(230))
        << "from the L2";
    data.access({kStore, line(1), 8, Cycles(1)}, Cycles(300));
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(401)).now, Cycles(407))
        << "still in the L1";
  });
}

TEST_P(DataAccessesTest, WarmedUpLinesAreThereAndNotCounted) {
  const auto script = [](DataAccesses& data) {
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(1)).now, Cycles(7));
    EXPECT_EQ(data.access({kLoad, line(2), 8, Cycles(1)}, Cycles(8)).now, Cycles(7 + 30));
  };
  run(1, script, [](WarmUpPort& port) {
    port.access_data(kLoad, line(1), 8);
    port.access_data(kStore, line(2), 8);
  });
  EXPECT_EQ(total(counts_.loads), 2);
  EXPECT_EQ(total(counts_.stores), 0);
}

INSTANTIATE_TEST_SUITE_P(AloneOrNot, DataAccessesTest, testing::Bool());

TEST(SharedDataTest, RequestsOfACycleAreServedByInitiatorWhoeverComesFirst) {
  SmallMachine machine(Stepping::kRunAhead, config_of(1));
  Cycles first;
  Cycles second;
  // Lines 1 and 3 lie in one bank. The kernel runs the second one's process first.
  Processor later("later", 1, machine, [&](DataAccesses& data) {
    second = data.access({kLoad, line(3), 8, Cycles(1)}, Cycles(1)).now;
  });
  Processor sooner("sooner", 0, machine, [&](DataAccesses& data) {
    first = data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(1)).now;
  });
  sc_core::sc_start();
  EXPECT_EQ(first, Cycles(100));
  EXPECT_EQ(second, Cycles(100 + 10));
}

TEST(SharedDataTest, LineThatAnotherCoreHasWrittenComesFromThere) {
  SmallMachine machine(Stepping::kRunAhead, config_of(1));
  Processor writer("writer", 0, machine, [](DataAccesses& data) {
    data.access({kStore, line(1), 8, Cycles(1)}, Cycles(1));
  });
  Processor reader("reader", 1, machine, [](DataAccesses& data) {
    EXPECT_EQ(data.access({kLoad, line(1), 8, Cycles(1)}, Cycles(201)).now, Cycles(280));
  });
  sc_core::sc_start();
  EXPECT_EQ(reader.data.counts().loads, (LineSourceCounts{0, 0, 0, 0, 1, 0, 0, 0}));
}

}  // namespace
}  // namespace htabsim
