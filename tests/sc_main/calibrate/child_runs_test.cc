// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/child_runs.h"

#include <string>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/json_writer.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/report/simulation.h"
#include "sc_main/setup/run_options.h"
#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

class ChildRunsTest : public testing::Test {
 protected:
  ChildRunsTest() {
    const ProgramResult generated =
        run_program({"trace", "generate", "chase", "--footprint", "64K", "--page", "4k",
                     "--accesses", "2000", "-o", (folder_ / "bench").string()});
    EXPECT_EQ(generated.exit_code, 0) << generated.err;
  }

  RunRequest request(std::uint64_t walk_overhead_cycles, Job job = Job::kRun) const {
    RunOptions options;
    options.job = job;
    options.config_file = folder_ / "bench/run.toml";
    options.machine.settings = {"guest.hpt_order=18", "guest.memory_bytes=33554432"};
    options.guests.front().traces = {folder_ / "bench/trace.lackey.zst"};
    RunRequest request = make_run_request(options);
    request.config.mmu.walk_overhead_cycles = walk_overhead_cycles;
    return request;
  }

  /// What the program writes of the same run, without what it tells of the computer it ran on.
  std::string statistics_of_program(const std::string& job,
                                    std::uint64_t walk_overhead_cycles) const {
    const auto output = folder_ / "output";
    const ProgramResult ran = run_program(
        {job, (folder_ / "bench/run.toml").string(), "--trace",
         (folder_ / "bench/trace.lackey.zst").string(), "--set", "guest.hpt_order=18", "--set",
         "guest.memory_bytes=33554432", "--set",
         fmt::format("mmu.walk_overhead_cycles={}", walk_overhead_cycles), "-o", output.string()});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return without_host(boost::json::parse(contents_of(output / "stats.json")).as_object());
  }

  static std::string without_host(boost::json::object statistics) {
    EXPECT_TRUE(statistics.contains("host"));
    statistics.erase("host");
    return format_json(statistics);
  }

  static std::uint64_t walk_overhead(const boost::json::object& statistics) {
    return statistics.at("config").at("mmu").at("walk_overhead_cycles").to_number<std::uint64_t>();
  }

  TemporaryFolder folder_;
};

TEST_F(ChildRunsTest, GivesTheStatisticsOfTheProgram) {
  const auto all = run_in_children({request(30)}, simulated_statistics);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(without_host(all[0]), statistics_of_program("run", 30));
}

TEST_F(ChildRunsTest, MigratesAsTheProgram) {
  const auto all = run_in_children({request(30, Job::kMigrate)}, simulated_statistics);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(without_host(all[0]), statistics_of_program("migrate", 30));
}

TEST_F(ChildRunsTest, ManyMoreThanProcessorsComeBackInOrder) {
  const std::size_t number = 3 * std::max(1U, std::thread::hardware_concurrency()) + 1;
  std::vector<RunRequest> requests;
  for (std::size_t i = 0; i < number; ++i) requests.push_back(request(number - i));
  const auto all = run_in_children(requests, simulated_statistics);
  ASSERT_EQ(all.size(), number);
  for (std::size_t i = 0; i < number; ++i) EXPECT_EQ(walk_overhead(all[i]), number - i);
}

TEST_F(ChildRunsTest, NoneOfNone) {
  EXPECT_TRUE(run_in_children({}, simulated_statistics).empty());
}

TEST_F(ChildRunsTest, TellsWhatIsWrongWithTheInputOfOne) {
  RunRequest bad = request(30);
  bad.guests.front().traces = {folder_ / "missing"};
  // One that is well on either side.
  const std::vector<RunRequest> requests{request(30), bad, request(30)};
  try {
    run_in_children(requests, simulated_statistics);
    FAIL() << "no UsageError";
  } catch (const UsageError& error) {
    EXPECT_EQ(std::string(error.what()).find((folder_ / "missing").string()), 0U) << error.what();
  }
}

TEST_F(ChildRunsTest, TheSameProcessCanRunMoreAfterAnError) {
  RunRequest bad = request(30);
  bad.guests.front().traces = {folder_ / "missing"};
  EXPECT_THROW(run_in_children({bad}, simulated_statistics), UsageError);
  EXPECT_EQ(run_in_children({request(30)}, simulated_statistics).size(), 1U);
}

}  // namespace
}  // namespace htabsim
