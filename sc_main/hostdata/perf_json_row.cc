// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/perf_json_row.h"

#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/number_text.h"

namespace htabsim {

namespace {

/// Where a count was taken, if perf was asked to split it.
constexpr std::string_view kPlaces[] = {"socket", "die",  "cluster", "cache",
                                        "node",   "core", "cpu",     "thread"};

/// A member's text, or a number as text; empty if it is missing.
std::string text_of(const boost::json::object& row, std::string_view key) {
  const boost::json::value* value = row.if_contains(key);
  if (value == nullptr) return {};
  if (const auto* text = value->if_string())
    return std::string(trimmed({text->data(), text->size()}));
  return boost::json::serialize(*value);
}

std::optional<double> number_of(const boost::json::object& row, std::string_view key) {
  const boost::json::value* value = row.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

boost::json::object object_of(std::string_view line) {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse({line.data(), line.size()}, error);
  if (error) throw FieldError(fmt::format("is not JSON: {}", error.message()));
  if (!value.is_object()) throw FieldError("is no JSON object");
  return std::move(value.get_object());
}

void check_count(const std::string& count) {
  if (plain_number(count) || count == "<not counted>" || count == "<not supported>") return;
  throw FieldError(fmt::format("counter-value is '{}', not a number", count));
}

}  // namespace

bool is_perf_json(std::string_view line) { return trimmed(line).starts_with('{'); }

std::optional<PerfRow> parse_perf_json_row(std::string_view line) {
  const boost::json::object object = object_of(trimmed(line));
  if (!object.contains("counter-value") && object.contains("metric-value")) return std::nullopt;
  PerfRow row;
  row.event = text_of(object, "event");
  if (row.event.empty()) throw FieldError("has no event, as lines of `perf stat -j` have");
  const std::string count = text_of(object, "counter-value");
  check_count(count);
  take_count(row, count);
  row.unit = text_of(object, "unit");
  row.interval = text_of(object, "interval");
  row.cgroup = text_of(object, "cgroup");
  for (const std::string_view place : kPlaces) {
    const std::string text = text_of(object, place);
    if (!text.empty()) row.place += text + ' ';
  }
  row.run_ns = number_of(object, "event-runtime");
  row.percent = number_of(object, "pcnt-running");
  return row;
}

}  // namespace htabsim
