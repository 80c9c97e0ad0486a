// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_script.h"

#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/hpt/geometry.h"

namespace htabsim {

namespace {

void note_comment(HtabScript& script, std::uint64_t line, std::string_view text) {
  constexpr std::string_view kRequires = "# requires: ";
  if (text.starts_with("# quirk")) script.parsing = HtabWriteParsing::reference;
  if (!text.starts_with(kRequires)) return;
  text.remove_prefix(kRequires.size());
  script.requirements.push_back({line, std::string(text.substr(0, text.find(' ')))});
}

}  // namespace

HtabScript parse_htab_script(std::istream& stream, const std::string& file) {
  HtabScript script;
  script.file = file;
  std::string text;
  for (std::uint64_t number = 1; std::getline(stream, text); ++number) {
    if (stream.eof()) throw InputError(file, number, "the file ends within this line");
    if (text.starts_with('#')) {
      note_comment(script, number, text);
      continue;
    }
    const HtabScriptLine& line = script.lines.emplace_back(std::move(text), file, number);
    if (line.operation() == "hpt") script.table_orders.push_back(table_order(line));
  }
  if (script.lines.empty()) throw InputError(file, InputError::kNoLine, "holds no operation");
  return script;
}

unsigned table_order(const HtabScriptLine& line) {
  if (line.arguments() != 2 || line.argument(0) != "order") line.fail("`hpt order K` is meant");
  const std::uint64_t order = line.decimal(1, HptGeometry::kMaxOrder);
  if (order < HptGeometry::kMinOrder) line.fail(fmt::format("no table has order {}", order));
  return static_cast<unsigned>(order);
}

}  // namespace htabsim
