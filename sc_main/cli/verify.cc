// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/verify.h"

#include <memory>

#include "sc_main/cli/machine_options.h"

namespace htabsim {

ExitCode run_verify(const VerifyOptions& options, std::FILE* out) {
  return verify_guest(options.guest, options.timing, make_config(options.machine), out);
}

void add_verify_command(CommandSyntax& program) {
  const auto options = std::make_shared<VerifyOptions>();
  CommandSyntax command =
      program.add_command("verify", "replay a captured guest and compare all that was recorded");
  command.add_value(
      {.name = "DIR", .meaning = "folder of a captured guest", .presence = Presence::kRequired},
      options->guest);
  command.add_flag({"--timed", "on the simulated platform"},
                   [options] { options->timing = Timing::kTimed; });
  add_machine_options(command, options->machine);
  command.runs(options, run_verify);
}

}  // namespace htabsim
