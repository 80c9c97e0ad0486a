// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/conform.h"

#include <memory>

#include "sc_main/cli/option_binding.h"
#include "sc_main/conform/conformance.h"

namespace htabsim {

void add_conform_command(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<ConformanceRequest>();
  CLI::App& command = *app.add_subcommand("conform", "run conformance files");
  command.add_option("PATH", options->paths, ".vec and .htab files, or folders of them")
      ->required();
  command.add_flag_callback(
      "--cached", [options] { options->caching = VecCaching::kCached; },
      "keep translations cached between the accesses of a .vec file");
  command.add_flag_callback(
      "--timed", [options] { options->timing = Timing::kTimed; },
      "in simulated time: every operation on the table takes some");
  choose_on_parse(command, options, run_conformance, chosen);
}

}  // namespace htabsim
