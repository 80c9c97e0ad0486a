// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_record.h"

#include <optional>
#include <string_view>
#include <variant>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/json_writer.h"

namespace htabsim {

namespace {

constexpr std::string_view kKeys = "keys";
constexpr std::string_view kRunList = "runs";
constexpr std::string_view kId = "id";
constexpr std::string_view kValues = "values";

std::string value_text(const ParameterValue& value) {
  return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

const boost::json::array* array_at(const boost::json::value& value, std::string_view name) {
  const boost::json::object* object = value.if_object();
  const boost::json::value* member = object == nullptr ? nullptr : object->if_contains(name);
  return member == nullptr ? nullptr : member->if_array();
}

/// An array of texts; nothing if it is anything else.
std::optional<std::vector<std::string>> texts_at(const boost::json::value& value,
                                                 std::string_view name) {
  const boost::json::array* array = array_at(value, name);
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const boost::json::value& element : *array) {
    if (!element.is_string()) return std::nullopt;
    texts.emplace_back(element.get_string());
  }
  return texts;
}

boost::json::array array_of(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

[[noreturn]] void refuse_record(const std::string& file) {
  throw InputError(file, InputError::kNoLine, "is no record of a sweep");
}

}  // namespace

std::string values_text(const SweepRecord& record, std::size_t number) {
  std::string text;
  for (std::size_t i = 0; i < record.keys.size(); ++i) {
    text +=
        fmt::format("{}{}={}", i == 0 ? "" : " ", record.keys[i], record.runs[number].values[i]);
  }
  return text;
}

SweepRecord record_of(const SweepPlan& plan) {
  SweepRecord record{plan.keys, {}};
  for (const SweepRun& run : plan.runs) {
    SweepRecord::Run& entry = record.runs.emplace_back();
    entry.id = run.id;
    for (const ParameterValue& value : run.values) entry.values.push_back(value_text(value));
  }
  return record;
}

std::string sweep_record_text(const SweepRecord& record) {
  boost::json::array runs;
  for (const SweepRecord::Run& run : record.runs) {
    runs.push_back(boost::json::object{{kId, run.id}, {kValues, array_of(run.values)}});
  }
  return format_json(boost::json::object{{kKeys, array_of(record.keys)}, {kRunList, runs}});
}

SweepRecord parse_sweep_record(const std::string& file, const std::string& text) {
  boost::system::error_code error;
  const boost::json::value contents = boost::json::parse(text, error);
  const auto keys = error ? std::nullopt : texts_at(contents, kKeys);
  const boost::json::array* runs = error ? nullptr : array_at(contents, kRunList);
  if (!keys || runs == nullptr) refuse_record(file);
  SweepRecord record{*keys, {}};
  for (const boost::json::value& entry : *runs) {
    const boost::json::object* object = entry.if_object();
    const boost::json::value* id = object == nullptr ? nullptr : object->if_contains(kId);
    const auto values = texts_at(entry, kValues);
    if (id == nullptr || !id->is_string() || !values || values->size() != keys->size()) {
      refuse_record(file);
    }
    record.runs.push_back({std::string(id->get_string()), *values});
  }
  return record;
}

}  // namespace htabsim
