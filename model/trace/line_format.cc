// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_format.h"

#include <algorithm>

#include <boost/algorithm/string/case_conv.hpp>
#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

/// What a header may call the columns.
constexpr LineItemName kColumnNames[] = {{"address", LineItem::kAddress},
                                         {"addr", LineItem::kAddress},
                                         {"ea", LineItem::kAddress},
                                         {"vaddr", LineItem::kAddress},
                                         {"kind", LineItem::kKind},
                                         {"op", LineItem::kKind},
                                         {"type", LineItem::kKind},
                                         {"rw", LineItem::kKind},
                                         {"r/w", LineItem::kKind},
                                         {"size", LineItem::kSize},
                                         {"bytes", LineItem::kSize},
                                         {"thread", LineItem::kThread},
                                         {"tid", LineItem::kThread},
                                         {"processor", LineItem::kProcessor},
                                         {"cpu", LineItem::kProcessor},
                                         {"pc", LineItem::kPc},
                                         {"ip", LineItem::kPc},
                                         {"real", LineItem::kReal},
                                         {"paddr", LineItem::kReal},
                                         {"phys_addr", LineItem::kReal},
                                         {"page", LineItem::kPage},
                                         {"page_size", LineItem::kPage},
                                         {"data_page_size", LineItem::kPage}};

LineItem column_item(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kColumnNames), std::end(kColumnNames),
                   [name](const LineItemName& row) { return row.name == name; });
  return found == std::end(kColumnNames) ? LineItem::kSkip : found->item;
}

std::string column_name(std::string_view field) {
  std::string_view bare = trimmed(field);
  if (bare.size() > 1 && bare.front() == '"' && bare.back() == '"')
    bare = trimmed(bare.substr(1, bare.size() - 2));
  return boost::algorithm::to_lower_copy(std::string(bare));
}

std::vector<std::string> header_fields(const LineFormat& format, std::string_view header) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (header.starts_with(kByteOrderMark)) header.remove_prefix(kByteOrderMark.size());
  return format.separator == 0 ? words_of(header) : split(header, format.separator);
}

bool has_column(const LineFormat& format, LineItem item) {
  return std::any_of(format.steps.begin(), format.steps.end(),
                     [item](const LineStep& step) { return step.item == item; });
}

void add_column(LineFormat& format, std::string_view name) {
  const LineItem item = column_item(name);
  if (item != LineItem::kSkip && has_column(format, item))
    throw FieldError(fmt::format("two columns give the {}", htabsim::name(item)));
  LineStep& step = format.steps.emplace_back();
  step.item = item;
  if (is_address(item)) step.base = format.base;
  format.fields += fmt::format("{}{}", format.fields.empty() ? "" : ",", name);
}

}  // namespace

LineFormat with_columns(const LineFormat& format, std::string_view header) {
  LineFormat columns = format;
  columns.header = false;
  columns.fields.clear();
  for (const std::string& field : header_fields(format, header)) {
    add_column(columns, column_name(field));
  }
  if (!has_column(columns, LineItem::kAddress))
    throw FieldError("no column of the header is named address (or addr, ea, vaddr)");
  if (!has_column(columns, LineItem::kKind) && !format.kind) {
    throw FieldError(
        "no column of the header is named kind (or op, type, rw), and no kind=load stands for it");
  }
  return columns;
}

}  // namespace htabsim
