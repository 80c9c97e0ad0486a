// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/trace/trace_format.h"
#include "sc_main/config/machine_options.h"
#include "sc_main/setup/run_request.h"
#include "sc_main/setup/sample_options.h"
#include "sc_main/setup/timeline_options.h"

namespace htabsim {

/// What a user asks to be run; what is empty was not given.
struct RunOptions {
  Job job = Job::kRun;
  Stepping stepping = Stepping::kRunAhead;
  std::filesystem::path config_file;
  MachineOptions machine;
  std::optional<std::uint64_t> seed;
  std::vector<GuestFiles> guests{GuestFiles{}};  ///< one at least
  TraceReading reading;                          ///< of their traces
  SampleOptions samples;
  std::optional<std::uint64_t> interval;  ///< cycles
  TimelineOptions timeline;
  std::filesystem::path save_state;
  std::filesystem::path load_state;
  SummaryLength summary = SummaryLength::kShort;
  std::filesystem::path output;
  std::string inject;   ///< a defect's name
  std::string without;  ///< a barrier's name
};

/// The name of the command that does a job.
const char* command_name(Job job);

/// Preset, file and settings combined; what the options say goes before what the file says.
/// InputError or UsageError where one of them is wrong or there is nothing to run.
RunRequest make_run_request(const RunOptions& options);
/// The same with what a file says that has been read already.
RunRequest make_run_request(const RunOptions& given, const ConfigFile& file);

}  // namespace htabsim
