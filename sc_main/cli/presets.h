// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// What `presets show` says of each parameter beside its value.
enum class PresetColumns : std::uint8_t { kSources, kMeanings };

struct PresetsShowOptions {
  std::string name;
  PresetColumns columns = PresetColumns::kSources;
};

ExitCode run_presets_list(std::FILE* out);
ExitCode run_presets_show(const PresetsShowOptions& options, std::FILE* out);

void add_presets_command(CommandSyntax& program);

}  // namespace htabsim
