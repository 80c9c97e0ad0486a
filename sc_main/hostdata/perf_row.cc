// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/perf_row.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/number_text.h"

namespace htabsim {

namespace {

using Fields = std::vector<std::string>;

constexpr std::string_view kNotCounted = "<not counted>";
constexpr std::string_view kNotSupported = "<not supported>";
constexpr std::string_view kSummary = "summary";

/// At separators, but not at those within quotation marks, which are taken away.
Fields split_quoted(std::string_view line, char separator) {
  Fields fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      fields.back() = trimmed(fields.back());
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) throw FieldError("a quotation mark is not closed");
  fields.back() = trimmed(fields.back());
  return fields;
}

/// What perf was told to put between columns (-x); a comma stands first.
constexpr std::string_view kSeparators = ",;\t|";

bool is_number(std::string_view field) { return plain_number(field).has_value(); }

bool is_count(std::string_view field) {
  return is_number(field) || field == kNotCounted || field == kNotSupported;
}

bool can_be_unit(std::string_view field) { return !is_number(field) && !field.starts_with('<'); }

bool can_be_event(std::string_view field) {
  if (field.empty()) return false;
  const char first = field.front();
  return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') || first == '_';
}

/// Before the count there may be a time, a place, and how many processors the place has.
constexpr std::size_t kMostColumnsBefore = 3;

std::optional<std::size_t> find_count(const Fields& fields) {
  for (std::size_t at = 0; at <= kMostColumnsBefore && at + 2 < fields.size(); ++at) {
    if (is_count(fields[at]) && can_be_unit(fields[at + 1]) && can_be_event(fields[at + 2])) {
      return at;
    }
  }
  return std::nullopt;
}

/// A metric alone: the columns of count, unit and event are there and empty.
bool has_metric_only(const Fields& fields) {
  constexpr Fields::difference_type kEmpty = 3;
  return std::search_n(fields.begin(), fields.end(), kEmpty, std::string()) != fields.end();
}

/// A line's columns, the first of them that is the count if there is one, and what separates them.
struct Columns {
  Fields fields;
  std::optional<std::size_t> count;
  char separator = ',';
};

/// With the first separator that makes a row of the line, or else with commas.
Columns columns_of(std::string_view line) {
  for (const char separator : kSeparators) {
    Fields fields = split_quoted(line, separator);
    const auto count = find_count(fields);
    if (count || has_metric_only(fields)) return {std::move(fields), count, separator};
  }
  return {split_quoted(line, ','), std::nullopt};
}

/// Puts an event like cpu/event=1,umask=2/ together again, which is in no quotation marks.
void join_event(Fields& fields, std::size_t at) {
  if (std::ranges::count(fields[at], '/') != 1) return;
  const auto begin = fields.begin() + static_cast<std::ptrdiff_t>(at);
  const auto last = std::find_if(begin + 1, fields.end(),
                                 [](const std::string& f) { return f.find('/') != f.npos; });
  if (last == fields.end()) return;
  for (auto part = begin + 1; part <= last; ++part) *begin += ',' + *part;
  fields.erase(begin + 1, last + 1);
}

void take_columns_before(PerfRow& row, std::span<const std::string> before) {
  if (!before.empty() && (is_number(before.front()) || before.front() == kSummary)) {
    if (before.front() != kSummary) row.interval = before.front();
    before = before.subspan(1);
  }
  for (const std::string& column : before) row.place += column + ' ';
}

bool is_spread(std::string_view field) { return field.ends_with('%'); }

/// How long the event was counted: after the event's control group and the spread of repeated
/// runs, either of which may be missing.
void take_columns_after(PerfRow& row, std::span<const std::string> after) {
  if (!after.empty() && !is_number(after.front()) && !is_spread(after.front())) {
    row.cgroup = after.front();
    after = after.subspan(1);
  }
  if (!after.empty() && is_spread(after.front())) {
    if (!is_number(std::string_view(after.front()).substr(0, after.front().size() - 1))) {
      throw FieldError(fmt::format("the spread is '{}', not a percentage", after.front()));
    }
    after = after.subspan(1);
  }
  if (std::ranges::all_of(after, [](const std::string& field) { return field.empty(); })) return;
  const auto run = whole_number<std::uint64_t>(after.front());
  if (!run) {
    throw FieldError(
        fmt::format("the time counted is '{}', not a whole number of ns", after.front()));
  }
  if (after.size() < 2) throw FieldError("the line ends before the percentage counted");
  row.run_ns = static_cast<double>(*run);
  row.percent = plain_number(after[1]);
  constexpr double kAll = 100;
  if (!row.percent || *row.percent > kAll) {
    throw FieldError(
        fmt::format("the percentage counted is '{}', not a number from 0 to 100", after[1]));
  }
}

}  // namespace

void take_count(PerfRow& row, std::string_view field) {
  row.state = field == kNotCounted     ? PerfCount::kNotCounted
              : field == kNotSupported ? PerfCount::kNotSupported
                                       : PerfCount::kCounted;
  row.count = plain_number(field).value_or(0);
}

std::optional<PerfRow> parse_perf_row(std::string_view line) {
  const std::string_view text = trimmed(line);
  if (text.empty() || text.starts_with('#')) return std::nullopt;
  auto [fields, at, separator] = columns_of(text);
  if (!at) {
    if (has_metric_only(fields)) return std::nullopt;
    throw FieldError(
        "no column has a count that a unit and an event's name follow, as `perf stat -x,` has "
        "them");
  }
  if (separator == ',') join_event(fields, *at + 2);
  PerfRow row;
  const std::span<const std::string> columns = fields;
  take_columns_before(row, columns.first(*at));
  take_count(row, fields[*at]);
  row.unit = fields[*at + 1];
  row.event = fields[*at + 2];
  take_columns_after(row, columns.subspan(*at + 3));
  return row;
}

std::string event_name(std::string_view event) {
  std::string_view name = event;
  if (const auto open = event.find('/'); open != event.npos) {
    const std::string_view terms = event.substr(open + 1, event.rfind('/') - open - 1);
    constexpr std::string_view kName = "name=";
    const auto named = terms.find(kName);
    if (named != terms.npos && (named == 0 || terms[named - 1] == ',')) {
      name = terms.substr(named + kName.size());
      name = name.substr(0, name.find(','));
    } else if (const std::string_view first = terms.substr(0, terms.find(','));
               !first.empty() && first.find('=') == first.npos) {
      name = first;
    }
  } else if (const auto colon = event.rfind(':');
             colon != event.npos && colon != 0 &&
             event.find_first_not_of("ukhvGHIpPSDWeb", colon + 1) == event.npos) {
    name = event.substr(0, colon);
  }
  std::string result(name);
  if (boost::algorithm::istarts_with(result, "PM_")) boost::algorithm::to_upper(result);
  return result;
}

}  // namespace htabsim
