// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sc_main/config/settings.h"

namespace htabsim {

/// The preset that a run starts from, and who named it.
struct PresetChoice {
  std::string name;
  SourceLine where;
};

/// A plain trace that a TOML file names.
struct ConfigTrace {
  std::filesystem::path file;
  std::string space;  ///< traces of the same name share one; empty: its own

  friend bool operator==(const ConfigTrace&, const ConfigTrace&) = default;
};

/// What a TOML file says as options of the command line do; what is empty it does not say.
struct ConfigOptions {
  std::filesystem::path output;  ///< for the result files
  std::string format;            ///< of the traces
  bool skip_noise = false;
  bool skip_kernel = false;
  std::string sample;
  std::string simpoints;
  std::optional<std::uint64_t> warmup;  ///< accesses before each sample
  std::string inject;
  std::string without;
};

/// A run as a TOML file describes it: parameters, and optionally `preset = "NAME"`,
/// `guest = "DIR"` or `guest.folder = "DIR"`, `seed = N`, and for each plain trace a table
/// `[[trace]]` with `file = "FILE"` and optionally `space = "NAME"`; then the names of
/// ConfigOptions. Paths are relative to the file's folder.
struct ConfigFile {
  std::vector<Setting> settings;
  std::optional<PresetChoice> preset;
  std::optional<std::filesystem::path> guest;
  std::optional<std::uint64_t> seed;
  std::vector<ConfigTrace> traces;
  ConfigOptions options;
};

/// InputError with file and line for anything that cannot be meant: TOML that does not parse, an
/// unknown key, a run input of the wrong type. Values of parameters are checked as they are
/// applied.
ConfigFile read_config_file(const std::filesystem::path& file);

/// The name of the list of plain traces.
inline constexpr std::string_view kTraceList = "trace";

/// The same of a file that has been read, with the list of traces among its tables; the errors name
/// a key of `others` where that is the nearest.
ConfigFile config_file_of(SettingsFile contents, const std::filesystem::path& folder,
                          std::span<const std::string_view> others = {});

/// The preset that a file names, else the default one.
PresetChoice preset_of(const ConfigFile& file);

/// The parameters in force: the built-in ones, then the preset's, then `settings` in their order.
/// InputError where one is wrong.
Config make_config(const PresetChoice& preset, const std::vector<Setting>& settings);

}  // namespace htabsim
