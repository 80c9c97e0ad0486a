// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/inject_option.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/htab/defect_table.h"

namespace htabsim {

namespace {

std::string_view shows_text(DefectShows shows) {
  switch (shows) {
    case DefectShows::kAlone:
      return "";
    case DefectShows::kReaderRace:
      return "reader against processor";
    case DefectShows::kCpuRace:
      break;
  }
  return "processor against processor";
}

}  // namespace

void add_inject_option(CLI::App& command, std::string& name) {
  command
      .add_option("--inject", name,
                  fmt::format("a deliberate defect; \"{}\" prints those there are", kListDefects))
      ->type_name("NAME");
}

Defect parse_defect(const std::string& name) {
  if (name.empty()) return Defect::none;
  const auto defect = enumerator_from_name<Defect>(name);
  if (defect && *defect != Defect::none) return *defect;
  std::vector<std::string_view> names;
  for (const DefectInfo& info : defect_table()) names.push_back(enumerator_name(info.defect));
  throw UsageError(fmt::format("--inject: there is no defect \"{}\"; the nearest is \"{}\"", name,
                               nearest_name(name, names).value_or("")));
}

ExitCode print_defects(std::FILE* out) {
  TextTable table({{"defect"}, {"breaks"}, {"takes a race of"}, {"meaning"}});
  for (const DefectInfo& info : defect_table()) {
    table.add_row({std::string(enumerator_name(info.defect)),
                   std::string(enumerator_name(info.promise)), std::string(shows_text(info.shows)),
                   std::string(info.meaning)});
  }
  fmt::print(out, "{}", table.text());
  return ExitCode::kSuccess;
}

}  // namespace htabsim
