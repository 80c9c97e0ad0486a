// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sc_main/cli/command.h"
#include "sc_main/setup/run_request.h"

namespace htabsim {

/// The command line of `run` and of `migrate`; what is empty was not given.
struct RunOptions {
  Job job = Job::kRun;
  Stepping stepping = Stepping::kRunAhead;
  std::filesystem::path config_file;
  std::string preset;
  std::vector<std::string> settings;  ///< KEY=VALUE
  std::optional<std::uint64_t> seed;
  std::filesystem::path guest;
  std::vector<std::filesystem::path> traces;
  std::filesystem::path output;
  std::string inject;  ///< a defect's name, or kListDefects
};

/// Preset, file and --set combined; what the command line says goes before what the file says.
/// InputError or UsageError where one of them is wrong or there is nothing to run.
RunRequest make_run_request(const RunOptions& options);

/// What to run and with which parameters: CONFIG, --preset, --set, --guest, --trace and --seed.
void add_input_options(CLI::App& command, const std::shared_ptr<RunOptions>& options);

ExitCode run_run(const RunOptions& options, std::FILE* out);

void add_run_command(CLI::App& app, Command& chosen);
void add_migrate_command(CLI::App& app, Command& chosen);

}  // namespace htabsim
