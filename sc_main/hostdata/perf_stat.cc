// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/perf_stat.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/line_reader.h"
#include "sc_main/hostdata/event_rates.h"
#include "sc_main/hostdata/perf_json_row.h"
#include "sc_main/hostdata/perf_row.h"

namespace htabsim {

namespace {

/// All rows of one event.
class EventSum {
 public:
  void add(const PerfRow& row) {
    ++rows_;
    forms_.insert(row.event);
    if (row.state == PerfCount::kNotSupported) ++unsupported_;
    if (row.state != PerfCount::kCounted) return;
    ++counted_;
    unit_ = row.unit;
    auto& [sum, times] = counts_[{row.interval, row.place, row.cgroup, row.event}];
    sum += row.count;
    ++times;
    if (row.run_ns && row.percent && *row.percent > 0) {
      run_ns_ += *row.run_ns;
      enabled_ns_ += *row.run_ns * 100 / *row.percent;
    }
  }

  [[nodiscard]] Figure figure(const std::string& name) const {
    if (counted_ == 0) {
      return {name, unit_, std::nullopt, unsupported_ == rows_ ? "not supported" : "not counted"};
    }
    double value = 0;
    for (const auto& [key, counts] : counts_) value += counts.first / counts.second;
    return {name, unit_, value, note(name)};
  }

 private:
  [[nodiscard]] std::string note(const std::string& name) const {
    std::vector<std::string> notes;
    if (enabled_ns_ > 0) notes.push_back(fmt::format("counted {:.2f} %", 100 * share()));
    if (counted_ < rows_) {
      notes.push_back(fmt::format("not counted in {} of {} rows", rows_ - counted_, rows_));
    }
    if (forms_ != std::set<std::string>{name}) {
      notes.push_back(fmt::format("as {}", fmt::join(forms_, " and ")));
    }
    return fmt::format("{}", fmt::join(notes, ", "));
  }
  [[nodiscard]] double share() const { return std::min(run_ns_ / enabled_ns_, 1.0); }

  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  std::map<Key, std::pair<double, double>> counts_;  ///< sum, and of how many rows
  std::set<std::string> forms_;
  std::string unit_;
  std::size_t rows_ = 0;
  std::size_t counted_ = 0;
  std::size_t unsupported_ = 0;
  double run_ns_ = 0;
  double enabled_ns_ = 0;
};

std::vector<PerfRow> read_rows(LineReader& lines) {
  std::vector<PerfRow> rows;
  for (std::string_view line; lines.next(line);) {
    try {
      auto row = is_perf_json(line) ? parse_perf_json_row(line) : parse_perf_row(line);
      if (row) rows.push_back(std::move(*row));
    } catch (const FieldError& error) {
      lines.fail(error.what());
    }
  }
  return rows;
}

/// With -I perf may repeat all it counted in rows without a time.
void drop_repeated_totals(std::vector<PerfRow>& rows) {
  const auto is_total = [](const PerfRow& row) { return row.interval.empty(); };
  if (!std::ranges::all_of(rows, is_total)) std::erase_if(rows, is_total);
}

}  // namespace

std::vector<Figure> read_perf_stat(const std::filesystem::path& file) {
  LineReader lines{InputFile(file, InputFile::kKeptBytes)};
  std::vector<PerfRow> rows = read_rows(lines);
  if (rows.empty()) {
    throw InputError(lines.file_name(), InputError::kNoLine,
                     "has no counts; `perf stat -x, -e EVENTS -o FILE` without --metric-only "
                     "writes them");
  }
  drop_repeated_totals(rows);
  std::vector<std::string> order;
  std::map<std::string, EventSum> events;
  for (const PerfRow& row : rows) {
    const std::string name = event_name(row.event);
    if (!events.contains(name)) order.push_back(name);
    events[name].add(row);
  }
  std::vector<Figure> figures;
  EventCounts counts;
  for (const std::string& name : order) {
    figures.push_back(events[name].figure(name));
    if (figures.back().value) counts[name] = *figures.back().value;
  }
  for (Figure& rate : event_rates(counts)) figures.push_back(std::move(rate));
  return figures;
}

}  // namespace htabsim
