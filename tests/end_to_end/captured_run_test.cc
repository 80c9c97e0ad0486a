// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

const std::string kGuest = HTABSIM_SOURCE_DIR "/traces/p8-4k-share";

boost::json::object stats_without_host(const std::filesystem::path& folder) {
  boost::json::object stats = boost::json::parse(contents_of(folder / "stats.json")).as_object();
  stats.erase("host");
  return stats;
}

/// The text of stats.json up to its last member, `host`.
std::string text_before_host(const std::filesystem::path& folder) {
  const std::string text = contents_of(folder / "stats.json");
  return text.substr(0, text.find("\n  \"host\": {"));
}

TEST(CapturedRunTest, MigrationIsByteIdenticalAgainAndStepped) {
  const TemporaryFolder folder;
  const auto migrate = [&](const std::string& name, std::vector<std::string> more) {
    std::vector<std::string> arguments{"migrate", "--guest", kGuest, "-o",
                                       (folder / name).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  };
  migrate("first", {});
  migrate("second", {});
  migrate("stepped", {"--stepped"});
  const std::string first = text_before_host(folder / "first");
  ASSERT_GT(first.size(), 1000);
  EXPECT_EQ(text_before_host(folder / "second"), first);
  EXPECT_EQ(text_before_host(folder / "stepped"), first);
}

TEST(CapturedRunTest, LaterPassesCarryEntriesAndTheDestinationIsEqual) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"migrate", "--guest", kGuest, "-o", folder.path().string()});
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("The destination equals the source: 262,144 entries"),
            std::string::npos);
  boost::json::object stats = stats_without_host(folder.path());
  const auto& migration = stats.at("migration").as_object();
  const auto& passes = migration.at("passes").as_array();
  ASSERT_GE(passes.size(), 3);
  // The first pass speaks of every entry of the 2^22-byte table: 2^18 of them.
  const auto& first = passes[0].as_object();
  EXPECT_EQ(first.at("valid").to_number<int>() + first.at("invalid").to_number<int>(), 1 << 18);
  EXPECT_GT(first.at("changed_meanwhile").to_number<int>(), 0);
  EXPECT_GT(passes[1].as_object().at("valid").to_number<int>(), 0);
  EXPECT_FALSE(passes[1].as_object().at("guest_stopped").as_bool());
  EXPECT_TRUE(passes[passes.size() - 1].as_object().at("guest_stopped").as_bool());
  EXPECT_EQ(stats.at("promises").as_object().at("violations").to_number<int>(), 0);
  EXPECT_EQ(stats.at("destination").as_object().at("different").to_number<int>(), 0);
  EXPECT_EQ(migration.at("downtime_cycles").to_number<std::uint64_t>(),
            migration.at("end_cycle").to_number<std::uint64_t>() -
                migration.at("stop_cycle").to_number<std::uint64_t>());
}

TEST(CapturedRunTest, MigrationMeetsAtLeastFiveKindsOfRaces) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"migrate", "--guest", kGuest, "-o", folder.path().string()});
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  const boost::json::object stats = stats_without_host(folder.path());
  const auto& races = stats.at("races").as_object();
  unsigned met = 0;
  for (const auto& race : races) met += race.value().to_number<std::uint64_t>() != 0;
  EXPECT_GE(met, 5);
  // What changed while passes ran, changed behind the read position, ahead of it or at it.
  std::uint64_t meanwhile = 0;
  for (const auto& pass : stats.at("migration").at("passes").as_array()) {
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
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"run", "--guest", kGuest, "-o", folder.path().string()});
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  boost::json::object stats = stats_without_host(folder.path());
  const auto& cpu = stats.at("cpu0").as_object();
  const auto& hcalls = cpu.at("hcalls").as_object();
  EXPECT_EQ(hcalls.at("enter").to_number<int>(), 18719);
  EXPECT_EQ(hcalls.at("remove").to_number<int>(), 12783);
  EXPECT_EQ(hcalls.at("protect").to_number<int>(), 5701);
  EXPECT_EQ(hcalls.at("pteg_full").to_number<int>(), 13377);
  EXPECT_EQ(cpu.at("thread").as_object().at("storage_interrupts").to_number<int>(),
            5251 + 1 + 612 + 1 + 1 + 3);
  EXPECT_FALSE(stats.contains("migration"));
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
