// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

// Several guests on one host (H6, H10).

namespace htabsim {
namespace {

/// A captured guest of two processors, whose hcalls send tlbies, and a program alone.
Arguments captured_and_program() {
  return joined(
      {{"--on", "captured", "--guest", kSmpGuest}, {"--on", "program", "--trace", kSort}});
}

using Object = boost::json::object;

/// The section of a part, as JSON text; without what others send it.
std::string translation_of(const Object& cpu) {
  Object kept = cpu;
  for (const char* other : {"tlbies_received", "tlbies_of_other_guests", "stopped_at_cycle"}) {
    kept.erase(other);
  }
  for (auto& member : kept) {
    if (member.key() == "walk_latency") member.value() = member.value().at("count");
  }
  return boost::json::serialize(kept);
}

TEST(SeveralGuests, ApartEachTranslatesAsAloneH6) {
  const Object alone = stats({"run", "--trace", kSort});
  const Object together = stats(joined({{"run"}, captured_and_program()}));
  const Object& program = together.at("guest1").at("cpu0").as_object();
  EXPECT_EQ(translation_of(program), translation_of(alone.at("cpu0").as_object()));
  const Object captured_alone = stats({"run", "--guest", kSmpGuest});
  for (const char* cpu : {"cpu0", "cpu1"}) {
    EXPECT_EQ(translation_of(together.at("guest0").at(cpu).as_object()),
              translation_of(captured_alone.at(cpu).as_object()));
  }
  // What the other sends gets there all the same.
  EXPECT_GT(program.at("tlbies_of_other_guests").to_number<std::uint64_t>(), 0u);
  EXPECT_EQ(program.at("tlbies_of_other_guests"), program.at("tlbies_received"));
}

// On threads of the same cores, each must still get to its own memory: `holds` compares the
// captured guest's addresses, faults and hcalls.
TEST(SeveralGuests, InTurnShareCoresAndStayApart) {
  const Arguments run = joined({{"run"},
                                captured_and_program(),
                                with({"cpu.threads_per_core=2", "cpu.guest_placement=in_turn"})});
  const Object found = stats(run);
  EXPECT_TRUE(found.contains("core1"));
  EXPECT_FALSE(found.contains("core2")) << "three processors on two cores";
  for (const char* cpu : {"cpu0", "cpu1"}) {
    EXPECT_EQ(count(found, {"guest0", cpu, "replay", "addresses_differ"}), 0u);
  }
}

TEST(SeveralGuests, AreTheSameStepped) {
  for (const char* placement : {"apart", "in_turn"}) {
    const Arguments run =
        joined({{"run"},
                captured_and_program(),
                with({"cpu.threads_per_core=2", std::string("cpu.guest_placement=") + placement})});
    EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << placement;
  }
}

TEST(SeveralGuests, TheFirstIsMigratedWhileTheOtherRuns) {
  const Arguments migration =
      joined({{"migrate", "--on", "moves"},
              processors(2, kSort),
              {"--on", "stays"},
              processors(1, kSort),
              with({"guest.hpt_order=18", "guest.protect_interval=1000", "guest.age_interval=500",
                    "host_memory.unmap_interval_us=20", "cpu.threads_per_core=2",
                    "cpu.guest_placement=in_turn"})});
  const Object found = stats(migration);
  EXPECT_EQ(count(found, {"destination", "different"}), 0u);
  EXPECT_EQ(count(found, {"promises", "violations"}), 0u);
  // All of the trace's accesses: 200,000, of which 1,580 are a load and a store.
  const Object& stays = found.at("guest1").at("cpu0").at("thread").as_object();
  EXPECT_EQ(count(stays, {"fetches"}) + count(stays, {"loads"}) + count(stays, {"stores"}),
            201'580u);
  EXPECT_LT(count(found, {"guest0", "cpu0", "thread", "fetches"}), count(stays, {"fetches"}));
  EXPECT_EQ(stats_text(joined({migration, {"--stepped"}})), stats_text(migration));
}

/// A microbenchmark's trace and the options that it is to be run with.
std::string microbenchmark(const TemporaryFolder& folder, const std::string& kind,
                           const std::string& footprint) {
  const std::string made = folder / kind;
  EXPECT_EQ(run_program({"trace", "generate", kind, "--footprint", footprint, "--page", "4k",
                         "--accesses", "30000", "-o", made})
                .exit_code,
            0);
  return made + "/trace.lackey.zst";
}

struct Cpu {
  std::uint64_t cycles = 0;
  std::uint64_t walks = 0;
  std::uint64_t walk_cycles = 0;
  std::uint64_t derat_misses = 0;
  std::uint64_t from_memory = 0;  ///< lines of the program's own loads
};

Cpu cpu_of(const Object& found, const Object& cpu, const std::string& pmu) {
  return {count(cpu, {"stopped_at_cycle"}), count(cpu, {"walk_latency", "count"}),
          count(cpu, {"walk_latency", "total_cycles"}), count(cpu, {"derat", "misses"}),
          found.at("pmu").at(pmu).at("PM_DATA_FROM_LMEM").to_number<std::uint64_t>()};
}

// A chase whose 1,024 pages fit the TLB, alone and with a neighbour on the other thread that needs
// all of TLB and L3. What it loses is in its counters: walks, a cycle at each look into the shared
// TLB, and lines that come from memory, not from the L3.
TEST(SeveralGuests, WhatANeighbourCostsIsInTheCounters) {
  const TemporaryFolder folder;
  const std::string chase = microbenchmark(folder, "chase", "4M");
  const std::string gups = microbenchmark(folder, "gups", "16M");
  const Arguments machine = with({"memory.data_accesses=true", "cpu.warmup_accesses=20000",
                                  "cpu.threads_per_core=2", "cpu.guest_placement=in_turn"});
  const Object alone = stats(joined({{"run", "--trace", chase}, machine}));
  const Object both = stats(joined(
      {{"run", "--on", "chase", "--trace", chase, "--on", "gups", "--trace", gups}, machine}));
  const Cpu before = cpu_of(alone, alone.at("cpu0").as_object(), "cpu0");
  const Cpu after = cpu_of(both, both.at("guest0").at("cpu0").as_object(), "guest0.cpu0");
  EXPECT_EQ(before.walks, 0u);
  EXPECT_GT(after.walks, 0u);
  EXPECT_EQ(after.derat_misses, before.derat_misses) << "the ERAT is the thread's own";
  const Object& costs = both.at("config").at("memory").as_object();
  const std::uint64_t line = count(costs, {"line_cycles"}) - count(costs, {"l3_cycles"});
  const std::uint64_t explained = (after.walk_cycles - before.walk_cycles) + after.derat_misses +
                                  (after.from_memory - before.from_memory) * line;
  const auto lost = static_cast<double>(after.cycles - before.cycles);
  EXPECT_NEAR(static_cast<double>(explained), lost, 0.05 * lost);
}

TEST(SeveralGuests, AreToldApartInTheSummary) {
  const ProgramResult& result = kept_run(joined({{"run"}, captured_and_program()})).program;
  for (const char* text :
       {"guest     LPID  processors", "\nProcessor 1 of captured\n", "\nProcessor 0 of program\n",
        "\nhcall of captured ", "\nhcall of program "}) {
    EXPECT_NE(("\n" + result.out).find(text), std::string::npos) << text << result.out;
  }
  const Object found = stats(joined({{"run"}, captured_and_program()}));
  EXPECT_EQ(found.at("guests"), (boost::json::array{"captured", "program"}));
}

TEST(SeveralGuests, OptionsAreThoseOfTheGuestBeforeThem) {
  const auto refused = [](const Arguments& arguments, const std::string& text) {
    expect_input_error(run_program(joined({{"run"}, arguments})), text);
  };
  refused({"--on", "a", "--trace", kSort, "--on", "a", "--trace", kSort},
          "--on a was given before");
  refused({"--on", "a b", "--trace", kSort},
          "--on \"a b\": a guest's name has letters, digits, _ and -");
  refused({"--guest", kGuest, "--guest", kGuest},
          "--guest was given twice for one guest; --on NAME begins another");
  refused({"--trace", kSort, "--on", "b"},
          "run: nothing to run of b; give --guest DIR or --trace FILE");
  refused({"--trace", kSort, "--on", "b", "--order", "fre", "--guest", kGuest},
          "--order: there is no order \"fre\"; the nearest is \"free\"");
  refused({"--order", "free", "--on", "b", "--guest", kGuest},
          "run: --order is of a captured guest's processors; give its --guest DIR");
  refused({"--on", "b", "--order", "free", "--trace", kSort},
          "run: --order is of a captured guest's processors, and b is none; give its --guest DIR");
  Arguments many;
  for (int i = 0; i < 33; ++i) many = joined({many, {"--on", std::to_string(i), "--trace", kSort}});
  refused(many, "--on: a host has up to 32 guests, not 33");
}

}  // namespace
}  // namespace htabsim
