// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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

/// Runs the program with these arguments, `--details` and `-o`.
inline KeptRun new_run(std::vector<std::string> arguments) {
  const TemporaryFolder folder;
  arguments.insert(arguments.end(), {"--details", "-o", (folder / "out").string()});
  KeptRun run{run_program(arguments), contents_of(folder / "out" / "stats.json")};
  run.stats.resize(std::min(run.stats.size(), run.stats.find("\n  \"host\": {")));
  return run;
}

/// The same if it was not run so before in this process: tests that look at different sides of one
/// run need no run each.
inline const KeptRun& kept_run(const std::vector<std::string>& arguments) {
  static std::map<std::vector<std::string>, KeptRun> runs;
  const auto [place, is_new] = runs.try_emplace(arguments);
  if (is_new) place->second = new_run(arguments);
  return place->second;
}

}  // namespace htabsim
