// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/pmu_report.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/pmu/pmu_events.h"

namespace htabsim {

namespace {

/// Events that a table has columns for; of more processors only the sum is shown.
constexpr std::size_t kMostColumns = 4;

struct Counts {
  std::string name;
  std::vector<PmuEvent> events;
};

/// "cpu0", or "guest1.cpu0" where there are several guests.
std::string column_name(const Host& host, const GuestCpu& cpu) {
  if (host.guests().size() == 1) return cpu.basename();
  return fmt::format("{}.{}", cpu.get_parent_object()->basename(), cpu.basename());
}

/// The sum over all processors, then each.
std::vector<Counts> pmu_columns(const Host& host, const Config& config) {
  const auto sources = config.memory.caches ? PtegSources::kModelled : PtegSources::kNotModelled;
  PmuCounters all;
  std::vector<Counts> columns(1);
  for (const GuestCpu* cpu : host.cpus()) {
    const PmuCounters counters = cpu->pmu();
    all += counters;
    columns.push_back({column_name(host, *cpu), pmu_events(counters, sources)});
  }
  columns.front() = {"all", pmu_events(all, sources)};
  return columns;
}

}  // namespace

boost::json::object pmu_json(const Host& host, const Config& config) {
  boost::json::object pmu{{"processor", enumerator_name(config.cpu.pmu_events)}};
  for (const Counts& column : pmu_columns(host, config)) {
    boost::json::object counts;
    for (const PmuEvent& event : column.events) counts.emplace(event.name, event.count);
    pmu.emplace(column.name, std::move(counts));
  }
  return pmu;
}

std::string pmu_text(const Host& host, const Config& config) {
  std::vector<Counts> columns = pmu_columns(host, config);
  const bool alone = columns.size() == 2;
  if (alone || columns.size() > 1 + kMostColumns) columns.resize(1);
  std::vector<Column> header{
      {fmt::format("performance monitor ({})", enumerator_name(config.cpu.pmu_events))}};
  for (const Counts& column : columns) {
    header.push_back({alone ? "count" : column.name, Align::kRight});
  }
  TextTable table(std::move(header));
  for (std::size_t i = 0; i < columns.front().events.size(); ++i) {
    if (columns.front().events[i].count == 0) continue;
    std::vector<std::string> row{columns.front().events[i].name};
    for (const Counts& column : columns) row.push_back(grouped(column.events[i].count));
    table.add_row(std::move(row));
  }
  return table.text();
}

}  // namespace htabsim
