// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/run.h"

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/inject_option.h"
#include "sc_main/cli/integer_fault.h"
#include "sc_main/cli/option_binding.h"
#include "sc_main/config/config_file.h"
#include "sc_main/config/presets.h"
#include "sc_main/report/simulation.h"

namespace htabsim {

namespace {

const char* command_name(Job job) { return job == Job::kMigrate ? "migrate" : "run"; }

PresetChoice choose_preset(const RunOptions& options, const ConfigFile& file) {
  if (!options.preset.empty()) return {options.preset, {"--preset"}};
  return file.preset.value_or(PresetChoice{kDefaultPreset, {"default preset"}});
}

void add_run_options(CLI::App& command, const BoundOptions<RunOptions>& options) {
  add_input_options(command, options);
  command.add_option("-o,--output", options->output, "folder to write the result files to")
      ->type_name("DIR");
  add_inject_option(command, options->inject);
  command.add_flag_callback(
      "--stepped", [options] { options->stepping = Stepping::kStepped; },
      "synchronise at each access: slower, same results");
}

void add_simulating_command(CLI::App& app, Command& chosen, Job job, const std::string& meaning) {
  const auto options = std::make_shared<RunOptions>();
  options->job = job;
  CLI::App& command = *app.add_subcommand(command_name(job), meaning);
  add_run_options(command, options);
  choose_on_parse(command, options, run_run, chosen);
}

}  // namespace

void add_input_options(CLI::App& command, const BoundOptions<RunOptions>& options) {
  command
      .add_option("CONFIG", options->config_file,
                  "TOML file: parameters, and preset, guest or seed")
      ->type_name("");
  command.add_option(
      "--preset", options->preset,
      fmt::format("parameters to start from (default {}); see `presets`", kDefaultPreset));
  add_repeatable(command, "--set", options->settings, "set a parameter; see `presets show`")
      ->type_name("KEY=VALUE");
  command.add_option("--guest", options->guest, "folder of a captured guest: its one processor")
      ->type_name("DIR");
  add_repeatable(command, "--trace", options->traces,
                 "plain address trace: one more processor; may be given again")
      ->type_name("FILE");
  command.add_option("--seed", options->seed, "seed of everything that is random (default 1)")
      ->check([](const std::string& text) { return integer_fault(text); })
      ->type_name("N");
}

RunRequest make_run_request(const RunOptions& options) {
  ConfigFile file;
  if (!options.config_file.empty()) file = read_config_file(options.config_file);
  for (const std::string& argument : options.settings) {
    file.settings.push_back(parse_setting(argument));
  }
  RunRequest request;
  request.job = options.job;
  request.stepping = options.stepping;
  request.config = make_config(choose_preset(options, file), file.settings);
  request.seed = options.seed.value_or(file.seed.value_or(request.seed));
  request.guest = options.guest.empty() ? file.guest.value_or("") : options.guest;
  request.output = options.output;
  request.defect = parse_defect(options.inject);
  request.traces = options.traces;
  if (request.guest.empty() && request.traces.empty()) {
    throw UsageError(fmt::format("{}: nothing to run; give --guest DIR or --trace FILE",
                                 command_name(options.job)));
  }
  return request;
}

ExitCode run_run(const RunOptions& options, std::FILE* out) {
  if (options.inject == kListDefects) return print_defects(out);
  return simulate(make_run_request(options), out);
}

void add_run_command(CLI::App& app, Command& chosen) {
  add_simulating_command(app, chosen, Job::kRun, "simulate a guest");
}

void add_migrate_command(CLI::App& app, Command& chosen) {
  add_simulating_command(app, chosen, Job::kMigrate,
                         "simulate while the table is migrated, and check the stream");
}

}  // namespace htabsim
