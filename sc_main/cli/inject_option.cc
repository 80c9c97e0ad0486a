// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/inject_option.h"

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/htab/defect_table.h"
#include "sc_main/cli/value_names.h"

namespace htabsim {

void add_inject_option(CommandSyntax& command, std::string& name) {
  command.add_value(
      {.name = "--inject",
       .meaning = fmt::format("a deliberate defect; \"{}\" prints those there are", kListDefects),
       .value = "NAME",
       .value_names = defect_value_names},
      name);
}

ExitCode print_defects(std::FILE* out) {
  TextTable table({{"defect"}, {"breaks"}, {"meaning"}, {"a command that shows it"}});
  for (const DefectInfo& info : defect_table()) {
    const std::string name(enumerator_name(info.defect));
    table.add_row({name, std::string(info.promise), std::string(info.meaning),
                   fmt::format("htabsim {} --inject {}", info.shown_by, name)});
  }
  fmt::print(out, "{}", table.text());
  return ExitCode::kSuccess;
}

}  // namespace htabsim
