// SPDX-License-Identifier: Apache-2.0
//
// An agent of one's own on a host: every 100 us it reads one entry of the guest's table while the
// guest runs. One line adds it. It says what it is and what it has counted as every part of a
// simulation does, so a walk over all parts shows it beside the others.
#include <array>
#include <iostream>
#include <string_view>

#include <htabsim/tlm/host/host.h>

using namespace htabsim;

struct WatcherCounters {
  std::uint64_t reads = 0;
  std::uint64_t valid = 0;  ///< of these, of a valid entry
};
BOOST_DESCRIBE_STRUCT(WatcherCounters, (), (reads, valid))

/// Reads the table's entries in turn, the first of each PTEG.
class Watcher : public HostAgent {
 public:
  static constexpr std::uint64_t kIntervalUs = 100;

  Watcher(const sc_core::sc_module_name& name, const Sim& sim, const HostAgentPlace& place)
      : HostAgent(name, sim, place, "the watcher", kIntervalUs) {}

  static bool is_wanted(const Config&) { return true; }
  std::string title() const override { return "watcher"; }
  void report(Report& report) const override { report.counters("", counters_); }

 private:
  std::uint64_t turn(HptPort& port) override {
    const PtegIndex pteg(counters_.reads % port.geometry().ptegs());
    const std::uint64_t dword0 = port.load(first_slot(pteg), HpteDword::k0);
    ++counters_.reads;
    if (any(dword0, hpte_v::kValid)) ++counters_.valid;
    return dword0;
  }

  WatcherCounters counters_;
};

/// Prints what parts have counted, zeros apart.
class Printer : public Report {
 public:
  void count(std::string_view section, std::string_view name, std::uint64_t value) override {
    if (value != 0) std::cout << "  " << section << " " << name << ": " << value << "\n";
  }
  void cache(std::string_view name, const LookupCounts& counts) override {
    count(name, "lookups", counts.lookups);
    count(name, "misses", counts.misses);
  }
  void latency(std::string_view name, std::string_view, const LatencyHistogram& latency) override {
    count(name, "count", latency.count());
    count(name, "median", latency.percentile(50).value());
  }
  void races(const RaceCounters&) override {}
};

/// The guest's program: stores to 64 pages in turn, for ever.
class Program : public PlainAccessSource {
 public:
  Program() {
    for (std::uint64_t page = 0; page < batch_.size(); ++page) {
      batch_[page] = {
          .kind = PlainAccessKind::kStore, .size = 8, .ea = Ea(0x1000'0000 + page * 0x1000)};
    }
  }
  std::span<const PlainAccess> next_batch() override { return batch_; }

 private:
  std::array<PlainAccess, 64> batch_;
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
  Host host("host", sim, guest(program));
  host.guest().add<Watcher>("watcher");
  // Time for nine turns: a turn itself takes less than a microsecond.
  sc_core::sc_spawn([&host] {
    sc_core::wait(950, sc_core::SC_US);
    host.guest().stop();
  });
  sc_core::sc_start();

  Printer printer;
  for_each_part<Part>(host, [&printer](const Part& part) {
    std::cout << part.name() << " is \"" << part.title() << "\"\n";
    part.report(printer);
  });
  return 0;
}
