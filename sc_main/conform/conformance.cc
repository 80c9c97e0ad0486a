// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/conformance.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "model/trace/input_error.h"
#include "sc_main/config_file.h"
#include "sc_main/conform/htab_functional_machine.h"
#include "sc_main/conform/htab_script.h"
#include "sc_main/conform/vec_functional_machine.h"
#include "sc_main/conform/vec_simulation.h"
#include "sc_main/presets.h"
#include "sc_main/usage_error.h"

namespace htabsim {

namespace {

using Path = std::filesystem::path;

bool is_vec(const Path& file) { return file.extension() == ".vec"; }
bool is_htab(const Path& file) { return file.extension() == ".htab"; }

std::vector<Path> files_below(const Path& folder) {
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_directory() && (is_vec(entry.path()) || is_htab(entry.path()))) {
      files.push_back(entry.path());
    }
  }
  if (files.empty()) {
    throw InputError(folder.string(), InputError::kNoLine, "holds no .vec or .htab file");
  }
  std::ranges::sort(files);
  return files;
}

std::vector<Path> all_files(const std::vector<Path>& paths) {
  std::vector<Path> files;
  for (const Path& path : paths) {
    if (std::filesystem::is_directory(path)) {
      std::ranges::move(files_below(path), std::back_inserter(files));
    } else if (is_vec(path) || is_htab(path)) {
      files.push_back(path);
    } else {
      throw InputError(path.string(), InputError::kNoLine, "is neither .vec, .htab nor a folder");
    }
  }
  return files;
}

std::ifstream open(const Path& file) {
  std::ifstream stream(file);
  if (!stream) throw InputError(file.string(), InputError::kNoLine, "cannot be read");
  return stream;
}

std::vector<VecScript> read_vec_scripts(const std::vector<Path>& files) {
  std::vector<VecScript> scripts;
  for (const Path& file : files) {
    if (!is_vec(file)) continue;
    std::ifstream stream = open(file);
    scripts.push_back(parse_vec_script(stream, file.string()));
  }
  return scripts;
}

using Outcome = VecSimulation::Outcome;

std::vector<Outcome> run_vec_scripts(const std::vector<VecScript>& scripts,
                                     const ConformanceRequest& request) {
  const Config config = make_config({kDefaultPreset, {"default preset"}}, {});
  if (request.timing == Timing::kTimed) {
    VecSimulation simulation("conformance", scripts, request.caching, config);
    return simulation.run();
  }
  std::vector<Outcome> outcomes;
  for (const VecScript& script : scripts) {
    VecFunctionalMachine machine(script.config, config.mmu);
    outcomes.push_back(VecSession(script, machine, request.caching).run());
  }
  return outcomes;
}

Outcome run_htab_file(const Path& file) {
  std::ifstream stream = open(file);
  const auto failure = run_htab_script(stream, file.string(), HtabFunctionalMachine::factory());
  if (!failure) return std::nullopt;
  return VecFailure{failure->line, failure->expected, failure->got};
}

ExitCode report(const std::vector<Path>& files, const std::vector<Outcome>& outcomes,
                std::FILE* out) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!outcomes[i]) continue;
    ++failed;
    fmt::print(out, "{}:{}: expected {}, got {}\n", files[i].string(), outcomes[i]->line,
               outcomes[i]->expected, outcomes[i]->got);
  }
  fmt::print(out, "{} passed, {} failed\n", files.size() - failed, failed);
  return failed == 0 ? ExitCode::kSuccess : ExitCode::kRefuted;
}

}  // namespace

ExitCode run_conformance(const ConformanceRequest& request, std::FILE* out) {
  const std::vector<Path> files = all_files(request.paths);
  if (request.timing == Timing::kTimed && std::ranges::any_of(files, is_htab)) {
    throw UsageError("conform: --timed runs .vec files only");
  }
  const std::vector<VecScript> scripts = read_vec_scripts(files);
  const std::vector<Outcome> vec_outcomes = run_vec_scripts(scripts, request);
  std::vector<Outcome> outcomes;
  auto vec_outcome = vec_outcomes.begin();
  for (const Path& file : files) {
    outcomes.push_back(is_vec(file) ? *vec_outcome++ : run_htab_file(file));
  }
  return report(files, outcomes, out);
}

}  // namespace htabsim
