// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

const Arguments kMigration{"migrate", "--guest", kGuest};

TEST(CapturedRunTest, MigrationIsByteIdenticalAgainAndStepped) {
  const std::string& first = stats_text(kMigration);
  ASSERT_GT(first.size(), 1000);
  EXPECT_EQ(new_stats_text(kMigration), first);
  EXPECT_EQ(stats_text(joined({kMigration, {"--stepped"}})), first);
}

TEST(CapturedRunTest, GuestsFilesMayBePipes) {
  const TemporaryFolder folder;
  const std::string copy = folder / "guest";
  const std::string make = fmt::format(
      "mkdir '{1}'; for f in events.txt.zst hpt_start.stream.zst hpt_end.stream.zst "
      "hpt_start.passes.json regs.txt slb_start.txt slb_end.txt; do "
      "mkfifo '{1}'/$f; cat '{0}'/$f >'{1}'/$f & done; timeout 60",
      kGuest, copy);
  const ProgramResult result = run_program({"verify", copy}, make);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("3,999,167 events of 1 processor"), std::string::npos) << result.out;
}

TEST(CapturedRunTest, LaterPassesCarryEntriesAndTheDestinationIsEqual) {
  const KeptRun& run = kept_run(kMigration);
  ASSERT_EQ(run.program.exit_code, 0) << run.program.out << run.program.err;
  EXPECT_NE(run.program.out.find("The destination equals the source: 262,144 entries"),
            std::string::npos);
  const boost::json::object found = stats(kMigration);
  const auto& migration = found.at("migration").as_object();
  const auto& passes = migration.at("passes").as_array();
  ASSERT_GE(passes.size(), 3);
  // The first pass speaks of every entry of the 2^22-byte table: 2^18 of them.
  const auto& first = passes[0].as_object();
  EXPECT_EQ(first.at("valid").to_number<int>() + first.at("invalid").to_number<int>(), 1 << 18);
  EXPECT_GT(first.at("changed_meanwhile").to_number<int>(), 0);
  EXPECT_GT(passes[1].as_object().at("valid").to_number<int>(), 0);
  EXPECT_FALSE(passes[1].as_object().at("guest_stopped").as_bool());
  EXPECT_TRUE(passes[passes.size() - 1].as_object().at("guest_stopped").as_bool());
  EXPECT_EQ(found.at("promises").as_object().at("violations").to_number<int>(), 0);
  EXPECT_EQ(found.at("destination").as_object().at("different").to_number<int>(), 0);
  EXPECT_EQ(migration.at("downtime_cycles").to_number<std::uint64_t>(),
            migration.at("end_cycle").to_number<std::uint64_t>() -
                migration.at("stop_cycle").to_number<std::uint64_t>());
}

TEST(CapturedRunTest, MigrationMeetsAtLeastFiveKindsOfRaces) {
  const KeptRun& run = kept_run(kMigration);
  ASSERT_EQ(run.program.exit_code, 0) << run.program.out << run.program.err;
  const boost::json::object found = stats(kMigration);
  const auto& races = found.at("races").as_object();
  unsigned met = 0;
  for (const auto& race : races) met += race.value().to_number<std::uint64_t>() != 0;
  EXPECT_GE(met, 5);
  // What changed while passes ran, changed behind the read position, ahead of it or at it.
  std::uint64_t meanwhile = 0;
  for (const auto& pass : found.at("migration").at("passes").as_array()) {
    meanwhile += pass.at("changed_meanwhile").to_number<std::uint64_t>();
  }
  std::uint64_t placed = 0;
  for (const char* kind : {"update_behind_reader", "update_ahead_of_reader", "update_at_reader",
                           "rc_set_behind_reader", "rc_set_ahead_of_reader"}) {
    placed += races.at(kind).to_number<std::uint64_t>();
  }
  EXPECT_EQ(placed, meanwhile);
}

// Counted in the recording itself: its H lines by op, its h lines with status -6 (H_PTEG_FULL), its
// V lines by vector and cause: 5,251 + 1 + 612 DSIs and 1 + 1 + 3 ISIs.
TEST(CapturedRunTest, WholeRunMeetsEveryHcallAndFaultOfTheRecording) {
  const KeptRun& run = kept_run({"run", "--guest", kGuest});
  ASSERT_EQ(run.program.exit_code, 0) << run.program.out << run.program.err;
  const boost::json::object found = stats({"run", "--guest", kGuest});
  const auto& cpu = found.at("cpu0").as_object();
  const auto& hcalls = cpu.at("hcalls").as_object();
  EXPECT_EQ(hcalls.at("enter").to_number<int>(), 18719);
  EXPECT_EQ(hcalls.at("remove").to_number<int>(), 12783);
  EXPECT_EQ(hcalls.at("protect").to_number<int>(), 5701);
  EXPECT_EQ(hcalls.at("pteg_full").to_number<int>(), 13377);
  EXPECT_EQ(cpu.at("thread").as_object().at("storage_interrupts").to_number<int>(),
            5251 + 1 + 612 + 1 + 1 + 3);
  EXPECT_FALSE(found.contains("migration"));
}

void expect_no_difference(const std::vector<std::string>& arguments) {
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.ends_with("\n0 differences\n")) << result.out;
  // Lines of the recording: 1,579,215 L + 1,440,047 S + 896,754 X, each with a real address;
  // 5,251 + 1 + 612 + 1 + 1 + 3 storage interrupts; 18,719 + 12,783 + 5,701 hcalls.
  EXPECT_NE(result.out.find("real addresses            3,916,016          0"), std::string::npos)
      << result.out;
  EXPECT_NE(result.out.find("5,869          0"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("37,203          0"), std::string::npos) << result.out;
}

TEST(CapturedRunTest, FunctionalReplayEqualsTheRecording) {
  expect_no_difference({"verify", kGuest});
}

TEST(CapturedRunTest, TimedReplayEqualsTheRecording) {
  expect_no_difference({"verify", "--timed", kGuest});
}

TEST(CapturedRunTest, AnotherMachineChangesTimesButNotWhatArrives) {
  const ProgramResult result = run_program(
      {"migrate", "--guest", kGuest, "--preset", "power9", "--set", "mmu.tlb_entries=96", "--set",
       "mmu.tlb_ways=3", "--set", "migration.read_bytes=4099"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace htabsim
