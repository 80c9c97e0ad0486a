// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/pass_table.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

using Fields = std::vector<std::string>;

constexpr std::string_view kPass = "pass";
constexpr std::string_view kGuestStopped = "guest_stopped";

constexpr std::array<std::string_view, 11> kColumns = {
    kPass,    kGuestStopped, "reads",       "groups",           "valid", "invalid", "bytes",
    "cycles", "time_us",     "begin_cycle", "changed_meanwhile"};

/// Where a column's figure goes; null for a column that is none.
std::optional<double> ObservedPass::*figure_member(std::string_view column) {
  if (column == "reads") return &ObservedPass::reads;
  if (column == "groups") return &ObservedPass::groups;
  if (column == "valid") return &ObservedPass::valid;
  if (column == "invalid") return &ObservedPass::invalid;
  if (column == "bytes") return &ObservedPass::bytes;
  if (column == "cycles") return &ObservedPass::cycles;
  if (column == "time_us") return &ObservedPass::time_us;
  return nullptr;
}

bool is_figure(std::string_view column) { return figure_member(column) != nullptr; }

Fields split_columns(std::string_view line) {
  Fields fields = split(line, ',');
  for (std::string& field : fields) field = std::string(trimmed(field));
  return fields;
}

Fields read_columns(LineReader& lines) {
  std::string_view line;
  if (!lines.next(line)) {
    throw InputError(lines.file_name(), InputError::kNoLine,
                     "is empty; its first line names the columns");
  }
  Fields columns = split_columns(line);
  for (auto column = columns.begin(); column != columns.end(); ++column) {
    if (std::ranges::find(kColumns, *column) == kColumns.end()) {
      lines.fail(fmt::format(R"(unknown column "{}"; the nearest is "{}")", *column,
                             *nearest_name(*column, kColumns)));
    }
    if (std::find(columns.begin(), column, *column) != column) {
      lines.fail(fmt::format("column \"{}\" is there twice", *column));
    }
  }
  if (std::ranges::none_of(columns, is_figure)) {
    lines.fail("no column has a figure: reads, groups, valid, invalid, bytes, cycles or time_us");
  }
  return columns;
}

/// A row of the table, read with the columns' names.
class RowReader {
 public:
  RowReader(const LineReader& lines, const Fields& columns) : lines_(lines), columns_(columns) {}

  ObservedPass read(std::string_view line, std::uint64_t number) const {
    const Fields fields = split_columns(line);
    if (fields.size() != columns_.size()) {
      lines_.fail(
          fmt::format("{} fields where {} columns are named", fields.size(), columns_.size()));
    }
    ObservedPass pass;
    for (std::size_t i = 0; i < fields.size(); ++i) take(pass, columns_[i], fields[i], number);
    return pass;
  }

 private:
  void take(ObservedPass& pass, const std::string& column, const std::string& field,
            std::uint64_t number) const {
    const auto value = plain_number(field);
    if (!value) lines_.fail(fmt::format("{} is '{}', not a number", column, field));
    if (column == kPass && *value != static_cast<double>(number)) {
      lines_.fail(fmt::format("pass is {}, where {} comes next", field, number));
    }
    if (column == kGuestStopped) {
      if (*value != 0 && *value != 1) {
        lines_.fail(fmt::format("guest_stopped is '{}', neither 0 nor 1", field));
      }
      pass.guest_stopped = *value == 1;
    }
    if (const auto member = figure_member(column)) pass.*member = *value;
  }

  const LineReader& lines_;
  const Fields& columns_;
};

}  // namespace

std::vector<ObservedPass> read_pass_table(const std::filesystem::path& file) {
  LineReader lines{InputFile(file, InputFile::kKeptBytes)};
  const Fields columns = read_columns(lines);
  const RowReader rows(lines, columns);
  std::vector<ObservedPass> passes;
  for (std::string_view line; lines.next(line);) {
    if (trimmed(line).empty()) continue;
    passes.push_back(rows.read(line, passes.size() + 1));
  }
  if (passes.empty()) {
    throw InputError(lines.file_name(), InputError::kNoLine, "names columns but has no pass");
  }
  return passes;
}

}  // namespace htabsim
