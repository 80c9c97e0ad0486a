// SPDX-License-Identifier: Apache-2.0
//
// htabsim-manual FOLDER   writes what is made of the descriptions of commands and parameters: the
// manual,
//                         man1/*.1.gz; the completion for bash, htabsim; and configuration.md
#include <cstdio>
#include <exception>
#include <filesystem>

#include <systemc>

#include "htabsim/model/base/compressed_output.h"
#include "htabsim/model/base/output_file.h"
#include "sc_main/cli/command_line.h"
#include "sc_main/manual/bash_completion.h"
#include "sc_main/manual/configuration_page.h"
#include "sc_main/manual/man_page.h"

namespace {

void write_all(const std::filesystem::path& folder) {
  using namespace htabsim;
  const CommandDescription program = program_description();
  for (const ManPage& page : man_pages(program, program.name + " " HTABSIM_VERSION)) {
    write_compressed_file(folder / "man1" / (page.name + ".1.gz"),
                          [&](std::ostream& out) { out << page.text; });
  }
  write_file(folder / "completions" / program.name, bash_completion(program));
  write_file(folder / "configuration.md", configuration_page());
}

}  // namespace

int sc_main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: htabsim-manual FOLDER\n", stderr);
    return 2;
  }
  try {
    write_all(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "htabsim-manual: %s\n", error.what());
    return 2;
  }
  return 0;
}
