// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/verify.h"

#include <memory>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/inject_option.h"
#include "sc_main/cli/machine_options.h"
#include "sc_main/setup/defect_name.h"

namespace htabsim {

namespace {

constexpr CommandText kVerifyText = {
    .description =
        R"(Replays what was recorded of a guest's processors and compares every real address, fault, hcall
and the table at the end with the recording. Without --timed no time is simulated, which is
faster.)",
    .examples = R"(A captured guest on the simulated platform:

  htabsim verify --timed p8-4k-share

On another machine than it was captured on:

  htabsim verify --timed --preset power9 p8-4k-share)"};

}  // namespace

ExitCode run_verify(const VerifyOptions& options, std::FILE* out) {
  if (options.inject == kListDefects) return print_defects(out);
  if (options.guest.empty()) throw UsageError("verify: DIR is required");
  return verify_guest(
      {options.guest, options.timing, make_config(options.machine), parse_defect(options.inject)},
      out);
}

void add_verify_command(CommandSyntax& program) {
  const auto options = std::make_shared<VerifyOptions>();
  CommandSyntax command =
      program.add_command("verify", "replay a captured guest and compare all that was recorded");
  command.add_value({"DIR", "folder of a captured guest", ""}, options->guest);
  command.add_flag({"--timed", "on the simulated platform"},
                   [options] { options->timing = Timing::kTimed; });
  add_machine_options(command, options->machine);
  add_inject_option(command, options->inject);
  command.explain(kVerifyText);
  command.runs(options, run_verify);
}

}  // namespace htabsim
