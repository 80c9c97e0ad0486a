// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/conform.h"

#include <memory>

#include "sc_main/cli/machine_options.h"
#include "sc_main/conform/conformance.h"

namespace htabsim {

namespace {

constexpr CommandText kConformText = {
    .description =
        R"(Runs conformance files: .vec with translations of an address, .htab with operations on a table and
its stream. Prints what does not hold, with file and line.)",
    .examples = R"(All files of two folders, in simulated time:

  htabsim conform --timed tests/conformance/isa tests/conformance/htab)"};

}  // namespace

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
  command.explain(kConformText);
  command.runs(options, run_conformance);
}

}  // namespace htabsim
