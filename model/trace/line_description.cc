// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_description.h"

#include <algorithm>
#include <iterator>
#include <map>

#include <boost/algorithm/string/case_conv.hpp>
#include <fmt/core.h>

#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/description_words.h"
#include "htabsim/model/trace/line_items.h"
#include "htabsim/model/trace/named_line_formats.h"

namespace htabsim {

namespace {

constexpr std::string_view kPartNames[] = {"fields", "sep",   "base", "size", "fetch-size",
                                           "kind",   "kinds", "skip", "end"};

constexpr std::string_view kUsualKinds =
    "l:load ld:load load:load r:load rd:load read:load readd:load "
    "s:store st:store store:store w:store wr:store write:store "
    "i:fetch if:fetch fetch:fetch ifetch:fetch instr:fetch readi:fetch m:modify modify:modify "
    "rmw:modify process:process fork:fork exit:exit";

struct KindName {
  std::string_view name;
  std::optional<PlainAccessKind> kind;
};

constexpr KindName kKindNames[] = {
    {"load", PlainAccessKind::kLoad},       {"store", PlainAccessKind::kStore},
    {"fetch", PlainAccessKind::kFetch},     {"modify", PlainAccessKind::kModify},
    {"process", PlainAccessKind::kProcess}, {"fork", PlainAccessKind::kFork},
    {"exit", PlainAccessKind::kExit},       {"none", std::nullopt}};

struct SeparatorName {
  std::string_view name;
  char separator;
  bool blanks_separate;
};

constexpr SeparatorName kSeparatorNames[] = {{"any", ',', true},
                                             {"blank", '\0', true},
                                             {"comma", ',', false},
                                             {"semicolon", ';', false},
                                             {"tab", '\t', false}};

/// The named format at its beginning, and its parts by their names.
struct LineDescription {
  std::string_view base;
  std::map<std::string_view, std::string_view> parts;

  [[nodiscard]] std::string_view part(std::string_view name, std::string_view otherwise) const {
    const auto found = parts.find(name);
    return found == parts.end() ? otherwise : found->second;
  }
};

LineDescription split_description(std::string_view text) {
  LineDescription description;
  for (const std::string_view part : split_unquoted(text, ";")) {
    const std::size_t equals = part.find('=');
    if (equals == part.npos || equals > part.find('\'')) {
      if (!description.base.empty() || !description.parts.empty())
        throw UsageError(fmt::format("format: '{}' is not of the form WHAT=VALUE", part));
      description.base = part;
      continue;
    }
    const std::string_view name = trimmed(part.substr(0, equals));
    if (std::find(std::begin(kPartNames), std::end(kPartNames), name) == std::end(kPartNames))
      fail_unknown_name("part", name, {std::begin(kPartNames), std::end(kPartNames)});
    if (!description.parts.emplace(name, trimmed(part.substr(equals + 1))).second)
      throw UsageError(fmt::format("format: {} is there twice", name));
  }
  return description;
}

LineDescription with_parts_of_base(LineDescription description) {
  if (description.base.empty()) return description;
  const NamedLineFormat& base = row_named("format", description.base, named_line_formats());
  description.parts.merge(split_description(base.description).parts);
  return description;
}

std::uint16_t parse_access_size(std::string_view part, std::string_view text) {
  const auto size = whole_number<std::uint16_t>(text);
  if (!size || *size == 0 || *size > kMaxAccessBytes) {
    throw UsageError(
        fmt::format("format: {} is '{}', not a number from 1 to {}", part, text, kMaxAccessBytes));
  }
  return *size;
}

std::vector<KindWord> parse_kind_words(std::string_view text) {
  std::vector<KindWord> kinds;
  for (const std::string_view entry : split_unquoted(text, " \t,")) {
    const std::size_t colon = entry.rfind(':');
    if (colon == entry.npos || colon == 0)
      throw UsageError(fmt::format("format: kinds has '{}', not WORD:KIND as in R:load", entry));
    kinds.push_back({boost::algorithm::to_lower_copy(std::string(entry.substr(0, colon))),
                     row_named("kind", entry.substr(colon + 1), kKindNames).kind});
  }
  if (kinds.empty()) throw UsageError("format: kinds has no word");
  return kinds;
}

std::vector<std::string> parse_skipped(std::string_view text) {
  std::vector<std::string> patterns;
  for (const std::string_view quoted : split_unquoted(text, " \t,")) {
    patterns.push_back(unquoted("skip", quoted));
  }
  return patterns;
}

void read_fields(LineFormat& format, const LineDescription& description) {
  format.fields = description.part("fields", "");
  if (format.fields.empty()) {
    throw UsageError(
        "format: there is no part fields=..., which says what is in a line, as in "
        "fields=kind,address,size");
  }
  format.header = format.fields == "header";
  if (!format.header) format.steps = compile_line_items(format);
}

}  // namespace

LineFormat parse_line_format(std::string_view text) {
  const LineDescription description = with_parts_of_base(split_description(text));
  LineFormat format;
  format.name = description.base;
  format.base = number_base_named(description.part("base", "auto"));
  const std::string_view size = description.part("size", "1");
  format.size = parse_access_size("size", size);
  format.fetch_size = parse_access_size("fetch-size", description.part("fetch-size", size));
  format.kind = row_named("kind", description.part("kind", "none"), kKindNames).kind;
  format.kinds = parse_kind_words(description.part("kinds", kUsualKinds));
  format.skip = parse_skipped(description.part("skip", ""));
  const std::string_view end = description.part("end", "");
  if (!end.empty()) format.end = unquoted("end", end);
  const auto& separator = row_named("separator", description.part("sep", "any"), kSeparatorNames);
  format.separator = separator.separator;
  format.blanks_separate = separator.blanks_separate;
  read_fields(format, description);
  return format;
}

}  // namespace htabsim
