// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/verify.h"

#include <memory>

#include "sc_main/cli/option_binding.h"
#include "sc_main/config/config_file.h"
#include "sc_main/config/presets.h"

namespace htabsim {

ExitCode run_verify(const VerifyOptions& options, std::FILE* out) {
  const Config config = make_config({kDefaultPreset, {"default preset"}}, {});
  return verify_guest(options.guest, options.timing, config, out);
}

void add_verify_command(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App& command =
      *app.add_subcommand("verify", "replay a captured guest and compare all that was recorded");
  command.add_option("DIR", options->guest, "folder of a captured guest")->required();
  command.add_flag_callback(
      "--timed", [options] { options->timing = Timing::kTimed; }, "on the simulated platform");
  choose_on_parse(command, options, run_verify, chosen);
}

}  // namespace htabsim
