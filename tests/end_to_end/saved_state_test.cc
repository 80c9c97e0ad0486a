// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/output_file.h"
#include "tests/end_to_end/random_run.h"
#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

// A run that goes on from a saved warm state has the statistics of one that warms up itself, byte
// for byte.

namespace htabsim {
namespace {

constexpr std::string_view kWarmUp = "cpu.warmup_accesses=1500";

/// Three programs of 3,000 accesses, more than the first caches hold of any.
class SavedStateTest : public testing::Test {
 protected:
  SavedStateTest() {
    for (unsigned i = 0; i < 3; ++i) {
      Random random(i + 1);
      traces_.push_back(random_trace(folder_, i, random));
    }
  }

  [[nodiscard]] std::string state() const { return (folder_ / "state").string(); }
  [[nodiscard]] Arguments save() const { return {"--save-state", state()}; }
  [[nodiscard]] Arguments load() const { return {"--load-state", state()}; }
  [[nodiscard]] std::string trace(std::size_t number) const { return traces_[number]; }
  /// Of one processor.
  [[nodiscard]] Arguments run(const std::vector<std::string>& settings = {}) const {
    return joined({{"run", "--trace", traces_[0]}, with({std::string(kWarmUp)}), with(settings)});
  }
  /// Of two processors, each with a program of its own.
  [[nodiscard]] Arguments run_of_two(const std::vector<std::string>& settings = {}) const {
    return joined({run(settings), {"--trace", traces_[1]}});
  }

  void expect_same(const Arguments& run) const { expect_same_in_time(run, {}, {}); }
  /// With other times when the state is saved than when it is loaded.
  void expect_same_in_time(const Arguments& run, const std::vector<std::string>& saved,
                           const std::vector<std::string>& loaded) const {
    const std::string command = fmt::format("{}", fmt::join(run, " "));
    const std::string own = new_stats_text(joined({run, with(loaded)}));
    new_stats_text(joined({run, with(saved), save()}));
    EXPECT_FALSE(own.empty()) << command;
    EXPECT_EQ(new_stats_text(joined({run, with(loaded), load()})), own) << command;
  }
  void expect_refusal(const Arguments& run, const std::string& what) const {
    expect_input_error(run_program(joined({run, load()})), state() + ": " + what);
  }

  TemporaryFolder folder_;

 private:
  std::vector<std::string> traces_;
};

TEST_F(SavedStateTest, OneProcessorGoesOn) { expect_same(run()); }

TEST_F(SavedStateTest, SavingChangesNothing) {
  EXPECT_EQ(new_stats_text(joined({run(), save()})), new_stats_text(run()));
}

TEST_F(SavedStateTest, IsSavedAlikeAgain) {
  new_stats_text(joined({run_of_two(), save()}));
  const std::string first = contents_of(state());
  new_stats_text(joined({run_of_two(), save()}));
  EXPECT_EQ(contents_of(state()), first);
}

TEST_F(SavedStateTest, TwoProcessorsOfOneSpaceGoOn) {
  const Arguments two = {"run", "--trace", trace(0) + "@one", "--trace", trace(1) + "@one"};
  expect_same(joined({two, with({std::string(kWarmUp), "guest.hpt_order=18"})}));
}

TEST_F(SavedStateTest, ProcessorsBesideASharedSpaceGoOn) {
  const Arguments three = {"run",    "--trace", trace(0) + "@one", "--trace",
                           trace(1), "--trace", trace(2) + "@one"};
  expect_same(joined({three, with({std::string(kWarmUp), "guest.hpt_order=18"})}));
}

TEST_F(SavedStateTest, CoresOfTwoThreadsGoOn) {
  const Arguments four = {"--trace", trace(2), "--trace", trace(0)};
  expect_same(joined({run_of_two({"cpu.threads_per_core=2", "mmu.tlb_entries=64"}), four}));
}

TEST_F(SavedStateTest, ManyCoresKnowWhoHoldsALine) {
  const Arguments many =
      joined({{"run"}, processors(10, trace(1)), with({"cpu.warmup_accesses=300"})});
  expect_same(joined({many, with({"memory.data_accesses=true", "memory.l3_bytes=16384"})}));
}

TEST_F(SavedStateTest, DataInCachesIsThere) {
  expect_same(run_of_two({"memory.data_accesses=true", "memory.l2_bytes=8192"}));
}

TEST_F(SavedStateTest, OutstandingMissesGoOn) {
  expect_same(run_of_two({"cpu.outstanding_misses=4", "memory.data_accesses=true"}));
}

TEST_F(SavedStateTest, KernelWorksOnAsItDid) {
  expect_same(
      run_of_two({"guest.hpt_order=18", "guest.memory_bytes=1048576", "guest.bolted_pages=0",
                  "guest.age_interval=100", "guest.protect_interval=130", "mmu.tlb_entries=64"}));
}

TEST_F(SavedStateTest, ProcessesGoOn) {
  Random random(9);
  const std::string file = forking_trace(folder_, 9, random);
  const Arguments forking = {"run", "--trace", file, "--trace", file, "--trace", trace(0)};
  EXPECT_GT(count(stats(forking), {"cpu0", "guest_os", "forks"}), 5U);
  for (const char* warm_up :
       {"cpu.warmup_accesses=1500", "cpu.warmup_accesses=1501", "cpu.warmup_accesses=1777"}) {
    expect_same(joined({forking, with({warm_up, "guest.hpt_order=18"})}));
  }
}

/// Pages of a segment that are 2^11 pages apart have the PTEGs of a table of 2^18 bytes in common
/// (facts C2), which hold 16 of them.
TEST_F(SavedStateTest, EvictionsGoOn) {
  std::string text;
  Random random(5);
  for (unsigned i = 0; i < 800; ++i) {
    const std::uint64_t page = random.below(40) << 11;
    text += fmt::format(" {} {:x},8\n", i % 3 == 0 ? 'S' : 'L', 0x1000'0000 + (page << 12));
  }
  const std::string file = folder_.file("evicting", text).string();
  const Arguments evicting = joined({{"run", "--trace", file, "--trace", file},
                                     with({"cpu.warmup_accesses=400", "guest.hpt_order=18"})});
  EXPECT_GT(count(stats(evicting), {"cpu0", "guest_os", "evictions"}), 0U);
  expect_same(evicting);
}

TEST_F(SavedStateTest, WarmUpBeyondTheEndOfATraceIsItsEnd) {
  expect_same(joined({run_of_two(), with({"cpu.warmup_accesses=5000"})}));
}

TEST_F(SavedStateTest, FetchesAndModifiesAreOneAccessOfTheTraceEach) {
  std::string text;
  for (unsigned i = 0; i < 600; ++i) {
    text += fmt::format("{} {:x},8\n",
                        i % 3 == 0   ? "I "
                        : i % 3 == 1 ? " M"
                                     : " L",
                        0x1000'0000 + i * 0x7100);
  }
  const std::string file = folder_.file("modifies", text).string();
  expect_same(joined({{"run", "--trace", file}, with({"cpu.warmup_accesses=200"})}));
}

TEST_F(SavedStateTest, CompressedStateAndNativeTraceAreTheSame) {
  const std::string native = (folder_ / "native").string();
  EXPECT_EQ(run_program({"trace", "convert", trace(0), "--to", "native", "-o", native}).exit_code,
            0);
  const std::string compressed = state() + ".zst";
  const Arguments run = joined({{"run", "--trace", native}, with({std::string(kWarmUp)})});
  new_stats_text(joined({run, save()}));
  const std::string own = new_stats_text(joined({run, {"--save-state", compressed}}));
  EXPECT_LT(contents_of(compressed).size(), contents_of(state()).size() / 4);
  EXPECT_EQ(new_stats_text(joined({run, {"--load-state", compressed}})), own);
  EXPECT_EQ(new_stats_text(joined({run, load()})), own);
}

TEST_F(SavedStateTest, TimesMayDiffer) {
  expect_same_in_time(run_of_two({"memory.data_accesses=true"}), {},
                      {"memory.line_cycles=700", "mmu.walkers=1", "cpu.outstanding_misses=8",
                       "memory.banks=2", "tlbie.broadcast_cycles=5", "clock.period_ps=500"});
}

TEST_F(SavedStateTest, WhatActsByTheTimeMayDiffer) {
  expect_same_in_time(
      run_of_two({"guest.hpt_order=18"}), {},
      {"host_memory.unmap_interval_us=20", "host_memory.dirty_log_interval_us=30",
       "guest.resize_at_us=50", "guest.resize_order=19", "guest.resize_poll_us=20"});
}

TEST_F(SavedStateTest, RandomConfigurationsGoOn) {
  const std::vector<Choice> sizes = {
      {"cpu.threads_per_core", {"1", "2", "4"}},
      {"mmu.ierat_entries", {"4", "64"}},
      {"mmu.derat_entries", {"4", "48"}},
      {"mmu.secondary_derat_entries", {"0", "144"}},
      {"mmu.tlb_entries", {"16", "256"}},
      {"mmu.tlb_ways", {"2", "4"}},
      {"mmu.mpss_reach", {"actual", "base"}},
      {"mmu.hpte_format", {"isa207", "isa300"}},
      {"memory.l1_bytes", {"4096", "32768"}},
      {"memory.l3_bytes", {"65536", "1048576"}},
      {"memory.data_accesses", {"true", "false"}},
      {"guest.hpt_order", {"18", "20"}},
      {"guest.page_size", {"page_4k", "page_64k"}},
      {"guest.segment_size", {"segment_256m", "segment_1t"}},
      {"guest.vsid_allocation", {"linear", "random"}},
      {"guest.age_interval", {"0", "200"}},
      {"guest.protect_interval", {"0", "300"}},
      {"cpu.warmup_accesses", {"1", "700", "2999"}},
  };
  const std::vector<Choice> times = {
      {"cpu.issue_width", {"1", "4"}},
      {"cpu.outstanding_misses", {"1", "2", "8"}},
      {"mmu.walkers", {"1", "4"}},
      {"mmu.rc_update", {"byte_store", "checked"}},
      {"memory.banks", {"1", "8"}},
      {"memory.line_cycles", {"20", "800"}},
      {"memory.store_queue_entries", {"0", "4"}},
      {"tlbie.broadcast_cycles", {"1", "1000"}},
      {"hypervisor.hcall_cycles", {"0", "900"}},
      {"guest.fault_handler_cycles", {"0", "5000"}},
      {"host_memory.unmap_interval_us", {"0", "30"}},
  };
  for (std::uint64_t seed = 1; seed <= configurations(12); ++seed) {
    Random random(seed);
    Arguments run = {"run", "--seed", std::to_string(seed)};
    for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
      const std::string space = random.one_of({"", "", "@one", "@two"});
      run = joined({run, {"--trace", trace(random.below(3)) + space}});
    }
    run = joined({run, with({std::string(kWarmUp)}), random_settings(sizes, random)});
    const std::string command = fmt::format("{}", fmt::join(run, " "));
    const Arguments saved = random_settings(times, random);
    const Arguments loaded = random_settings(times, random);
    const std::string own = new_stats_text(joined({run, loaded}));
    new_stats_text(joined({run, saved, save()}));
    EXPECT_EQ(new_stats_text(joined({run, loaded, load()})), own) << command;
  }
}

TEST_F(SavedStateTest, OtherSizesAreRefused) {
  new_stats_text(joined({run(), save()}));
  expect_refusal(run({"mmu.tlb_entries=1024"}),
                 "was saved with mmu.tlb_entries = 2,048, and this run has 1,024");
  expect_refusal(run({"memory.data_accesses=true"}),
                 "was saved with memory.data_accesses = false, and this run has true");
  expect_refusal(run({"cpu.warmup_accesses=1000"}),
                 "was saved with cpu.warmup_accesses = 1,500, and this run has 1,000");
  expect_refusal(joined({run(), {"--seed", "7"}}), "was saved with --seed = 1, and this run has 7");
}

TEST_F(SavedStateTest, OtherProcessorsAreRefused) {
  new_stats_text(joined({run(), save()}));
  expect_refusal(run_of_two(),
                 "was saved with the processors' address spaces = 0, and this run has 0, 1");
}

TEST_F(SavedStateTest, TraceThatIsTooShortIsRefused) {
  new_stats_text(joined({run(), save()}));
  const std::string file = folder_.file("short", " L 10000000,8\n").string();
  const Arguments shorter = {"run", "--trace", file};
  expect_input_error(run_program(joined({shorter, with({std::string(kWarmUp)}), load()})),
                     file + ": has 1 accesses, and 1,500 were to be passed over");
}

TEST_F(SavedStateTest, DamageIsRefused) {
  new_stats_text(joined({run(), save()}));
  const std::string good = contents_of(state());
  std::string bad = good;
  bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
  write_file(state(), bad);
  expect_refusal(run(), "is damaged: its checksum differs");
  write_file(state(), good.substr(0, good.size() - 1));
  expect_refusal(run(), "is damaged: its checksum differs");
  write_file(state(), good.substr(0, 12));
  expect_refusal(run(), "is damaged: it ends too soon");
}

TEST_F(SavedStateTest, OtherVersionsAndOtherFilesAreRefused) {
  new_stats_text(joined({run(), save()}));
  std::string other = contents_of(state());
  other[8] = 99;
  write_file(state(), other);
  expect_refusal(run(), "is of version 99 of warm states, not of version 2; save it again");
  write_file(state(), "no state");
  expect_refusal(run(), "is no warm state that --save-state has written");
  write_file(state(), "");
  expect_refusal(run(), "is no warm state that --save-state has written");
}

TEST_F(SavedStateTest, WhereNoStateIsKeptNoneIsSaved) {
  const auto refused = [&](const Arguments& run, const std::string& what) {
    expect_input_error(run_program(joined({run, save()})), what);
    EXPECT_FALSE(std::filesystem::exists(state()));
  };
  refused({"run", "--trace", trace(0)},
          "--save-state saves what a warm-up leaves: set cpu.warmup_accesses");
  refused({"run", "--trace", "missing", "--set", std::string(kWarmUp)}, "missing: no such file");
}

}  // namespace
}  // namespace htabsim
