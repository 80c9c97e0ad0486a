// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_record.h"

#include <exception>
#include <variant>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/json_writer.h"

namespace htabsim {

namespace {

std::string value_text(const ParameterValue& value) {
  return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

}  // namespace

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
    runs.push_back({{"id", run.id}, {"values", boost::json::value_from(run.values)}});
  }
  return format_json({{"keys", boost::json::value_from(record.keys)}, {"runs", std::move(runs)}});
}

SweepRecord parse_sweep_record(const std::string& file, const std::string& text) {
  using boost::json::value_to;
  try {
    const boost::json::value contents = boost::json::parse(text);
    SweepRecord record{value_to<std::vector<std::string>>(contents.at("keys")), {}};
    for (const boost::json::value& run : contents.at("runs").as_array()) {
      record.runs.push_back({value_to<std::string>(run.at("id")),
                             value_to<std::vector<std::string>>(run.at("values"))});
    }
    return record;
  } catch (const std::exception& error) {
    throw InputError(file, InputError::kNoLine,
                     fmt::format("is no sweep's record: {}", error.what()));
  }
}

}  // namespace htabsim
