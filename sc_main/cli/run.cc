// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/run.h"

#include <fmt/format.h>

#include "sc_main/cli/guest_options.h"
#include "sc_main/cli/inject_option.h"
#include "sc_main/cli/machine_options.h"
#include "sc_main/cli/sample_options.h"
#include "sc_main/cli/trace_options.h"
#include "sc_main/cli/value_names.h"
#include "sc_main/report/simulation.h"
#include "sc_main/setup/long_work.h"

namespace htabsim {

namespace {

constexpr CommandText kRunText = {
    .description =
        R"(Simulates what the processors of a guest do: those of a captured guest (--guest), and one for each
plain trace (--trace), over one hashed page table. The summary says what translation costs.

Every parameter of the machine can be set: in the file CONFIG, which can say what is run, too, or
with --set. Runs are repeatable, bit for bit, and -o writes the results and a page that shows
them.)",
    .examples = R"(What translation costs a program:

  htabsim run --trace sort.lackey.zst

The same on another machine with a smaller TLB, with a page of the results:

  htabsim run --trace sort.lackey.zst --preset power9 --set mmu.tlb_entries=512 -o results

A program as it runs under valgrind:

  htabsim run --skip-noise --trace <(valgrind --tool=lackey --trace-mem=yes ls 2>&1)

Two threads of one program:

  htabsim run --trace t1.htrace@app --trace t2.htrace@app

Parts of a long trace, and an estimate of the whole:

  htabsim run --trace long.htrace --sample 10M:100K)"};

constexpr CommandText kMigrateText = {
    .description =
        R"(Simulates a guest while a migration client reads its table through KVM's HTAB descriptor, sends it
to a second host and writes it there, pass after pass; then the guest is stopped and the rest is
sent. What each read of the stream promises is checked, and in the end the two tables are
compared.)",
    .examples = R"(A captured guest, with all that was counted:

  htabsim migrate --guest p8-4k-share --details -o results

What a slower link does to the downtime:

  htabsim migrate --guest p8-4k-share --set migration.bandwidth_bytes_per_s=1Gbit/s

That a bug in the hypervisor is found; the exit status is 1:

  htabsim migrate --guest p8-4k-share --inject enter_not_noted)"};

// Shorter ones would be lines without end in a table of a few seconds.
constexpr std::uint64_t kShortestInterval = 1000;
// Smaller ones would have room for little beside the names of the tracks.
constexpr std::uint64_t kSmallestTimeline = std::uint64_t{64} << 10;

void add_state_options(CommandSyntax& command, RunOptions& options) {
  command.add_value({.name = "--save-state",
                     .meaning = "write what the warm-up (cpu.warmup_accesses) leaves, then go on",
                     .value = "FILE",
                     .if_empty = "no file given"},
                    options.save_state);
  command.add_value({.name = "--load-state",
                     .meaning = "go on from what a run with the same traces and sizes has saved, "
                                "instead of warming up; times may differ",
                     .value = "FILE",
                     .excludes = "--save-state",
                     .if_empty = "no file given"},
                    options.load_state);
}

void add_timeline_options(CommandSyntax& command, TimelineOptions& options) {
  command.add_value({.name = "--timeline",
                     .meaning = "write what each part is at, for ui.perfetto.dev",
                     .value = "FILE",
                     .if_empty = "no file given"},
                    options.file);
  command.add_value({.name = "--timeline-window",
                     .meaning = "only what touches this part of the simulated time, in cycles "
                                "(100K:200K) or with units (2ms:3500us)",
                     .value = "A:B"},
                    options.window);
  command.add_size(
      {.name = "--timeline-limit",
       .meaning = fmt::format("bytes that it may have, at least {}K (default {}M)",
                              kSmallestTimeline >> 10, TimelineRequest::kDefaultLimit >> 20),
       .value = "SIZE"},
      options.limit,
      {[](std::uint64_t bytes) { return bytes >= kSmallestTimeline; },
       fmt::format("size of {}K at least", kSmallestTimeline >> 10)});
  command.add_value({.name = "--vcd",
                     .meaning = "write the same as signals, for GTKWave",
                     .value = "FILE",
                     .if_empty = "no file given"},
                    options.vcd);
}

void add_simulating_command(CommandSyntax& program, Job job, const std::string& meaning,
                            const CommandText& text) {
  const auto asked = std::make_shared<RunCommand>();
  RunOptions* const options = &asked->options;
  options->job = job;
  CommandSyntax command = program.add_command(command_name(job), meaning);
  command.explain(text);
  add_input_options(command, *options);
  if (job == Job::kRun) add_sample_options(command, options->samples);
  if (job == Job::kRun) add_state_options(command, *options);
  command.add_value({"-o,--output", "folder to write the result files to", "DIR"}, options->output);
  command.add_integer({"--interval",
                       fmt::format("also write intervals.csv: what happens in each so many cycles, "
                                   "at least {}",
                                   kShortestInterval),
                       "CYCLES"},
                      options->interval, {kShortestInterval});
  add_timeline_options(command, options->timeline);
  add_inject_option(command, options->inject);
  command.add_value(
      {.name = "--without",
       .meaning = "leave a barrier of the kernel's code out; explore --barriers lists them",
       .value = "NAME",
       .value_names = barrier_value_names},
      options->without);
  command.add_flag({"--stepped", "synchronise at each access: slower, same results"},
                   [options] { options->stepping = Stepping::kStepped; });
  command.add_flag({"--details", "print all that was counted, not just a summary"},
                   [options] { options->summary = SummaryLength::kDetails; });
  command.add_flag({"--yes", "begin work that takes hours without asking"},
                   [asked = asked.get()] { asked->consent = Consent::kGiven; });
  command.runs(asked, run_run);
}

}  // namespace

void add_input_options(CommandSyntax& command, RunOptions& options) {
  command.add_value({"CONFIG", "TOML file: parameters, and preset, guest, traces or seed", ""},
                    options.config_file);
  add_machine_options(command, options.machine);
  add_guest_options(command, options.guests);
  add_trace_options(command, options.reading);
  command.add_integer({"--seed", "seed of everything that is random (default 1)", "N"},
                      options.seed);
}

ExitCode run_run(const RunCommand& command, std::FILE* out) {
  if (command.options.inject == kListDefects) return print_defects(out);
  const RunRequest request = make_run_request(command.options);
  if (const auto why = long_work(request)) {
    ask_before_long_work(command_name(request.job), *why, command.consent);
  }
  return simulate(request, out);
}

void add_run_command(CommandSyntax& program) {
  add_simulating_command(program, Job::kRun, "simulate a guest", kRunText);
}

void add_migrate_command(CommandSyntax& program) {
  add_simulating_command(program, Job::kMigrate,
                         "simulate while the table is migrated, and check the stream",
                         kMigrateText);
}

}  // namespace htabsim
