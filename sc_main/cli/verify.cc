// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/verify.h"

#include <memory>

#include "sc_main/config/config_file.h"
#include "sc_main/config/presets.h"

namespace htabsim {

ExitCode run_verify(const VerifyOptions& options, std::FILE* out) {
  const Config config = make_config({kDefaultPreset, {"default preset"}}, {});
  return verify_guest(options.guest, options.timing, config, out);
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
  command.runs(options, run_verify);
}

}  // namespace htabsim
