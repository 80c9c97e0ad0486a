// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

using Arguments = std::vector<std::string>;

struct Fitted {
  std::string key;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::uint64_t truth = 0;
};

/// A microbenchmark on a machine that is made so small that the parameters matter, and what they
/// are in truth.
struct RoundTrip {
  std::string name;
  std::string job;
  Arguments trace;  ///< of `trace generate`
  unsigned processors = 1;
  Arguments settings;
  std::vector<Fitted> fitted;
};

const std::vector<RoundTrip> kRoundTrips = {
    {"line_latency_and_walk_overhead",
     "run",
     {"chase", "--footprint", "1M", "--page", "4k", "--accesses", "8192"},
     1,
     {"mmu.derat_entries=8", "mmu.secondary_derat_entries=0", "mmu.tlb_entries=64",
      "memory.l2_bytes=65536", "memory.l3_bytes=262144"},
     {{"memory.line_cycles", 100, 1'000, 420}, {"mmu.walk_overhead_cycles", 1, 200, 61}}},
    {"latencies_of_two_caches",
     "run",
     {"chase", "--footprint", "96K", "--page", "4k", "--accesses", "20000"},
     1,
     {"mmu.derat_entries=8", "mmu.secondary_derat_entries=0", "mmu.tlb_entries=16",
      "mmu.walk_overhead_cycles=0", "memory.l1_bytes=4096", "memory.l2_bytes=65536",
      "memory.l3_bytes=1048576"},
     {{"memory.l2_cycles", 4, 60, 21}, {"memory.l3_cycles", 10, 200, 47}}},
    {"walkers_and_line_latency",
     "run",
     {"chase", "--footprint", "128K", "--page", "4k", "--accesses", "1024"},
     8,
     {"cpu.threads_per_core=8", "mmu.derat_entries=8", "mmu.secondary_derat_entries=0",
      "mmu.tlb_entries=16", "memory.data_accesses=false", "memory.l2_bytes=4096",
      "memory.l3_bytes=8192", "memory.banks=64"},
     {{"mmu.walkers", 1, 4, 2}, {"memory.line_cycles", 100, 1'000, 500}}},
    {"host_costs_of_an_entry_and_a_load",
     "migrate",
     {"gups", "--footprint", "512K", "--page", "4k", "--accesses", "4000"},
     1,
     {"guest.hpt_order=18", "guest.memory_bytes=33554432"},
     {{"htab.entry_cycles", 1, 500, 70}, {"memory.load_cycles", 2, 100, 20}}},
    {"tlbie_and_line_latency",
     "run",
     {"chase", "--footprint", "256K", "--page", "4k", "--accesses", "2048"},
     1,
     {"guest.age_interval=5", "memory.data_accesses=false", "mmu.derat_entries=8",
      "mmu.secondary_derat_entries=0", "mmu.tlb_entries=64", "memory.l2_bytes=4096",
      "memory.l3_bytes=8192"},
     {{"tlbie.return_cycles", 500, 40'000, 12'000}, {"memory.line_cycles", 100, 1'000, 250}}},
};

/// Puts what a host is said to have measured off by up to a share of it, whatever share is equally
/// likely.
class Noise {
 public:
  Noise(double most, unsigned seed) : random_(seed), most_(most) {}

  double operator()(double value) {
    const double between_0_and_1 = static_cast<double>(random_()) / std::mt19937::max();
    return value * (1 + most_ * (2 * between_0_and_1 - 1));
  }

 private:
  std::mt19937 random_;
  double most_;
};

class RoundTripTest
    : public testing::TestWithParam<std::tuple<std::size_t, std::tuple<double, unsigned>>> {
 protected:
  const RoundTrip& trip() const { return kRoundTrips[std::get<0>(GetParam())]; }

  Arguments inputs() const {
    Arguments arguments{(folder_ / "bench/run.toml").string()};
    for (unsigned i = 0; i < trip().processors; ++i) {
      arguments.insert(arguments.end(), {"--trace", (folder_ / "bench/trace.lackey.zst").string()});
    }
    for (const std::string& setting : trip().settings) {
      arguments.insert(arguments.end(), {"--set", setting});
    }
    return arguments;
  }

  static ProgramResult run(Arguments arguments) {
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 0)
        << fmt::format("{}\n", fmt::join(arguments, " ")) << result.out << result.err;
    return result;
  }

  boost::json::object statistics_in_truth() const {
    Arguments bench{"trace", "generate"};
    bench.insert(bench.end(), trip().trace.begin(), trip().trace.end());
    bench.insert(bench.end(), {"-o", (folder_ / "bench").string()});
    run(bench);
    Arguments arguments = inputs();
    arguments.insert(arguments.begin(), trip().job);
    for (const Fitted& fitted : trip().fitted) {
      arguments.insert(arguments.end(), {"--set", fmt::format("{}={}", fitted.key, fitted.truth)});
    }
    arguments.insert(arguments.end(), {"-o", (folder_ / "truth").string()});
    run(arguments);
    return boost::json::parse(contents_of(folder_ / "truth" / "stats.json")).as_object();
  }

  /// As `perf stat -x,` or a list of passes has it; the option that reads it.
  Arguments measurement(const boost::json::object& stats, Noise noise) const {
    if (trip().job == "run") {
      std::string text;
      for (const auto& [event, count] : stats.at("pmu").at("all").as_object()) {
        text += fmt::format("{:.0f},,{},1000000,100.00,,\n", noise(count.to_number<double>()),
                            std::string_view(event));
      }
      return {"--perf", folder_.file("perf.csv", text).string()};
    }
    const double us =
        stats.at("config").at("clock").at("period_ps").to_number<double>() / 1'000'000;
    std::string text = "reads,bytes,valid,invalid,time_us\n";
    for (const auto& pass : stats.at("migration").at("passes").as_array()) {
      text += fmt::format("{},{},{},{},{:.4f}\n", pass.at("reads").to_number<std::uint64_t>(),
                          pass.at("bytes").to_number<std::uint64_t>(),
                          pass.at("valid").to_number<std::uint64_t>(),
                          pass.at("invalid").to_number<std::uint64_t>(),
                          noise(pass.at("cycles").to_number<double>() * us));
    }
    return {"--passes", folder_.file("passes.csv", text).string()};
  }

  TemporaryFolder folder_;
};

TEST_P(RoundTripTest, MeasurementsOfARunLeadBackToItsParameters) {
  const auto [off_by, seed] = std::get<1>(GetParam());
  const double allowed = off_by == 0 ? 0.02 : 0.10;
  const boost::json::object stats = statistics_in_truth();
  Arguments arguments = inputs();
  arguments.insert(arguments.begin(), "calibrate");
  for (const std::string& argument : measurement(stats, Noise(off_by, seed))) {
    arguments.push_back(argument);
  }
  for (const Fitted& fitted : trip().fitted) {
    arguments.insert(arguments.end(),
                     {"--fit", fmt::format("{}={}..{}", fitted.key, fitted.least, fitted.most)});
  }
  const auto found = folder_ / "found.toml";
  arguments.insert(arguments.end(), {"-o", found.string()});
  const ProgramResult result = run(arguments);
  const toml::table values = toml::parse_file(found.string());
  for (const Fitted& fitted : trip().fitted) {
    const auto value = values.at_path(fitted.key).value<double>();
    ASSERT_TRUE(value) << fitted.key;
    EXPECT_NEAR(*value / static_cast<double>(fitted.truth), 1.0, allowed) << fitted.key << "\n"
                                                                          << result.out;
  }
}

std::string name_of(const testing::TestParamInfo<RoundTripTest::ParamType>& test) {
  const auto [off_by, seed] = std::get<1>(test.param);
  const std::string noise =
      off_by == 0 ? "exact" : fmt::format("noise_{:.0f}_seed{}", 100 * off_by, seed);
  return fmt::format("{}_{}", kRoundTrips[std::get<0>(test.param)].name, noise);
}

INSTANTIATE_TEST_SUITE_P(Calibrate, RoundTripTest,
                         testing::Combine(testing::Range<std::size_t>(0, kRoundTrips.size()),
                                          testing::Values(std::tuple(0.0, 1U), std::tuple(0.05, 1U),
                                                          std::tuple(0.05, 2U),
                                                          std::tuple(0.05, 3U))),
                         name_of);

}  // namespace
}  // namespace htabsim
