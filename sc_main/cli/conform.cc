// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/conform.h"

#include <memory>

#include "sc_main/cli/machine_options.h"
#include "sc_main/conform/conformance.h"

namespace htabsim {

void add_conform_command(CommandSyntax& program) {
  const auto options = std::make_shared<ConformanceRequest>();
  CommandSyntax command = program.add_command("conform", "run conformance files");
  command.add_files({.name = "PATH",
                     .meaning = ".vec and .htab files, or folders of them",
                     .presence = Presence::kRequired},
                    options->paths);
  command.add_flag({"--cached", "keep translations cached between the accesses of a .vec file"},
                   [options] { options->caching = VecCaching::kCached; });
  command.add_flag({"--timed", "in simulated time: every operation on the table takes some"},
                   [options] { options->timing = Timing::kTimed; });
  add_machine_options(command, options->machine);
  command.runs(options, run_conformance);
}

}  // namespace htabsim
