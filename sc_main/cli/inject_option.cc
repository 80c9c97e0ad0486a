// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/inject_option.h"

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
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

void add_inject_option(CommandSyntax& command, std::string& name) {
  command.add_value(
      {"--inject", fmt::format("a deliberate defect; \"{}\" prints those there are", kListDefects),
       "NAME"},
      name);
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
