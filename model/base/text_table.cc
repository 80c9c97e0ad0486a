// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/text_table.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include <fmt/format.h>

namespace htabsim {

namespace {

std::string aligned_line(const std::vector<std::string>& cells, const std::vector<Column>& columns,
                         const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) line += "  ";
    line += columns[i].align == Align::kRight ? fmt::format("{:>{}}", cells[i], widths[i])
                                              : fmt::format("{:<{}}", cells[i], widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

}  // namespace

void TextTable::add_row(std::vector<std::string> cells) {
  assert(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::string> headers;
  for (const Column& column : columns_) headers.push_back(column.header);

  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = headers[i].size();
    for (const auto& row : rows_) width = std::max(width, row[i].size());
    widths.push_back(width);
  }

  std::string text = aligned_line(headers, columns_, widths);
  for (const auto& row : rows_) text += aligned_line(row, columns_, widths);
  return text;
}

std::string grouped(std::uint64_t number) { return grouped(std::to_string(number)); }

std::string grouped(std::string digits) {
  for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4) {
    digits.insert(digits.size() - from_end, 1, ',');
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view what) {
  return fmt::format("{} {}{}", grouped(number), what, number == 1 ? "" : "s");
}

std::string percentage(std::uint64_t part, std::uint64_t whole) {
  const double share = whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{:.2f} %", 100.0 * share);
}

}  // namespace htabsim
