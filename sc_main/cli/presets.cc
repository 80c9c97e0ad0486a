// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/presets.h"

#include <memory>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
#include "sc_main/config/config_file.h"
#include "sc_main/config/presets.h"

namespace htabsim {

namespace {

constexpr CommandText kPresetsText = {
    .description =
        R"(A preset is a machine: a value for each parameter. Any of them can be changed with --set or in a
TOML file.)",
    .examples = R"(Each parameter of a machine with its unit, source and confidence:

  htabsim presets show power9

What each parameter is and may be:

  htabsim presets show power9 --meanings)"};

const SourceLine kHere{"presets show"};

std::string sources_text(const Preset& preset, const Config& config) {
  TextTable table({{"parameter"}, {"value", Align::kRight}, {"unit"}, {"confidence"}, {"source"}});
  for (const ParameterInfo& parameter : parameter_table()) {
    const ParameterSource source = source_of(parameter, preset);
    table.add_row({std::string(parameter.key), parameter_text(config, parameter),
                   std::string(parameter.unit), std::string(enumerator_name(source.confidence)),
                   source.text});
  }
  return table.text();
}

std::string meanings_text(const Config& config) {
  TextTable table({{"parameter"},
                   {"value", Align::kRight},
                   {"unit"},
                   {"allowed"},
                   {"loaded state"},
                   {"meaning"}});
  for (const ParameterInfo& parameter : parameter_table()) {
    table.add_row({std::string(parameter.key), parameter_text(config, parameter),
                   std::string(parameter.unit), allowed_values(parameter),
                   parameter.shapes == Shapes::kWarmState ? "must agree" : "may differ",
                   std::string(parameter.meaning)});
  }
  return table.text();
}

}  // namespace

ExitCode run_presets_list(std::FILE* out) {
  TextTable table({{"preset"}, {"description"}});
  for (const std::string& name : preset_names()) {
    table.add_row({name, load_preset(name, {"presets list"}).description});
  }
  fmt::print(out, "{}", table.text());
  return ExitCode::kSuccess;
}

ExitCode run_presets_show(const PresetsShowOptions& options, std::FILE* out) {
  const Preset preset = load_preset(options.name, kHere);
  const Config config = make_config({options.name, kHere}, {});
  fmt::print(out, "{}: {}\n\n{}", preset.name, preset.description,
             options.columns == PresetColumns::kMeanings ? meanings_text(config)
                                                         : sources_text(preset, config));
  return ExitCode::kSuccess;
}

void add_presets_command(CommandSyntax& program) {
  CommandSyntax presets =
      program.add_command("presets", "list presets, or show one (default: list)");
  presets.explain(kPresetsText);
  presets.runs(run_presets_list);
  presets.add_command("list", "list the presets there are").runs(run_presets_list);

  const auto options = std::make_shared<PresetsShowOptions>();
  CommandSyntax show = presets.add_command("show", "show every parameter of a preset");
  show.add_value({.name = "NAME",
                  .meaning = "name of the preset",
                  .presence = Presence::kRequired,
                  .value_names = preset_names},
                 options->name);
  show.add_flag(
      {"--meanings", "what each parameter is and may be, instead of where its value is from"},
      [options] { options->columns = PresetColumns::kMeanings; });
  show.runs(options, run_presets_show);
}

}  // namespace htabsim
