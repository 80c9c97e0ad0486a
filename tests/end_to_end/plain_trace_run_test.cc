// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/racing_traces.h"
#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

void expect_same_stepped(const Arguments& arguments) {
  const std::string& ahead = stats_text(arguments);
  ASSERT_GT(ahead.size(), 1000);
  EXPECT_EQ(stats_text(joined({arguments, {"--stepped"}})), ahead)
      << fmt::format("{}", fmt::join(arguments, " "));
}

/// A kernel that is busy: R is aged and pages are write-protected all the time, on the smallest
/// table.
Arguments busy_kernel() {
  return with({"guest.hpt_order=18", "guest.age_interval=900", "guest.protect_interval=700",
               "migration.downtime_limit_us=1"});
}

/// A program that goes over 9,000 pages three times. Two of them need more entries than the 2^14
/// of a table of 2^18 bytes.
std::string crowding_trace(const TemporaryFolder& folder) {
  return crowding_trace(folder, 9'000, 3);
}

// The trace touches 161 pages of 4 KB, counted by cutting the last three digits off its addresses;
// all below 2^40, so in one segment.
TEST(PlainTraceRunTest, EveryPageFaultsOnceOnALargeTable) {
  const auto found = stats(joined({{"run"}, processors(1, kSort)}));
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "page_faults"}), 161);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "first_touches"}), 161);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "segment_faults"}), 1);
  EXPECT_EQ(count(found, {"cpu0", "hcalls", "enter"}), 161);
  // 200,000 lines, 1,580 of them M; each fault is followed by another attempt.
  EXPECT_EQ(found.at("accesses").to_number<std::uint64_t>(), 200'000 + 1'580);
  EXPECT_EQ(count(found, {"cpu0", "thread", "fetch_attempts"}) +
                count(found, {"cpu0", "thread", "data_attempts"}),
            200'000 + 1'580 + 161 + 1);
}

TEST(PlainTraceRunTest, SteppedIsByteIdenticalFor1And2And4Processors) {
  for (const std::size_t cpus : {1U, 2U, 4U}) {
    expect_same_stepped(joined({{"migrate"}, processors(cpus, kSort), busy_kernel()}));
  }
}

TEST(PlainTraceRunTest, SteppedIsByteIdenticalForThreadsThatShareACoreAndLeaveWalksToThemselves) {
  const Arguments small = with({"mmu.tlb_entries=64", "mmu.derat_entries=8",
                                "mmu.secondary_derat_entries=16", "mmu.walkers=2"});
  const Arguments run = joined({{"migrate"}, processors(4, kSort), busy_kernel(), small});
  for (const char* threads : {"cpu.threads_per_core=1", "cpu.threads_per_core=4"}) {
    for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=3"}) {
      expect_same_stepped(joined({run, with({threads, misses, "cpu.issue_width=2"})}));
    }
  }
}

// Several walks of a core end in one cycle, and whom they leave their walkers to may join one of
// them or not: the kernel's order of their threads must not say.
TEST(PlainTraceRunTest, SteppedIsByteIdenticalWhereWalksOfACoreEndInOneCycle) {
  const TemporaryFolder folder;
  const auto chase = folder / "chase";
  const ProgramResult generated =
      run_program({"trace", "generate", "chase", "--footprint", "1M", "--page", "4k", "--accesses",
                   "20000", "-o", chase.string()});
  ASSERT_EQ(generated.exit_code, 0) << generated.err;
  for (const char* warm_up : {"cpu.warmup_accesses=0", "cpu.warmup_accesses=575"}) {
    expect_same_stepped(
        joined({{"run", "--trace", kSort, "--trace", (chase / "trace.lackey.zst").string()},
                with({"cpu.outstanding_misses=16", "cpu.access_cycles=7", "memory.l3_bytes=128",
                      "memory.l3_ways=2", "mmu.tlb_ways=1", "mmu.tlb_entries=11",
                      "mmu.secondary_derat_entries=0", warm_up})}));
  }
}

TEST(PlainTraceRunTest, WarmUpCountsEachAccessOnceHoweverOftenItFaults) {
  const TemporaryFolder folder;
  std::string trace;
  for (unsigned round = 0; round < 2; ++round) {
    for (unsigned page = 0; page < 20; ++page) trace += fmt::format(" M {:x},8\n", page << 12);
  }
  const auto found = stats(joined({{"run", "--trace", folder.file("trace", trace).string()},
                                   with({"cpu.warmup_accesses=40"})}));  // 20 lines of two
  EXPECT_EQ(found.at("accesses").to_number<std::uint64_t>(), 40);
  EXPECT_EQ(count(found, {"cpu0", "guest_os", "page_faults"}), 0);
  EXPECT_EQ(count(found, {"cpu0", "hcalls", "enter"}), 0);
}

TEST(PlainTraceRunTest, SteppedIsByteIdenticalWithDataAccessesAndAWarmUp) {
  const Arguments run =
      joined({{"run"},
              processors(3, kSort),
              busy_kernel(),
              with({"memory.data_accesses=true", "memory.l1_bytes=4096", "memory.l2_bytes=16384",
                    "memory.l3_bytes=65536", "cpu.threads_per_core=2", "mmu.derat_entries=8",
                    "mmu.secondary_derat_entries=12"})});
  for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
    for (const char* width : {"cpu.issue_width=1", "cpu.issue_width=3"}) {
      for (const char* warm_up : {"cpu.warmup_accesses=0", "cpu.warmup_accesses=30000"}) {
        expect_same_stepped(joined({run, with({misses, width, warm_up})}));
      }
    }
  }
}

TEST(PlainTraceRunTest, SteppedIsByteIdenticalWhereProcessorsEvictEachOther) {
  const TemporaryFolder folder;
  const Arguments run = joined({{"run"}, processors(2, crowding_trace(folder)), busy_kernel()});
  expect_same_stepped(run);
  const auto found = stats(run);
  for (const char* cpu : {"cpu0", "cpu1"}) {
    EXPECT_GT(count(found, {cpu, "guest_os", "evictions"}), 1000);
    EXPECT_GT(count(found, {cpu, "guest_os", "refaults"}), 1000);
    EXPECT_EQ(count(found, {cpu, "guest_os", "first_touches"}), 9'000);
  }
}

TEST(PlainTraceRunTest, SteppedIsByteIdenticalInRandomConfigurations) {
  std::mt19937_64 random(6);
  const auto below = [&](std::uint64_t end) { return random() % end; };
  const char* const pages[] = {"page_4k", "page_64k", "page_16m"};
  const char* const segments[] = {"segment_256m", "segment_1t"};
  const char* const presets[] = {"power7", "power8", "power9"};
  for (unsigned i = 0; i < 6; ++i) {
    const auto settings =
        with({fmt::format("guest.page_size={}", pages[below(3)]),
              fmt::format("guest.segment_size={}", segments[below(2)]),
              fmt::format("guest.hpt_order={}", 18 + below(3)),
              fmt::format("guest.memory_bytes={}", std::uint64_t{1} << (30 + below(4))),
              fmt::format("guest.bolted_pages={}", below(17)),
              fmt::format("guest.age_interval={}", below(2000)),
              fmt::format("guest.protect_interval={}", below(1000)),
              fmt::format("mmu.tlb_entries={}", 4 * (1 + below(8))),
              fmt::format("mmu.derat_entries={}", 1 + below(8)),
              fmt::format("mmu.secondary_derat_entries={}", below(9)),
              fmt::format("tlbie.broadcast_cycles={}", 1 + below(900)),
              fmt::format("memory.banks={}", 1 + below(3)),
              fmt::format("migration.read_bytes={}", 25 + below(3000))});
    const Arguments how{i % 2 == 0 ? "migrate" : "run", "--preset", presets[below(3)], "--seed",
                        std::to_string(below(1000))};
    expect_same_stepped(joined({how, processors(1 + below(4), kSort), settings}));
  }
}

TEST(PlainTraceRunTest, MigrationKeepsItsPromisesForManyProcessorsSeedsAndBuffers) {
  const char* const buffers[] = {"25", "100", "2048"};
  unsigned seed = 0;
  for (const std::size_t cpus : {1U, 2U, 4U, 8U}) {
    for (const char* buffer : buffers) {
      const auto found = stats(joined(
          {joined({{"migrate", "--seed", std::to_string(++seed)}, processors(cpus, kSort)}),
           joined({busy_kernel(), with({std::string("migration.read_bytes=") + buffer,
                                        fmt::format("migration.start_us={}", 40 * seed)})})}));
      EXPECT_EQ(found.at("destination").as_object().at("different").to_number<int>(), 0);
      EXPECT_EQ(found.at("promises").as_object().at("violations").to_number<int>(), 0);
      EXPECT_GE(found.at("migration").as_object().at("passes").as_array().size(), 2);
    }
  }
}

TEST(PlainTraceRunTest, MigrationOfACrowdedTableKeepsItsPromises) {
  const TemporaryFolder folder;
  const auto found = stats(joined(
      {joined({{"migrate"}, processors(3, crowding_trace(folder, 9'000, 2))}),
       joined({busy_kernel(), with({"migration.start_us=20000", "guest.protect_interval=200"})})}));
  EXPECT_GT(count(found, {"cpu0", "guest_os", "cow_faults"}), 0);
  const auto& destination = found.at("destination").as_object();
  EXPECT_EQ(destination.at("different").to_number<int>(), 0);
  EXPECT_GT(destination.at("valid").to_number<int>(), 16'000);  // of 2^14 entries
}

TEST(PlainTraceRunTest, SeedDecidesWhoIsEvicted) {
  const TemporaryFolder folder;
  const Arguments run = joined(
      {joined({{"run"}, processors(2, crowding_trace(folder))}), with({"guest.hpt_order=18"})});
  const auto hash = [&](const char* seed) {
    const std::string text = new_stats_text(joined({run, {"--seed", seed}}));
    const std::size_t at = text.find("\"event_hash\"");
    EXPECT_NE(at, std::string::npos);
    return text.substr(at, text.find('\n', at) - at);
  };
  const auto first = hash("1");
  EXPECT_EQ(hash("1"), first);
  EXPECT_NE(hash("2"), first);
}

TEST(PlainTraceRunTest, LargerTlbMeansFewerWalksAndTheSummarySaysSo) {
  const TemporaryFolder folder;
  std::string text;
  for (unsigned i = 0; i < 1'000; ++i) text += fmt::format(" L {:x},8\n", i % 100 * 4096);
  const std::string trace = folder.file("circle", text).string();
  const auto walks = [&](const char* entries) {
    return count(stats(joined({{"run"},
                               processors(1, trace),
                               with({"mmu.secondary_derat_entries=0",
                                     std::string("mmu.tlb_entries=") + entries})})),
                 {"cpu0", "walk_latency", "count"});
  };
  // 100 pages ten times over. Each first finds nothing, then its new entry; a TLB that holds them
  // all needs no more walks, one that has forgotten each page by its next turn walks every time.
  EXPECT_EQ(walks("2048"), 100 + 100);
  EXPECT_EQ(walks("16"), 100 + 1'000);
  const ProgramResult result = run_program(joined({{"run", "--details"}, processors(2, kSort)}));
  EXPECT_NE(result.out.find("walks per 1,000 accesses"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("161 page_faults, 161 first_touches"), std::string::npos);
}

TEST(PlainTraceRunTest, CapturedGuestMayShareItsTable) {
  const auto found = stats(joined({{"migrate", "--guest", kGuest}, processors(1, kSort)}));
  EXPECT_GT(count(found, {"cpu0", "replay", "events"}), 0);
  EXPECT_FALSE(found.at("cpu0").as_object().contains("guest_os"));
  EXPECT_EQ(count(found, {"cpu1", "guest_os", "first_touches"}), 161);
  EXPECT_FALSE(found.at("cpu1").as_object().contains("replay"));
  // The captured table is full, so there is no room without evictions.
  EXPECT_GT(count(found, {"cpu1", "guest_os", "evictions"}), 0);
  EXPECT_EQ(found.at("destination").as_object().at("different").to_number<int>(), 0);
}

class BadTraceTest : public testing::Test {
 protected:
  void expect_refused(const Arguments& arguments, const std::string& message) {
    expect_input_error(run_program(joined({arguments, {"-o", (folder_ / "out").string()}})),
                       message);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  }
  TemporaryFolder folder_;
};

TEST_F(BadTraceTest, DamagedLineIsNamedByItsNumber) {
  const std::string bad = folder_.file("bad", " L 1000,4\n S 2000,8\n X 12,4\n").string();
  expect_refused({"run", "--trace", kSort, "--trace", bad},
                 bad +
                     ":3: begins with ' X ', not with 'I  ', ' L ', ' S ' or ' M '; if the program "
                     "has printed it, --skip-noise skips such lines");
}

TEST_F(BadTraceTest, EventsOfACapturedGuestAreToBeGivenAsItsFolder) {
  expect_refused({"migrate", "--trace", kGuest + "/events.txt.zst"},
                 kGuest +
                     "/events.txt.zst: holds the events of a captured guest, not a plain "
                     "trace; give the guest's folder with --guest");
  expect_refused({"run", "--trace", kGuest}, kGuest +
                                                 ": is a folder, not a plain trace; a "
                                                 "captured guest is given with --guest");
}

TEST_F(BadTraceTest, FileThatIsNoTraceIsRefused) {
  expect_refused({"run", "--trace", "/nowhere"}, "/nowhere: no such file");
  const ProgramResult registers = run_program({"run", "--trace", kGuest + "/regs.txt"});
  EXPECT_EQ(registers.exit_code, 2);
  EXPECT_TRUE(registers.err.starts_with(
      "htabsim: " + kGuest +
      "/regs.txt:1: is in none of the formats that are recognised (native, "))
      << registers.err;
}

TEST(PlainTraceRunTest, PipeGivesWhatItsFileGives) {
  const ProgramResult named = run_program({"run", "--trace", kSort});
  const ProgramResult piped =
      run_program({"run", "--trace", "/dev/stdin"}, "cat '" + kSort + "' |");
  EXPECT_EQ(named.exit_code, 0) << named.err;
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_EQ(piped.out, named.out);
}

TEST(PlainTraceRunTest, ConfigurationMayBeAPipe) {
  const TemporaryFolder folder;
  const std::string file =
      folder.file("run.toml", "preset = \"power9\"\n[mmu]\ntlb_entries = 64\n");
  const ProgramResult named = run_program({"run", file, "--trace", kSort});
  const ProgramResult piped =
      run_program({"run", "/dev/stdin", "--trace", kSort}, "cat '" + file + "' |");
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_EQ(piped.out, named.out);
}

// The pager's work follows what it withdraws, not the table, and a guest that has little time
// between two withdrawals still gets on: ten cycles here.
TEST(PlainTraceRunTest, PagerWithoutAPauseLetsTheProgramEnd) {
  for (const char* size : {"guest.hpt_order=18", "guest.hpt_order=26"}) {
    const TemporaryFolder folder;
    std::string trace;
    for (unsigned i = 0; i < 3'000; ++i)
      trace += fmt::format(" S {:x},8\n", i % 100 * 0x1000 + 0x10000);
    const std::string file = folder.file("trace", trace);
    const ProgramResult result =
        run_program(joined({{"run", "--trace", file},
                            with({size, "clock.period_ps=100000", "host_memory.unmap_interval_us=1",
                                  "host_memory.unmap_pages=64"})}),
                    "timeout 60");
    EXPECT_EQ(result.exit_code, 0) << size << result.err;
  }
}

TEST_F(BadTraceTest, MemoryMustHoldAFewPagesOfEachProgram) {
  expect_refused(joined({{"run"},
                         processors(2, kSort),
                         with({"guest.memory_bytes=1048576", "guest.page_size=page_64k"})}),
                 "guest.memory_bytes (1048576 bytes) leaves 0 pages of 64K for each of 2 traces; "
                 "at least 4 are needed");
}

}  // namespace
}  // namespace htabsim
