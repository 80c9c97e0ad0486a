// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/conformance.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "sc_main/conform/conformance_simulation.h"
#include "sc_main/conform/htab_functional_machine.h"
#include "sc_main/conform/htab_run.h"
#include "sc_main/conform/htab_timed_machine.h"
#include "sc_main/conform/vec_functional_machine.h"
#include "sc_main/conform/vec_timed_machine.h"

namespace htabsim {

namespace {

using Path = std::filesystem::path;

enum class ScriptKind : std::uint8_t { kVec, kHtab };

/// What its name says; nothing if that says none.
std::optional<ScriptKind> kind_by_name(const Path& file) {
  if (file.extension() == ".vec") return ScriptKind::kVec;
  if (file.extension() == ".htab") return ScriptKind::kHtab;
  return std::nullopt;
}

/// A pipe has no name of its own.
ScriptKind kind_of(const Path& file, const std::string& text) {
  const auto by_text = text.starts_with("vec ") ? ScriptKind::kVec : ScriptKind::kHtab;
  return kind_by_name(file).value_or(by_text);
}

std::vector<Path> files_below(const Path& folder) {
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_directory() && kind_by_name(entry.path())) files.push_back(entry.path());
  }
  if (files.empty()) {
    throw InputError(folder.string(), InputError::kNoLine, "holds no .vec or .htab file");
  }
  std::ranges::sort(files);
  return files;
}

/// A pipe cannot be opened to see whether it can be.
void check_script(const Path& path) {
  const bool pipe = std::filesystem::exists(path) && !std::filesystem::is_regular_file(path);
  if (pipe) return;
  if (!kind_by_name(path)) {
    throw InputError(path.string(), InputError::kNoLine, "is neither .vec, .htab nor a folder");
  }
  static_cast<void>(InputFile(path));
}

std::vector<Path> all_files(const std::vector<Path>& paths) {
  std::vector<Path> files;
  for (const Path& path : paths) {
    if (std::filesystem::is_directory(path)) {
      std::ranges::move(files_below(path), std::back_inserter(files));
    } else {
      check_script(path);
      files.push_back(path);
    }
  }
  return files;
}

/// What every file runs with.
struct Setting {
  VecCaching caching;
  Timing timing;
  const Sim& sim;
};

ConformanceCase make_vec_case(const Path& file, const std::string& text, const Setting& setting) {
  std::istringstream stream(text);
  const auto script = std::make_shared<const VecScript>(parse_vec_script(stream, file.string()));
  if (setting.timing == Timing::kTimed) {
    const auto machine = std::make_shared<VecTimedMachine>(sc_core::sc_gen_unique_name("machine"),
                                                           setting.sim, script->config);
    return make_conformance_case(file, [=, caching = setting.caching] {
      return VecSession(*script, *machine, caching).run();
    });
  }
  return make_conformance_case(file,
                               [script, caching = setting.caching, mmu = setting.sim.config.mmu] {
                                 VecFunctionalMachine machine(script->config, mmu);
                                 return VecSession(*script, machine, caching).run();
                               });
}

ConformanceCase make_htab_case(const Path& file, const std::string& text, const Setting& setting) {
  std::istringstream stream(text);
  const auto script = std::make_shared<const HtabScript>(parse_htab_script(stream, file.string()));
  const auto make_machine = setting.timing == Timing::kTimed
                                ? HtabTimedMachine::factory(*script, setting.sim.config)
                                : HtabFunctionalMachine::factory(script->parsing);
  return make_conformance_case(file, [=] { return run_htab_script(*script, make_machine); });
}

std::vector<ConformanceCase> make_cases(const std::vector<Path>& files, const Setting& setting) {
  std::vector<ConformanceCase> cases;
  for (const Path& file : files) {
    try {
      const std::string text = read_whole_file(file);
      cases.push_back(kind_of(file, text) == ScriptKind::kVec
                          ? make_vec_case(file, text, setting)
                          : make_htab_case(file, text, setting));
    } catch (const InputError& error) {
      cases.emplace_back([text = std::string(error.what())] { return text; });
    }
  }
  return cases;
}

using Failures = std::vector<std::optional<std::string>>;

Failures run_all(const std::vector<ConformanceCase>& cases, Timing timing) {
  if (timing == Timing::kTimed) {
    ConformanceSimulation simulation("conformance", cases);
    return simulation.run();
  }
  Failures failures;
  for (const ConformanceCase& run_case : cases) failures.push_back(run_case());
  return failures;
}

ExitCode report(const Failures& failures, std::FILE* out) {
  std::size_t failed = 0;
  for (const auto& failure : failures) {
    if (!failure) continue;
    ++failed;
    fmt::print(out, "{}\n", *failure);
  }
  fmt::print(out, "{} passed, {} failed\n", failures.size() - failed, failed);
  return failed == 0 ? ExitCode::kSuccess : ExitCode::kRefuted;
}

}  // namespace

ExitCode run_conformance(const ConformanceRequest& request, std::FILE* out) {
  const std::vector<Path> files = all_files(request.paths);
  const Sim sim(make_config(request.machine));
  const std::vector<ConformanceCase> cases =
      make_cases(files, {request.caching, request.timing, sim});
  return report(run_all(cases, request.timing), out);
}

}  // namespace htabsim
