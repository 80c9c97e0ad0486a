// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/presets.h"

#include <memory>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
#include "sc_main/cli/option_binding.h"
#include "sc_main/config/config_file.h"
#include "sc_main/config/presets.h"

namespace htabsim {

namespace {

const SourceLine kHere{"presets show"};

ParameterSource source_of(const ParameterInfo& parameter, const Preset& preset) {
  const auto own = preset.sources.find(std::string(parameter.key));
  if (own != preset.sources.end()) return own->second;
  return {std::string(parameter.source), parameter.confidence};
}

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
  TextTable table({{"parameter"}, {"value", Align::kRight}, {"unit"}, {"allowed"}, {"meaning"}});
  for (const ParameterInfo& parameter : parameter_table()) {
    table.add_row({std::string(parameter.key), parameter_text(config, parameter),
                   std::string(parameter.unit), allowed_values(parameter),
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

void add_presets_command(CLI::App& app, Command& chosen) {
  CLI::App& presets = *app.add_subcommand("presets", "list presets, or show one (default: list)");
  presets.callback([&presets, &chosen] {
    if (presets.get_subcommands().empty()) chosen = run_presets_list;
  });

  CLI::App& list = *presets.add_subcommand("list", "list the presets there are");
  list.callback([&chosen] { chosen = run_presets_list; });

  const auto options = std::make_shared<PresetsShowOptions>();
  CLI::App& show = *presets.add_subcommand("show", "show every parameter of a preset");
  show.add_option("NAME", options->name, "name of the preset")->required();
  show.add_flag_callback(
      "--meanings", [options] { options->columns = PresetColumns::kMeanings; },
      "what each parameter is and may be, instead of where its value is from");
  choose_on_parse(show, options, run_presets_show, chosen);
}

}  // namespace htabsim
