// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/sweep.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <memory>
#include <system_error>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/jobs_option.h"
#include "sc_main/cli/trace_options.h"
#include "sc_main/config/this_program.h"
#include "sc_main/setup/interruption.h"
#include "sc_main/sweep/local_runs.h"
#include "sc_main/sweep/reading_arguments.h"
#include "sc_main/sweep/shard.h"
#include "sc_main/sweep/slurm_runs.h"
#include "sc_main/sweep/sweep_end.h"
#include "sc_main/sweep/sweep_progress.h"
#include "sc_main/sweep/sweep_table.h"

namespace htabsim {

namespace {

constexpr CommandText kSweepText = {
    .description =
        R"(Runs the configurations that a TOML file describes: lists, ranges and samples of values of
parameters, traces and presets. Each has its folder in DIR, which is there as a whole or not at
all; those that are there are not run again, so a sweep that was ended goes on with the same
command.)",
    .examples = R"(Two runs at a time on this machine, then their table:

  htabsim sweep tlb.toml -o tlb --jobs 2
  column -s, -t <tlb/stats.csv | less -S

On a cluster:

  htabsim sweep tlb.toml -o tlb --slurm --sbatch=--partition=long
  mpirun -n 3 htabsim sweep tlb.toml -o tlb --mpi

How far it is:

  htabsim sweep status tlb)"};

constexpr std::uint64_t kTasks = 16;
/// Slurm's own limit is at most so high.
constexpr std::uint64_t kMostTasks = 4'000'000;

void check_sweep_options(const SweepOptions& options) {
  if (options.file.empty()) throw UsageError("sweep: no FILE.toml given");
  if (options.output.empty()) throw UsageError("sweep: no folder given; give -o DIR");
  if (options.by != SweepBy::kThisMachine && !options.shard.empty()) {
    throw UsageError("sweep: --shard is of what this machine runs: not with --slurm and --mpi");
  }
  if (options.by == SweepBy::kMpi && options.jobs) {
    throw UsageError("sweep: --jobs does not go with --mpi: mpirun says how many ranks there are");
  }
  if (options.by != SweepBy::kSlurm && (options.tasks || !options.sbatch.empty())) {
    throw UsageError("sweep: --tasks and --sbatch are for --slurm");
  }
}

/// The command of another htabsim that does the same here.
std::vector<std::string> again(const SweepOptions& options) {
  std::vector<std::string> command{this_program(), "sweep", std::filesystem::absolute(options.file),
                                   "-o", std::filesystem::absolute(options.output)};
  const std::vector<std::string> reading = reading_arguments(options.reading);
  command.insert(command.end(), reading.begin(), reading.end());
  return command;
}

RunTally run_by(const SweepOptions& options, const SweepWork& work) {
  const SweepProgress progress;
  const auto on_progress = [&progress](const RunTally& now) { progress.show(now); };
  if (options.by == SweepBy::kSlurm) {
    SlurmRuns runs(work, {options.tasks.value_or(kTasks), options.jobs.value_or(1), options.sbatch,
                          again(options)});
    return runs.run(Interruption::is_requested, on_progress);
  }
  const Shard shard = Shard::parse(options.shard);
  LocalRuns runs(work, shard.of(work.plan.runs.size()), runs_at_a_time(options.jobs));
  return runs.run(Interruption::is_requested, on_progress);
}

/// This program is linked to no MPI, whose start would cost each run of it.
[[noreturn]] void become_mpi_rank(const SweepOptions& options) {
  const std::string program = this_program().parent_path() / "htabsim-sweep-mpi";
  std::vector<std::string> words{program, options.file, options.output};
  std::ranges::move(reading_arguments(options.reading), std::back_inserter(words));
  std::vector<const char*> pointers;
  for (const std::string& word : words) pointers.push_back(word.c_str());
  pointers.push_back(nullptr);
  ::execv(program.c_str(), const_cast<char* const*>(pointers.data()));
  throw InputError(program, InputError::kNoLine,
                   fmt::format("{}; it is built where Boost.MPI is installed",
                               std::generic_category().message(errno)));
}

struct StatusOptions {
  std::filesystem::path folder;
};

ExitCode run_sweep_status(const StatusOptions& options, std::FILE* out) {
  const SweepStore store(options.folder);
  const SweepRecord record = store.read_record();
  const SweepStatus status = sweep_status(store, record);
  fmt::print(out, "{}: {} finished, {} running, {} failed, {} waiting\n{}{}",
             counted(record.runs.size(), "configuration"), status.finished, status.running,
             status.failures.size(), status.waiting, slurm_status_text(store),
             failures_text(store, record, status));
  return ExitCode::kSuccess;
}

ExitCode run_sweep_collect(const StatusOptions& options, std::FILE* out) {
  const SweepStore store(options.folder);
  const SweepRecord record = store.read_record();
  const std::size_t finished = sweep_status(store, record).finished;
  store.write_shared(store.statistics_file(), sweep_csv(store, record));
  fmt::print(out, "{}: {} of {}\n", store.statistics_file().string(), finished,
             counted(record.runs.size(), "configuration"));
  return finished == record.runs.size() ? ExitCode::kSuccess : ExitCode::kRefuted;
}

void add_folder_command(CommandSyntax& sweep, const std::string& name, const std::string& meaning,
                        ExitCode (*run)(const StatusOptions&, std::FILE*)) {
  const auto options = std::make_shared<StatusOptions>();
  CommandSyntax command = sweep.add_command(name, meaning);
  command.add_value(
      {.name = "DIR", .meaning = "folder of a sweep, its -o", .presence = Presence::kRequired},
      options->folder);
  command.runs(options, run);
}

}  // namespace

ExitCode run_sweep(const SweepOptions& options, std::FILE* out) {
  check_sweep_options(options);
  std::ignore = Shard::parse(options.shard);
  if (options.by == SweepBy::kMpi) become_mpi_rank(options);
  const SweepPlan plan = make_sweep_plan(read_sweep_file(options.file), options.reading);
  const SweepStore store(options.output);
  store.prepare();
  const SweepRecord record = record_of(plan);
  store.write_record(record);
  const Interruption interruption;
  const RunTally tally = run_by(options, {plan, store, this_program()});
  const ExitCode code = conclude_sweep(store, record, tally, out);
  return Interruption::is_requested() ? Interruption::exit_code() : code;
}

void add_sweep_command(CommandSyntax& program) {
  const auto options = std::make_shared<SweepOptions>();
  CommandSyntax command =
      program.add_command("sweep", "run many configurations, here or on a cluster");
  command.add_value({"FILE", "TOML file: what is run, and the axes along which it varies", ""},
                    options->file);
  command.add_value(
      {"-o,--output", "folder for the results, a folder in it for each configuration", "DIR"},
      options->output);
  add_jobs_option(command, options->jobs, "the number of processors; 1 in each task of Slurm's");
  command.add_value({"--shard", "only each N-th configuration, from the K-th on", "K/N"},
                    options->shard);
  command.add_flag({"--slurm", "submit a job array to Slurm, and wait for it"},
                   [options] { options->by = SweepBy::kSlurm; });
  command.add_flag({"--mpi", "this is a rank of an MPI job: mpirun -n 3 htabsim sweep ... --mpi"},
                   [options] { options->by = SweepBy::kMpi; });
  command.add_integer(
      {"--tasks", fmt::format("at most so many tasks of the job array (default {})", kTasks), "N"},
      options->tasks, {1, kMostTasks});
  command.add_repeatable(
      {"--sbatch", "a further option for sbatch, as --sbatch=--partition=long", "OPTION"},
      options->sbatch);
  add_trace_options(command, options->reading);
  add_folder_command(command, "status", "how far a sweep is", run_sweep_status);
  add_folder_command(command, "collect", "write stats.csv of what is finished", run_sweep_collect);
  command.explain(kSweepText);
  command.runs(options, run_sweep);
}

}  // namespace htabsim
