// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/statistics_row.h"

#include <cstddef>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/json_writer.h"

namespace htabsim {

namespace {

constexpr std::string_view kMachineDependent = "host";

std::string below(const std::string& key, std::string_view name) {
  return key.empty() ? std::string(name) : fmt::format("{}.{}", key, name);
}

std::string plain_text(const boost::json::value& value) {
  if (value.is_null()) return {};
  if (const boost::json::string* text = value.if_string()) return std::string(*text);
  std::string number = format_json(value);
  number.pop_back();  // the newline
  return number;
}

void append(StatisticsRow& row, const std::string& key, const boost::json::value& value) {
  if (const boost::json::object* object = value.if_object()) {
    for (const auto& member : *object) append(row, below(key, member.key()), member.value());
  } else if (const boost::json::array* array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i)
      append(row, below(key, std::to_string(i)), (*array)[i]);
  } else {
    row.push_back({key, plain_text(value)});
  }
}

/// The columns of a table of several runs.
class Columns {
 public:
  void add(const std::string& key) {
    if (places_.emplace(key, keys_.size()).second) keys_.push_back(key);
  }
  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }
  [[nodiscard]] std::vector<std::string> fields(const StatisticsRow& run) const {
    std::vector<std::string> fields(keys_.size());
    for (const Statistic& statistic : run) fields[places_.at(statistic.key)] = statistic.text;
    return fields;
  }

 private:
  std::vector<std::string> keys_;
  boost::unordered_flat_map<std::string, std::size_t> places_;
};

std::string csv_line(std::vector<std::string> fields) {
  for (std::string& field : fields) field = csv_field(field);
  return fmt::format("{}\n", fmt::join(fields, ","));
}

}  // namespace

StatisticsRow statistics_row(const boost::json::object& stats) {
  StatisticsRow row;
  for (const auto& member : stats) {
    if (member.key() != kMachineDependent) append(row, member.key(), member.value());
  }
  return row;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of("\",\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string statistics_csv(std::span<const StatisticsRow> runs) {
  Columns columns;
  for (const StatisticsRow& run : runs) {
    for (const Statistic& statistic : run) columns.add(statistic.key);
  }
  std::string text = csv_line(columns.keys());
  for (const StatisticsRow& run : runs) text += csv_line(columns.fields(run));
  return text;
}

}  // namespace htabsim
