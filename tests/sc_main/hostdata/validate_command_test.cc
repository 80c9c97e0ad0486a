// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/hostdata/figures.h"
#include "tests/sc_main/hostdata/htm_dump.h"
#include "tests/sc_main/hostdata/sample_stats.h"

namespace htabsim {
namespace {

/// A run with the sample statistics, and measurements beside it.
class ValidateCommand : public testing::Test {
 protected:
  ValidateCommand() { static_cast<void>(folder_.file("stats.json", kSampleStats)); }

  ProgramResult validate(std::vector<std::string> options) const {
    options.insert(options.begin(), {"validate", folder_.path().string()});
    return run_program(options);
  }
  std::string file(const std::string& text) const { return folder_.file("host", text).string(); }

 private:
  TemporaryFolder folder_;
};

/// Whether a line of the text has just these words, however far apart a table puts them.
bool has_words(const std::string& text, const std::string& words) {
  std::string single = text;
  single.erase(std::unique(single.begin(), single.end(),
                           [](char a, char b) { return a == ' ' && b == ' '; }),
               single.end());
  return ("\n" + single).find("\n" + words + "\n") != std::string::npos;
}

// Model: 800 data TLB misses, 40,000 cycles of walks for data: 50 each. Host: 1,000 and 40,000.
TEST_F(ValidateCommand, SetsCountersAndTheirRatesSideBySide) {
  const ProgramResult result = validate(
      {"--perf", file("1000,,PM_DTLB_MISS,900,50.00,,\n40000,,PM_DATA_TABLEWALK_CYC,900,100.00,,\n"
                      "7,,PM_STCX_FAIL,900,100.00,,\n<not counted>,,PM_TLB_MISS,0,100.00,,\n")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(has_words(result.out, "figure unit host model model/host note")) << result.out;
  EXPECT_TRUE(has_words(result.out, "PM_DTLB_MISS 1,000 800 0.800 counted 50.00 %")) << result.out;
  EXPECT_TRUE(has_words(result.out, "PM_STCX_FAIL 7 not modelled - counted 100.00 %"))
      << result.out;
  EXPECT_TRUE(has_words(result.out, "PM_TLB_MISS - 1,000 - not counted")) << result.out;
  EXPECT_TRUE(has_words(result.out, "data table-walk cycles per data TLB miss cycles 40 50 1.250"))
      << result.out;
}

TEST_F(ValidateCommand, ABoundRefutesARunAndNamesWhatIsBeyondIt) {
  const std::string counts = file("1000,,PM_DTLB_MISS\n40000,,PM_DATA_TABLEWALK_CYC\n");
  const ProgramResult beyond = validate({"--perf", counts, "--within", "20"});
  EXPECT_EQ(beyond.exit_code, 1);
  EXPECT_EQ(beyond.err, "");
  EXPECT_TRUE(beyond.out.ends_with(
      "\n1 of 3 figures that both sides have differ by more than 20 %:\n"
      "  data table-walk cycles per data TLB miss: host 40, model 50, model/host 1.250\n"))
      << beyond.out;
  const ProgramResult within = validate({"--perf", counts, "--within", "25"});
  EXPECT_EQ(within.exit_code, 0);
  EXPECT_TRUE(
      within.out.ends_with("\n0 of 3 figures that both sides have differ by more than 25 %.\n"))
      << within.out;
}

TEST_F(ValidateCommand, WhatOneSideLacksIsNeverBeyondABound) {
  const std::string counts = file("1000,,PM_STCX_FAIL\n800,,PM_DTLB_MISS\n");
  const ProgramResult result = validate({"--perf", counts, "--within", "0"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(has_words(result.out, "0 of 1 figures that both sides have differ by more than 0 %."))
      << result.out;
}

TEST_F(ValidateCommand, WhatHasNothingInCommonIsToldAndCannotBeBounded) {
  const std::string counts = file("1000,,PM_STCX_FAIL\n");
  const ProgramResult unbounded = validate({"--perf", counts});
  EXPECT_EQ(unbounded.exit_code, 0);
  EXPECT_TRUE(has_words(unbounded.out, "The run has none of these figures.")) << unbounded.out;
  expect_input_error(validate({"--perf", counts, "--within", "5"}),
                     "validate: --within: the run has none of the host's figures to bound");
}

TEST_F(ValidateCommand, EmptyBoundIsNoBound) {
  expect_input_error_ending(validate({"--perf", file("800,,PM_DTLB_MISS\n"), "--within", ""}),
                            "no percentage given");
}

// The run: 6 reads, 24 us, downtime 10 us. The host: 4 reads that take 36 us, downtime 540 us.
TEST_F(ValidateCommand, SetsReadsOfTheDescriptorSideBySide) {
  const ProgramResult result =
      validate({"--strace", (kMeasurements / "big-endian.strace").string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(has_words(result.out, "4 reads of 2,048 bytes each, 0 failed; headers big-endian"))
      << result.out;
  EXPECT_TRUE(has_words(result.out, "all passes: reads 4 6 1.500")) << result.out;
  EXPECT_TRUE(has_words(result.out, "time per read, mean us 9 4 0.444")) << result.out;
  EXPECT_TRUE(has_words(result.out, "downtime, source side us 540 10 0.019")) << result.out;
  EXPECT_TRUE(has_words(result.out, "time per read (us) host model")) << result.out;
}

TEST_F(ValidateCommand, SetsPassesSideBySide) {
  const std::string passes = file(
      "pass,guest_stopped,reads,groups,valid,invalid,bytes,begin_cycle,cycles,changed_meanwhile\n"
      "1,0,4,8,20,236,384,10000,60000,0\n2,1,2,1,5,3,88,70000,40000,0\n");
  const ProgramResult same = validate({"--passes", passes, "--within", "0"});
  EXPECT_EQ(same.exit_code, 0) << same.out;
  const ProgramResult other = validate({"--passes", file("reads\n4\n4\n2\n"), "--within", "0"});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_TRUE(has_words(other.out, " passes: host 3, model 2, model/host 0.667")) << other.out;
  EXPECT_TRUE(has_words(other.out, "pass 3: reads 2 - -")) << other.out;
}

/// A run of the program, so with all of its configuration, and a dump of a core beside it.
class ValidateHtm : public testing::Test {
 protected:
  // Of 194 pages the secondary D-ERAT of 144 entries holds the last, so that from page 145 on each
  // is a reload, and then pages 1 and 2. The core reloads all of these but 145 and 1.
  ValidateHtm() {
    const auto trace = folder_.file("trace", "I  10000,4\n L 20000,8\n");
    EXPECT_EQ(run_program({"run", "--trace", trace.string(), "-o", run_}).exit_code, 0);
    HtmDump dump;
    for (std::uint64_t page = 1; page <= 194; ++page) dump.load(page << 12, page > 145);
    dump.segment(0x10000);
    dump.load(0x1000, false);
    dump.load(0x2000, true);
    static_cast<void>(folder_.file("core.htm", dump.bytes()));
  }

  ProgramResult validate(std::vector<std::string> options) const {
    options.insert(options.begin(), {"validate", run_, "--htm", dump_});
    return run_program(options);
  }

  const TemporaryFolder folder_;
  const std::string run_ = (folder_ / "run").string();
  const std::string dump_ = (folder_ / "core.htm").string();
};

TEST_F(ValidateHtm, SetsReloadsBesideThoseOfTheModel) {
  const ProgramResult result = validate({});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with(
      "Reloads of translations, " + dump_ +
      "\n\nThe model: I-ERAT of 64 entries, D-ERAT of 48 and a secondary one of 144, SLB of 32;\n"))
      << result.out;
  // 194 - 144 = 50 and 2 of the model's; two less of the core's.
  EXPECT_TRUE(
      has_words(result.out, "D-ERAT reloads 50 52 1.040 without first uses: host 0, model 144"))
      << result.out;
  EXPECT_TRUE(has_words(result.out, "D-ERAT reloads, in the same order 50 50 1.000")) << result.out;
  EXPECT_TRUE(has_words(result.out, "SLB reloads 0 0 - without first uses: host 1, model 1"))
      << result.out;
  EXPECT_TRUE(has_words(result.out, "D-ERAT 433 0000000000091000 4K model alone")) << result.out;
}

TEST_F(ValidateHtm, ABoundIsOfCountsAndOfWhatIsInTheSameOrder) {
  EXPECT_EQ(validate({"--within", "4"}).exit_code, 0);
  const ProgramResult beyond = validate({"--within", "3"});
  EXPECT_EQ(beyond.exit_code, 1);
  EXPECT_TRUE(
      beyond.out.ends_with("\n1 of 6 figures that both sides have differ by more than 3 %:\n"
                           "  D-ERAT reloads: host 50, model 52, model/host 1.040\n"))
      << beyond.out;
}

TEST_F(ValidateHtm, WhatIsNoDumpOrNoRunIsRefused) {
  const std::string text = folder_.file("text", "no dump, though long enough").string();
  expect_input_error_ending(run_program({"validate", run_, "--htm", text}),
                            "make no sense as a POWER8 or POWER10 hardware trace");
  static_cast<void>(folder_.file("stats.json", kSampleStats));
  expect_input_error(run_program({"validate", folder_.path().string(), "--htm", dump_}),
                     (folder_ / "stats.json").string() + ": has no config.mmu.ierat_entries");
}

TEST_F(ValidateCommand, SeveralMeasurementsAreSectionsOfTheirOwn) {
  const ProgramResult result = validate({"--passes", file("reads\n4\n2\n"), "--perf",
                                         (kMeasurements / "power8.perf").string(), "--strace",
                                         (kMeasurements / "whole-hex.strace").string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto perf = result.out.find("Performance counters, ");
  const auto strace = result.out.find("Reads of the HTAB descriptor, ");
  const auto passes = result.out.find("Passes, ");
  EXPECT_EQ(perf, 0);
  EXPECT_LT(perf, strace);
  EXPECT_LT(strace, passes);
  EXPECT_NE(passes, result.out.npos);
}

TEST_F(ValidateCommand, UsageErrorsAreOneLine) {
  expect_input_error(validate({}),
                     "validate: no measurement given; there are --perf, --strace, --passes and "
                     "--htm");
  expect_input_error(validate({"--passes", "x", "--within", "-1"}),
                     "validate: --within is -1, not a percentage from 0 up");
  expect_input_error(validate({"--passes", "x", "--within", "nan"}),
                     "validate: --within is nan, not a percentage from 0 up");
  expect_input_error(validate({"--pass", "x"}),
                     "validate: unknown option \"--pass\"; the nearest is \"--passes\"");
}

TEST_F(ValidateCommand, FilesAtFaultAreNamedWithTheirLine) {
  const std::string counts = file("5,,PM_X\nfive,,PM_X\n");
  const ProgramResult result = validate({"--perf", counts});
  expect_input_error_ending(result, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: " + counts + ":2: no column")) << result.err;
  const std::string trace = file("1 5.000000 read(3, \"\", 1) = 0\n7 read(3\n");
  expect_input_error(validate({"--strace", trace}),
                     trace + ":2: 'read(3' is no time of `strace -ttt`");
  const std::string passes = file("reads\n1\nx\n");
  expect_input_error(validate({"--passes", passes}), passes + ":3: reads is 'x', not a number");
  expect_input_error(run_program({"validate", "/nonexistent", "--passes", passes}),
                     "/nonexistent/stats.json: no such file");
}

}  // namespace
}  // namespace htabsim
