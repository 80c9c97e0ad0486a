// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

using Arguments = std::vector<std::string>;

/// A pointer chase on a machine whose TLB is too small for it and whose walks fetch each line from
/// memory: a walk takes mmu.walk_overhead_cycles and memory.line_cycles.
class CalibrateCommand : public testing::Test {
 protected:
  CalibrateCommand() {
    run({"trace", "generate", "chase", "--footprint", "64K", "--page", "4k", "--accesses", "2000",
         "-o", (folder_ / "bench").string()});
  }

  static ProgramResult run(const Arguments& arguments) {
    ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    return result;
  }

  static void append(Arguments& to, const Arguments& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  Arguments machine(const Arguments& settings = {}) const {
    Arguments all{"guest.page_size=page_4k",   "guest.hpt_order=18", "guest.memory_bytes=33554432",
                  "mmu.derat_entries=4",       "mmu.tlb_entries=8",  "memory.caches=false",
                  "memory.data_accesses=false"};
    append(all, settings);
    Arguments arguments{"--trace", (folder_ / "bench/trace.lackey.zst").string()};
    for (const std::string& setting : all) append(arguments, {"--set", setting});
    return arguments;
  }

  boost::json::object statistics(const std::string& job, Arguments arguments) const {
    arguments.insert(arguments.begin(), job);
    append(arguments, {"-o", (folder_ / "output").string()});
    run(arguments);
    return boost::json::parse(contents_of(folder_ / "output" / "stats.json")).as_object();
  }

  /// What perf counts on a host with these settings that runs the same `times` over.
  std::string perf_file(const Arguments& settings, double times = 1) const {
    return perf_file(statistics("run", machine(settings)), times);
  }

  std::string perf_file(const boost::json::object& stats, double times = 1) const {
    std::string text;
    for (const auto& [event, count] : stats.at("pmu").at("all").as_object()) {
      text += fmt::format("{:.0f},,{},1000000,100.00,,\n", times * count.to_number<double>(),
                          std::string_view(event));
    }
    return folder_.file("perf.csv", text).string();
  }

  ProgramResult calibrate(const Arguments& options, const Arguments& settings = {}) const {
    Arguments arguments{"calibrate"};
    append(arguments, machine(settings));
    append(arguments, options);
    return run_program(arguments);
  }

  TemporaryFolder folder_;
};

/// The line of the text that begins with `first`, with one space between words.
std::string line_of(const std::string& text, const std::string& first) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string single;
    for (std::string word; words >> word;) single += (single.empty() ? "" : " ") + word;
    if (single.starts_with(first + " ")) return single;
  }
  return "none";
}

/// A parameter's column `found`, the third.
double found(const ProgramResult& result, const std::string& key) {
  std::istringstream words(line_of(result.out, key));
  std::string word;
  for (int column = 0; column < 3; ++column) words >> word;
  std::erase(word, ',');
  return word.empty() ? std::nan("") : std::stod(word);
}

std::size_t runs(const ProgramResult& result) {
  std::smatch number;
  return std::regex_search(result.out, number, std::regex("; ([0-9]+) runs;"))
             ? std::stoul(number[1])
             : 0;
}

const std::string kLine = "memory.line_cycles=100..1000";

TEST_F(CalibrateCommand, FindsALatencyAndTellsHowWellItIsDetermined) {
  const ProgramResult result =
      calibrate({"--perf", perf_file({"memory.line_cycles=420"}), "--fit", kLine});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_NEAR(found(result, "memory.line_cycles"), 420, 2) << result.out;
  EXPECT_TRUE(line_of(result.out, "memory.line_cycles").ends_with("% well")) << result.out;
  EXPECT_NE(result.out.find("% before, 0.0"), std::string::npos) << result.out;
}

TEST_F(CalibrateCommand, BeginsAtTheLimitIfTheSettingIsBeyondIt) {
  const ProgramResult result =
      calibrate({"--perf", perf_file({"memory.line_cycles=420"}), "--fit", kLine},
                {"memory.line_cycles=5000"});
  EXPECT_TRUE(line_of(result.out, "memory.line_cycles").starts_with("memory.line_cycles 1,000 "))
      << result.out;
  EXPECT_NEAR(found(result, "memory.line_cycles"), 420, 2) << result.out;
}

TEST_F(CalibrateCommand, NeedsAMeasurementAndAParameter) {
  expect_input_error(calibrate({"--fit", kLine}),
                     "calibrate: no measurement given; there are --perf, --strace and --passes");
  expect_input_error(calibrate({"--perf", folder_.file("perf.csv", "1,,PM_RUN_CYC\n").string()}),
                     "calibrate: no parameter to fit; give --fit KEY=LEAST..MOST");
}

TEST_F(CalibrateCommand, NeedsSomethingToRun) {
  expect_input_error_ending(run_program({"calibrate", "--fit", kLine, "--perf",
                                         folder_.file("perf.csv", "1,,PM_RUN_CYC\n").string()}),
                            ": nothing to run; give --guest DIR or --trace FILE");
}

TEST_F(CalibrateCommand, RefusesAParameterThatIsGivenTwice) {
  expect_input_error(calibrate({"--fit", kLine, "--fit", "memory.line_cycles=1..2"}),
                     "calibrate: memory.line_cycles is given twice");
}

TEST_F(CalibrateCommand, RefusesALimitThatIsNotAllowed) {
  expect_input_error(calibrate({"--fit", "memory.line_cycles=0..9"}),
                     "--fit: memory.line_cycles: 0 is out of range; allowed: 1..1,000,000 cycles");
}

TEST_F(CalibrateCommand, NeedsAsManyFiguresAsParameters) {
  const Arguments two{"--fit", kLine, "--fit", "mmu.walk_overhead_cycles=1..100"};
  Arguments one_figure = two;
  append(
      one_figure,
      {"--perf",
       folder_.file("one.csv", "400000,,PM_RUN_CYC\n7,,PM_STCX_FAIL\n0,,PM_TLB_MISS\n").string()});
  expect_input_error(
      calibrate(one_figure),
      "calibrate: the figures that the host and the run have in common (1) are fewer "
      "than the parameters (2)");
  Arguments two_figures = two;
  append(two_figures,
         {"--perf", folder_.file("two.csv", "400000,,PM_RUN_CYC\n1800,,PM_TLB_MISS\n").string()});
  EXPECT_EQ(calibrate(two_figures).exit_code, 0);
}

TEST_F(CalibrateCommand, NamesABadMeasurementWithItsLine) {
  const auto file = folder_.file("perf.csv", "1,,PM_RUN_CYC\nthis is no row\n");
  const ProgramResult result = calibrate({"--fit", kLine, "--perf", file.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + file.string() + ":2: ")) << result.err;
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
}

TEST_F(CalibrateCommand, NamesATraceThatIsNotThere) {
  const auto trace = (folder_ / "missing").string();
  const ProgramResult result = calibrate({"--fit", kLine, "--trace", trace, "--perf",
                                          folder_.file("perf.csv", "1,,PM_RUN_CYC\n").string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + trace + ": ")) << result.err;
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
}

// The search comes upon values between those that the TLB's four ways allow.
TEST_F(CalibrateCommand, ValuesThatContradictOthersEndTheSearchWithTheReason) {
  const ProgramResult result =
      calibrate({"--fit", "mmu.tlb_entries=8..64", "--perf", perf_file({"mmu.tlb_entries=12"})});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(std::regex_match(
      result.err, std::regex("htabsim: calibrate: mmu.tlb_entries \\([0-9]+ entries\\) "
                             "is no multiple of mmu.tlb_ways \\(4 ways\\)\n")))
      << result.err;
}

TEST_F(CalibrateCommand, RefusesMoreCombinationsThanRuns) {
  Arguments options{"--perf", folder_.file("perf.csv", "1,,PM_RUN_CYC\n1,,PM_CYC\n").string()};
  // 8 * 2 combinations.
  append(options, {"--fit", "mmu.walk_overhead_cycles=1..8", "--fit", "mmu.walkers=1..2"});
  append(options, {"--runs", "15"});
  expect_input_error(calibrate(options),
                     "calibrate: parameters of few values have more combinations than there may be "
                     "runs (15)");
  options.back() = "16";
  EXPECT_EQ(calibrate(options).exit_code, 0);
}

TEST_F(CalibrateCommand, TriesEachOfFewValues) {
  const ProgramResult result = calibrate({"--perf", perf_file({"mmu.walk_overhead_cycles=3"}),
                                          "--fit", "mmu.walk_overhead_cycles=0..7"},
                                         {"mmu.walk_overhead_cycles=7"});
  EXPECT_EQ(found(result, "mmu.walk_overhead_cycles"), 3) << result.out;
  EXPECT_EQ(runs(result), 8U) << result.out;
}

// One more cycle than none is no proportion, but it is an effect: on four figures (cycles, run
// cycles and the two of table walks) of less than 1 / 306 each, as a walk takes 306 cycles for its
// line. The error is more than 0.02 / (2 / 306), which is 3.
TEST_F(CalibrateCommand, AValueOfZeroHasAnError) {
  const ProgramResult result = calibrate({"--perf", perf_file({"mmu.walk_overhead_cycles=0"}),
                                          "--fit", "mmu.walk_overhead_cycles=0..7"});
  EXPECT_EQ(found(result, "mmu.walk_overhead_cycles"), 0) << result.out;
  EXPECT_TRUE(
      line_of(result.out, "mmu.walk_overhead_cycles").ends_with(" cycles > 100 % not determined"))
      << result.out;
}

TEST_F(CalibrateCommand, WritesWhatARunReads) {
  const auto file = folder_ / "found.toml";
  const ProgramResult result = calibrate(
      {"--perf", perf_file({"memory.line_cycles=420"}), "--fit", kLine, "-o", file.string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const toml::table values = toml::parse_file(file.string());
  const auto line = values.at_path("memory.line_cycles").value<std::uint64_t>();
  ASSERT_TRUE(line);
  EXPECT_EQ(static_cast<double>(*line), found(result, "memory.line_cycles"));
  Arguments arguments{file.string()};
  append(arguments, machine());
  const boost::json::object stats = statistics("run", arguments);
  EXPECT_EQ(stats.at("config").at("memory").at("line_cycles").to_number<std::uint64_t>(), *line);
}

// A search asks for one run at least. Then there are up to two neighbours and two runs for the
// sensitivity of each of the two parameters.
TEST_F(CalibrateCommand, KeepsToItsRuns) {
  Arguments options{"--perf", perf_file({"memory.line_cycles=420"}), "--fit", kLine,
                    "--fit",  "hypervisor.hcall_cycles=100..1000"};
  const std::size_t freely = runs(calibrate(options));
  for (const std::size_t most : {1U, 10U}) {
    Arguments limited = options;
    append(limited, {"--runs", fmt::to_string(most)});
    const ProgramResult result = calibrate(limited);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_GE(runs(result), most) << result.out;
    EXPECT_LE(runs(result), most + 4 + 4) << result.out;
  }
  EXPECT_GT(freely, 18U);
  EXPECT_LE(freely, 300U + 4 + 4);
}

TEST_F(CalibrateCommand, RefusesZeroRuns) {
  const ProgramResult result = calibrate({"--fit", kLine, "--runs", "0"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("\"0\" is no integer from 1 to 1000000"), std::string::npos)
      << result.err;
}

// There is one core only.
TEST_F(CalibrateCommand, TellsOfAParameterWithoutEffectThatItIsNotDetermined) {
  const ProgramResult result = calibrate({"--perf", perf_file({"memory.line_cycles=420"}), "--fit",
                                          kLine, "--fit", "memory.other_core_cycles=100..200"});
  EXPECT_TRUE(line_of(result.out, "memory.other_core_cycles").ends_with(" cycles - not determined"))
      << result.out;
  EXPECT_TRUE(line_of(result.out, "memory.line_cycles").ends_with("% well")) << result.out;
}

// A walk takes the sum of both.
TEST_F(CalibrateCommand, ParametersOfTheSameEffectNameEachOther) {
  const ProgramResult result = calibrate({"--perf", perf_file(Arguments{}), "--fit", kLine, "--fit",
                                          "mmu.walk_overhead_cycles=5..50"});
  EXPECT_TRUE(line_of(result.out, "memory.line_cycles")
                  .ends_with("not determined mmu.walk_overhead_cycles (1.00)"))
      << result.out;
  EXPECT_TRUE(line_of(result.out, "mmu.walk_overhead_cycles")
                  .ends_with("not determined memory.line_cycles (1.00)"))
      << result.out;
}

TEST_F(CalibrateCommand, RatesAreEnoughWhereTheHostRanLonger) {
  const std::string perf = perf_file({"memory.line_cycles=420"}, 10);
  const ProgramResult rates = calibrate({"--perf", perf, "--fit", kLine, "--rates-only"});
  EXPECT_NEAR(found(rates, "memory.line_cycles"), 420, 2) << rates.out;
  EXPECT_EQ(line_of(rates.out, "PM_RUN_CYC"), "none") << rates.out;
  EXPECT_NE(line_of(rates.out, "table-walk cycles per TLB miss"), "none") << rates.out;
  // Ten times the cycles are beyond what any latency up to the limit explains.
  const ProgramResult counts = calibrate({"--perf", perf, "--fit", kLine});
  EXPECT_GT(found(counts, "memory.line_cycles"), 900) << counts.out;
  EXPECT_NE(line_of(counts.out, "PM_RUN_CYC"), "none") << counts.out;
}

TEST_F(CalibrateCommand, TakesReadsOfTheDescriptor) {
  const ProgramResult result =
      calibrate({"--strace", (kMeasurements / "big-endian.strace").string(), "--fit",
                 "htab.entry_cycles=1..100", "--runs", "8"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(line_of(result.out, "all passes: reads"), "none") << result.out;
  EXPECT_NE(line_of(result.out, "htab.entry_cycles"), "none") << result.out;
}

TEST_F(CalibrateCommand, TakesCountersAndPassesTogether) {
  const std::string perf = perf_file(statistics("migrate", machine({"memory.line_cycles=420"})));
  const ProgramResult result = calibrate(
      {"--fit", kLine, "--perf", perf, "--passes", (folder_ / "output/passes.csv").string()});
  EXPECT_NEAR(found(result, "memory.line_cycles"), 420, 2) << result.out;
  EXPECT_NE(line_of(result.out, "all passes: cycles"), "none") << result.out;
  EXPECT_NE(line_of(result.out, "PM_RUN_CYC"), "none") << result.out;
}

}  // namespace
}  // namespace htabsim
