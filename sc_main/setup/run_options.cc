// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/run_options.h"

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/setup/defect_name.h"

namespace htabsim {

const char* command_name(Job job) { return job == Job::kMigrate ? "migrate" : "run"; }

RunRequest make_run_request(const RunOptions& options) {
  ConfigFile file;
  if (!options.config_file.empty()) file = read_config_file(options.config_file);
  RunRequest request;
  request.job = options.job;
  request.stepping = options.stepping;
  request.config = make_config(options.machine, file);
  request.seed = options.seed.value_or(file.seed.value_or(request.seed));
  request.guest = options.guest.empty() ? file.guest.value_or("") : options.guest;
  request.order = parse_replay_order(options.order);
  request.output = options.output;
  request.defect = parse_defect(options.inject);
  request.traces = options.traces;
  if (request.guest.empty() && request.traces.empty()) {
    throw UsageError(fmt::format("{}: nothing to run; give --guest DIR or --trace FILE",
                                 command_name(options.job)));
  }
  return request;
}

}  // namespace htabsim
