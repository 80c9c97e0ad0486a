// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/sc_main/cli/program.h"

namespace htabsim {

/// A run of the program, and the text of its stats.json up to its last member, `host`: what is
/// before that depends on the arguments alone.
struct KeptRun {
  ProgramResult program;
  std::string stats;
};

/// Runs the program with these arguments and `-o` if it was not before in this process: tests that
/// look at different sides of one run need no run each.
inline const KeptRun& kept_run(const std::vector<std::string>& arguments) {
  static std::map<std::vector<std::string>, KeptRun> runs;
  const auto [place, is_new] = runs.try_emplace(arguments);
  if (is_new) {
    const TemporaryFolder folder;
    std::vector<std::string> with_output = arguments;
    with_output.insert(with_output.end(), {"-o", (folder / "out").string()});
    KeptRun& run = place->second;
    run.program = run_program(with_output);
    const std::string text = contents_of(folder / "out" / "stats.json");
    run.stats = text.substr(0, text.find("\n  \"host\": {"));
  }
  return place->second;
}

}  // namespace htabsim
