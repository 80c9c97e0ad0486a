// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/run_options.h"

#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/usage_error.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

RunOptions with_guest() {
  RunOptions options;
  options.guests.front().guest = "g";
  return options;
}

TEST(RunRequest, WithoutOptionsIsPower8WithSeedOne) {
  const RunRequest request = make_run_request(with_guest());
  EXPECT_EQ(request.config.mmu.tlb_entries, 2048);  // POWER8 (facts L)
  EXPECT_EQ(request.config.clock.period_ps, 294);   // its preset: 1 / 3.4 GHz
  EXPECT_EQ(request.preset, "power8");
  EXPECT_EQ(request.interval, Cycles(0));
  EXPECT_EQ(request.seed, 1);
  EXPECT_EQ(request.job, Job::kRun);
  EXPECT_EQ(request.stepping, Stepping::kRunAhead);
  EXPECT_EQ(request.guests.front().guest, "g");
  EXPECT_TRUE(request.output.empty());
}

TEST(RunRequest, CommandLineGoesBeforeTheFile) {
  const TemporaryFolder folder;
  RunOptions options;
  options.config_file = folder.file(
      "m.toml",
      "preset = \"power9\"\nguest = \"g\"\nseed = 5\nmmu.tlb_ways = 2\nmemory.banks = 3\n");
  const RunRequest from_file = make_run_request(options);
  EXPECT_EQ(from_file.config.clock.period_ps, 300);  // POWER9's preset
  EXPECT_EQ(from_file.guests.front().guest, folder / "g");
  EXPECT_EQ(from_file.preset, "power9");
  EXPECT_EQ(from_file.seed, 5);

  options.machine.preset = "power7";
  options.guests.front().guest = "elsewhere";
  options.seed = 6;
  options.machine.settings = {"mmu.tlb_ways=1", "mmu.tlb_ways=8"};
  const RunRequest request = make_run_request(options);
  EXPECT_EQ(request.config.clock.period_ps, 250);  // POWER7's preset
  EXPECT_EQ(request.config.memory.banks, 3);       // the file goes before any preset
  EXPECT_EQ(request.config.mmu.tlb_ways, 8);       // the last --set
  EXPECT_EQ(request.guests.front().guest, "elsewhere");
  EXPECT_EQ(request.preset, "power7");
  EXPECT_EQ(request.seed, 6);
}

TEST(RunRequest, OptionsOfTheFileHoldWhereTheCommandLineHasNone) {
  const TemporaryFolder folder;
  RunOptions options;
  options.guests.front().traces = {TraceFile("t")};
  options.config_file = folder.file(
      "m.toml",
      "output = \"o\"\nsample = \"1M:10K\"\nwarmup = 300\nskip_noise = true\nformat = \"csv\"\n");
  const RunRequest from_file = make_run_request(options);
  EXPECT_EQ(from_file.output, folder / "o");
  EXPECT_EQ(from_file.samples, (SamplePlan{.length = 10'000, .period = 1'000'000, .warmup = 300}));
  EXPECT_EQ(from_file.reading.format, "csv");
  EXPECT_EQ(from_file.reading.output, ProgramOutput::kSkip);

  options.output = "p";
  options.samples.sample = "2M:10K";
  options.samples.warmup = 400;
  options.reading.format = "lackey";
  const RunRequest request = make_run_request(options);
  EXPECT_EQ(request.output, "p");
  EXPECT_EQ(request.samples, (SamplePlan{.length = 10'000, .period = 2'000'000, .warmup = 400}));
  EXPECT_EQ(request.reading.format, "lackey");

  options.job = Job::kMigrate;
  EXPECT_THROW(make_run_request(options), UsageError);
}

TEST(RunRequest, TracesOfTheFileAreTheFirstGuests) {
  const TemporaryFolder folder;
  RunOptions options;
  options.config_file =
      folder.file("m.toml", "[[trace]]\nfile = \"a\"\nspace = \"s\"\n[[trace]]\nfile = \"b\"\n");
  GuestFiles& second = options.guests.emplace_back();
  second.name = "second";
  second.traces = {"c"};
  const RunRequest request = make_run_request(options);
  EXPECT_EQ(request.guests[0].traces,
            (std::vector<TraceFile>{{folder / "a", "s"}, {folder / "b"}}));
  EXPECT_EQ(request.guests[1].traces, (std::vector<TraceFile>{"c"}));
}

TEST(RunRequest, TracesOfTheCommandLineGoBeforeAllOfTheFile) {
  const TemporaryFolder folder;
  RunOptions options;
  options.config_file =
      folder.file("m.toml", "guest = \"g\"\n[[trace]]\nfile = \"a\"\n[[trace]]\nfile = \"b\"\n");
  options.guests.front().traces = {"c"};
  const RunRequest request = make_run_request(options);
  EXPECT_EQ(request.guests.front().traces, (std::vector<TraceFile>{"c"}));
  EXPECT_EQ(request.guests.front().guest, folder / "g") << "another key of the file";
}

TEST(RunRequest, AGuestOfTheCommandLineLeavesTheFilesTraces) {
  const TemporaryFolder folder;
  RunOptions options = with_guest();
  options.config_file = folder.file("m.toml", "guest = \"h\"\n[[trace]]\nfile = \"a\"\n");
  const RunRequest request = make_run_request(options);
  EXPECT_EQ(request.guests.front().guest, "g");
  EXPECT_EQ(request.guests.front().traces, (std::vector<TraceFile>{{folder / "a"}}));
}

TEST(RunRequest, TheRestIsPassedOn) {
  RunOptions options = with_guest();
  options.job = Job::kMigrate;
  options.stepping = Stepping::kStepped;
  options.output = "out";
  options.guests.front().traces = {"a", "b"};
  const RunRequest request = make_run_request(options);
  EXPECT_EQ(request.job, Job::kMigrate);
  EXPECT_EQ(request.stepping, Stepping::kStepped);
  EXPECT_EQ(request.output, "out");
  EXPECT_EQ(request.guests.front().traces, options.guests.front().traces);
}

TEST(RunRequest, SettingsThatTogetherAreConsistentAreTaken) {
  RunOptions options = with_guest();
  options.machine.settings = {"mmu.tlb_ways=3", "mmu.tlb_entries=1536"};
  EXPECT_EQ(make_run_request(options).config.mmu.tlb_entries, 1536);
  options.machine.settings.pop_back();
  EXPECT_THROW(make_run_request(options), InputError);
}

TEST(RunRequest, TraceAloneIsEnough) {
  RunOptions options;
  options.guests.front().traces = {"t"};
  EXPECT_EQ(make_run_request(options).guests.front().traces.size(), 1);
}

TEST(RunRequest, NothingToRunIsAUsageError) {
  EXPECT_THROW(make_run_request(RunOptions{}), UsageError);
}

/// What is said of such options; nothing if they are taken.
std::string usage_error(const RunOptions& options) {
  try {
    make_run_request(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

RunOptions with_saved_trace() {
  RunOptions options;
  options.guests.front().traces = {"t"};
  options.machine.settings = {"cpu.warmup_accesses=10"};
  options.save_state = "s";
  return options;
}

TEST(RunRequest, StateIsKeptOfPlainTracesAlone) {
  EXPECT_EQ(usage_error(with_saved_trace()), "");
  RunOptions guest = with_saved_trace();
  guest.guests.front().guest = "g";
  EXPECT_EQ(usage_error(guest),
            "--save-state is of one guest with plain traces: give --trace FILE alone");
  RunOptions table = with_saved_trace();
  table.guests.front().table = "table";
  EXPECT_EQ(usage_error(table), usage_error(guest));
  RunOptions several = with_saved_trace();
  several.guests.push_back(several.guests.front());
  EXPECT_EQ(usage_error(several), usage_error(guest));
  several.save_state.clear();
  several.load_state = "s";
  EXPECT_EQ(usage_error(several),
            "--load-state is of one guest with plain traces: give --trace FILE alone");
}

TEST(RunRequest, StatesAndSamplesAreOfTracesWithAProcessorEach) {
  RunOptions options = with_saved_trace();
  options.machine.settings.push_back("guest.processors=1");
  EXPECT_EQ(usage_error(options),
            "--save-state is of traces that have a processor each: leave guest.processors 0");
  options.save_state.clear();
  options.machine.settings = {"guest.processors=1"};
  options.samples.sample = "1000:10";
  EXPECT_EQ(usage_error(options),
            "samples are of traces that have a processor each: leave guest.processors 0");
}

TEST(RunRequest, StateIsThatAfterAWarmUp) {
  RunOptions options = with_saved_trace();
  options.machine.settings.clear();
  EXPECT_EQ(usage_error(options),
            "--save-state saves what a warm-up leaves: set cpu.warmup_accesses");
  options.samples.sample = "1000:10";
  EXPECT_EQ(usage_error(options),
            "--save-state does not go with samples, between which all is warmed up again");
}

}  // namespace
}  // namespace htabsim
