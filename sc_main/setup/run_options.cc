// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/run_options.h"

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "htabsim/tlm/memory/hpt_address_map.h"
#include "sc_main/setup/barrier_name.h"
#include "sc_main/setup/defect_name.h"

namespace htabsim {

namespace {

/// A table alone can be migrated, but nothing runs on it.
void check_what_runs(Job job, const GuestFiles& guest) {
  const char* command = command_name(job);
  if (!guest.guest.empty() && !guest.table.empty()) {
    throw UsageError(
        fmt::format("{}: --guest and --table do not go together: a captured guest "
                    "brings its own table",
                    command));
  }
  if (guest.order && guest.guest.empty()) {
    throw UsageError(
        fmt::format("{}: --order is of a captured guest's processors{}; give its --guest DIR",
                    command, guest.name.empty() ? "" : ", and " + guest.name + " is none"));
  }
  if (!guest.guest.empty() || !guest.traces.empty()) return;
  if (job == Job::kMigrate && !guest.table.empty()) return;
  throw UsageError(fmt::format("{}: nothing to {}{}; give --guest DIR or --trace FILE{}", command,
                               command, guest.name.empty() ? "" : " of " + guest.name,
                               job == Job::kMigrate ? " or --table FILE" : ""));
}

// Walks and reads of the table that it takes away would be beyond the end of the new one.
void check_defect(const RunRequest& request) {
  if (request.defect != Defect::commit_lets_others_run) return;
  throw UsageError(
      fmt::format("{}: --inject commit_lets_others_run is for explore: processors that "
                  "run while their table goes crash in time",
                  command_name(request.job)));
}

// Between samples nothing but the programs' own accesses can be done without time.
void check_what_is_sampled(const RunRequest& request) {
  if (request.job == Job::kMigrate) throw UsageError("migrate: samples are of run");
  const GuestFiles& guest = request.guests.front();
  if (request.guests.size() > 1 || !guest.guest.empty() || guest.traces.empty()) {
    throw UsageError("samples are of plain traces: give --trace FILE alone");
  }
  const Config& config = request.config;
  if (config.cpu.warmup_accesses != 0) {
    throw UsageError("samples have a warm-up of their own: --warmup, not cpu.warmup_accesses");
  }
  if (request.samples->warmup && (config.guest.frames == FrameChoice::trace ||
                                  config.guest.page_size_hints == PageSizeHints::obey)) {
    throw UsageError(
        "--warmup passes over accesses whose frames and page sizes are not looked at: not with "
        "guest.frames=trace or guest.page_size_hints=obey");
  }
  if (config.guest.processors != 0) {
    throw UsageError("samples are of traces that have a processor each: leave guest.processors 0");
  }
  const HostConfig& host = config.host_memory;
  if (host.unmap_interval_us != 0 || host.dirty_log_interval_us != 0 ||
      config.guest.resize_at_us != 0) {
    throw UsageError(
        "samples do not go with what acts by the time: host_memory.unmap_interval_us, "
        "host_memory.dirty_log_interval_us and guest.resize_at_us");
  }
}

// Each for itself: traces of the command line run beside the file's guest.
void take_from_file(const ConfigFile& file, GuestFiles& guest) {
  if (guest.guest.empty()) guest.guest = file.guest.value_or("");
  if (!guest.traces.empty()) return;
  for (const ConfigTrace& trace : file.traces) guest.traces.emplace_back(trace.file, trace.space);
}

void check_intervals(const RunRequest& request) {
  if (request.interval == Cycles(0)) return;
  if (request.output.empty()) {
    throw UsageError(
        fmt::format("{}: --interval writes intervals.csv: give -o DIR", command_name(request.job)));
  }
  if (request.samples) {
    throw UsageError(
        fmt::format("{}: --interval does not go with samples, between which no time passes",
                    command_name(request.job)));
  }
}

void check_timeline(const RunRequest& request) {
  const TimelineRequest& timeline = request.timeline;
  if (!request.samples || (timeline.file.empty() && timeline.vcd.empty())) return;
  throw UsageError(fmt::format("{}: {} does not go with samples, between which no time passes",
                               command_name(request.job),
                               timeline.file.empty() ? "--vcd" : "--timeline"));
}

/// The options with those of the file that the command line does not have.
RunOptions with_file(RunOptions options, const ConfigOptions& file) {
  if (options.output.empty()) options.output = file.output;
  if (options.reading.format.empty()) options.reading.format = file.format;
  if (file.skip_noise) options.reading.output = ProgramOutput::kSkip;
  if (file.skip_kernel) options.reading.kernel = KernelAccesses::kSkip;
  SampleOptions& samples = options.samples;
  if (samples.sample.empty() && samples.simpoints.empty()) {
    samples.sample = file.sample;
    samples.simpoints = file.simpoints;
  }
  if (!samples.warmup) samples.warmup = file.warmup;
  if (options.inject.empty()) options.inject = file.inject;
  if (options.without.empty()) options.without = file.without;
  return options;
}

/// Only a plain program's kernel is the model's own, all of whose state is known.
void check_kept_state(const RunRequest& request) {
  if (request.save_state.empty() && request.load_state.empty()) return;
  const char* option = request.load_state.empty() ? "--save-state" : "--load-state";
  const GuestFiles& guest = request.guests.front();
  if (request.guests.size() > 1 || !guest.guest.empty() || !guest.table.empty()) {
    throw UsageError(
        fmt::format("{} is of one guest with plain traces: give --trace FILE alone", option));
  }
  if (request.samples) {
    throw UsageError(
        fmt::format("{} does not go with samples, between which all is warmed up again", option));
  }
  if (request.config.guest.processors != 0) {
    throw UsageError(fmt::format(
        "{} is of traces that have a processor each: leave guest.processors 0", option));
  }
  if (!request.save_state.empty() && request.config.cpu.warmup_accesses == 0) {
    throw UsageError("--save-state saves what a warm-up leaves: set cpu.warmup_accesses");
  }
}

}  // namespace

const char* command_name(Job job) { return job == Job::kMigrate ? "migrate" : "run"; }

RunRequest make_run_request(const RunOptions& options) {
  if (options.config_file.empty()) return make_run_request(options, ConfigFile{});
  return make_run_request(options, read_config_file(options.config_file));
}

RunRequest make_run_request(const RunOptions& given, const ConfigFile& file) {
  const RunOptions options = with_file(given, file.options);
  RunRequest request;
  request.job = options.job;
  request.stepping = options.stepping;
  request.config = make_config(options.machine, file);
  request.preset = choose_preset(options.machine, file).name;
  request.seed = options.seed.value_or(file.seed.value_or(request.seed));
  request.guests = options.guests;
  request.reading = options.reading;
  take_from_file(file, request.guests.front());
  request.save_state = options.save_state;
  request.load_state = options.load_state;
  request.summary = options.summary;
  request.output = options.output;
  request.defect = parse_defect(options.inject);
  check_defect(request);
  request.without = parse_barrier(options.without);
  if (request.without && request.config.memory.store_queue_entries == 0) {
    throw UsageError(
        "--without needs memory.store_queue_entries: where each store takes effect when it is "
        "issued, a barrier orders nothing");
  }
  if (request.guests.size() > hpt_address::kMostGuests) {
    throw UsageError(fmt::format("--on: a host has up to {} guests, not {}",
                                 hpt_address::kMostGuests, request.guests.size()));
  }
  for (const GuestFiles& guest : request.guests) check_what_runs(request.job, guest);
  request.samples = sample_plan(options.samples);
  if (request.samples) check_what_is_sampled(request);
  request.interval = Cycles(options.interval.value_or(0));
  check_intervals(request);
  request.timeline = timeline_request(options.timeline, request.config.clock.period_ps);
  check_timeline(request);
  check_kept_state(request);
  return request;
}

}  // namespace htabsim
