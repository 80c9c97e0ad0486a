// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

/// A pointer chase in its steady state under the preset power8.
struct Chase {
  double cycles = 0;            ///< of a load
  double tlb_misses = 0;        ///< of a load
  double primary_misses = 0;    ///< of the first D-ERAT, of a load
  double secondary_misses = 0;  ///< of both
};

Chase chase(const std::string& footprint, const std::string& page) {
  const TemporaryFolder folder;
  const auto bench = folder / "bench";
  const ProgramResult made = run_program({"trace", "generate", "chase", "--footprint", footprint,
                                          "--page", page, "-o", bench.string()});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  const ProgramResult result =
      run_program({"run", (bench / "run.toml").string(), "--preset", "power8", "--trace",
                   (bench / "trace.lackey.zst").string(), "-o", (folder / "out").string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto stats = boost::json::parse(contents_of(folder / "out" / "stats.json")).as_object();
  const auto& cpu = stats.at("cpu0").as_object();
  const auto& thread = cpu.at("thread").as_object();
  const double loads = thread.at("loads").to_number<double>();
  const double misses = thread.at("derat_misses").to_number<double>();
  const double promoted = thread.at("secondary_derat_hits").to_number<double>();
  return {cpu.at("stopped_at_cycle").to_number<double>() / loads,
          thread.at("tlb_misses").to_number<double>() / loads, (misses + promoted) / loads,
          misses / loads};
}

// Published latencies of POWER8: 3, 13 and 27-28 cycles, AnandTech 10435 p.8 (facts L). Caches of
// 64 KB, 512 KB and 8 MB hold these footprints.
TEST(LatencyTest, PlateausAreThoseOfPower8sCaches) {
  EXPECT_NEAR(chase("64K", "64k").cycles, 3, 0.03);
  EXPECT_NEAR(chase("512K", "64k").cycles, 13, 0.13);
  EXPECT_NEAR(chase("2M", "64k").cycles, 28, 0.28);
  EXPECT_NEAR(chase("32M", "16m").cycles, 306, 3.06);
}

// 48 entries hold 3 MB of 64K pages, 48 + 144 hold 12 MB, so the L3's plateau ends where the L3
// does.
TEST(LatencyTest, EratReachIs48And144Entries) {
  const Chase within = chase("2M", "64k");
  EXPECT_LT(within.primary_misses, 0.01);
  const Chase between = chase("8M", "64k");
  EXPECT_GT(between.primary_misses, 1 - 48.0 / 128 - 0.1) << "128 pages, visited at random";
  EXPECT_LT(between.secondary_misses, 0.01);
  EXPECT_NEAR(between.cycles, 28.5, 0.5) << "a cycle more for each miss";
  EXPECT_GT(chase("16M", "64k").secondary_misses, 0.2);
}

// 2,048 entries hold 128 MB of 64K pages. Twice as many pages, visited at random, find an entry
// about every second time.
TEST(LatencyTest, TlbReachIs2048Entries) {
  EXPECT_LT(chase("64M", "64k").tlb_misses, 0.01);
  EXPECT_NEAR(chase("256M", "64k").tlb_misses, 0.5, 0.1);
}

}  // namespace
}  // namespace htabsim
