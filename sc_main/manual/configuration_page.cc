// SPDX-License-Identifier: Apache-2.0
#include "sc_main/manual/configuration_page.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "sc_main/config/config_file.h"
#include "sc_main/config/presets.h"

namespace htabsim {

namespace {

const SourceLine kHere{"the page of parameters"};

constexpr std::string_view kHead =
    R"(<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- tools/configuration-page writes this page from the table of parameters and the presets. -->
# Parameters

Every parameter of a simulated machine, by part, with its value in each preset; **bold** where it is not
that of power8, which is built in. Each can be set with `--set KEY=VALUE` or in a TOML file
([options.md](options.md#parameters) says how, and which units and suffixes a number may have):

    build/htabsim run --trace traces/sort.lackey.zst --preset power9 --set mmu.tlb_entries=512

`htabsim presets show NAME` prints the same of one preset. A parameter with † shapes what a warm-up leaves:
with `--load-state` it must be as it was with `--save-state`.

*Confidence* says how far a figure can be relied on: `high`, `medium` or `low` of one that has a source, and
`knob` of one that has no true value or no published one. "isa-facts L" is a section of
[facts/isa-facts.md](facts/isa-facts.md), an R with a number one of
[facts/htab-semantics.md](facts/htab-semantics.md).
)";

struct PartTitle {
  std::string_view part;
  std::string_view title;
};

constexpr PartTitle kTitles[] = {
    {"clock", "the core's clock"},
    {"cpu", "processors"},
    {"mmu", "translation caches and table walkers"},
    {"memory", "caches, memory and the order of storage"},
    {"tlbie", "invalidation"},
    {"papr", "whose hcalls these are"},
    {"hypervisor", "hcalls and storage interrupts"},
    {"htab", "KVM's HTAB descriptor"},
    {"migration", "the client that migrates"},
    {"guest", "the guest, and the modelled kernel of plain traces"},
    {"host_memory", "the host's memory, and what it does to the guest's"},
};

struct LoadedPreset {
  Preset preset;
  Config config;
};

std::vector<LoadedPreset> loaded_presets() {
  std::vector<LoadedPreset> presets;
  for (const std::string& name : preset_names())
    presets.push_back({load_preset(name, kHere), make_config({name, kHere}, {})});
  return presets;
}

std::string_view part_of(const ParameterInfo& parameter) {
  return parameter.key.substr(0, parameter.key.find('.'));
}

std::string_view title_of(std::string_view part) {
  const auto* const found = std::ranges::find(kTitles, part, &PartTitle::part);
  if (found == std::end(kTitles)) throw std::logic_error(fmt::format("\"{}\" has no title", part));
  return found->title;
}

/// Text in a cell of a table: what Markdown would take for markup is not.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("|*_[]<>").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string value_cells(const ParameterInfo& parameter, const std::vector<LoadedPreset>& presets) {
  const std::string built_in = parameter_text(Config{}, parameter);
  std::string cells;
  for (const LoadedPreset& each : presets) {
    const std::string value = parameter_text(each.config, parameter);
    const std::string shown = value.empty() ? "-" : cell(value);
    cells += value == built_in ? fmt::format(" {} |", shown) : fmt::format(" **{}** |", shown);
  }
  return cells;
}

std::string value_table(const std::vector<const ParameterInfo*>& parameters,
                        const std::vector<LoadedPreset>& presets) {
  std::string table = "| parameter |";
  for (const LoadedPreset& each : presets) table += fmt::format(" {} |", each.preset.name);
  table += " unit | may be | meaning |\n|---|";
  for (std::size_t each = 0; each < presets.size(); ++each) table += "--:|";
  table += "---|---|---|\n";
  for (const ParameterInfo* parameter : parameters) {
    table += fmt::format("| `{}`{} |{} {} | {} | {} |\n", parameter->key,
                         parameter->shapes == Shapes::kWarmState ? " †" : "",
                         value_cells(*parameter, presets), cell(parameter->unit),
                         cell(allowed_values(*parameter)), cell(parameter->meaning));
  }
  return table;
}

/// A source and what comes from it.
struct SourceRow {
  ParameterSource source;
  std::vector<std::string> parameters;
};

void add_source(std::vector<SourceRow>& rows, const ParameterSource& source, std::string name) {
  auto row = std::ranges::find(rows, source, &SourceRow::source);
  if (row == rows.end()) row = rows.insert(rows.end(), {source, {}});
  row->parameters.push_back(std::move(name));
}

/// A row for each source: many parameters share theirs.
std::vector<SourceRow> source_rows(const std::vector<const ParameterInfo*>& parameters,
                                   const std::vector<LoadedPreset>& presets) {
  std::vector<SourceRow> rows;
  for (const ParameterInfo* parameter : parameters) {
    const ParameterSource built_in{std::string(parameter->source), parameter->confidence};
    add_source(rows, built_in, fmt::format("`{}`", parameter->key));
    for (const LoadedPreset& each : presets) {
      const ParameterSource own = source_of(*parameter, each.preset);
      if (own == built_in) continue;
      add_source(rows, own, fmt::format("`{}` of {}", parameter->key, each.preset.name));
    }
  }
  return rows;
}

std::string source_table(const std::vector<SourceRow>& rows) {
  std::string table = "| value of | confidence | source |\n|---|---|---|\n";
  for (const SourceRow& row : rows) {
    table += fmt::format("| {} | {} | {} |\n", fmt::join(row.parameters, ", "),
                         enumerator_name(row.source.confidence), cell(row.source.text));
  }
  return table;
}

std::string preset_list(const std::vector<LoadedPreset>& presets) {
  std::string table = "\n| preset | is |\n|---|---|\n";
  for (const LoadedPreset& each : presets)
    table += fmt::format("| {} | {} |\n", each.preset.name, cell(each.preset.description));
  return table;
}

}  // namespace

std::string configuration_page() {
  const std::vector<LoadedPreset> presets = loaded_presets();
  std::string page(kHead);
  page += preset_list(presets);
  const auto table = parameter_table();
  for (auto at = table.begin(); at != table.end();) {
    const std::string_view part = part_of(*at);
    std::vector<const ParameterInfo*> parameters;
    for (; at != table.end() && part_of(*at) == part; ++at) parameters.push_back(&*at);
    page += fmt::format("\n## {}: {}\n\n{}\nWhere these values are from:\n\n{}", part,
                        title_of(part), value_table(parameters, presets),
                        source_table(source_rows(parameters, presets)));
  }
  return page;
}

}  // namespace htabsim
