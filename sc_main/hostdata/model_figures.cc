// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/model_figures.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sc_main/hostdata/event_rates.h"
#include "sc_main/hostdata/migration_figure_names.h"
#include "sc_main/hostdata/pass_figures.h"
#include "sc_main/hostdata/run_stats.h"

namespace htabsim {

namespace {

void add_events(ModelFigures& model, const boost::json::object& stats) {
  const boost::json::value* all = member_at(stats, "pmu.all");
  if (all == nullptr || !all->is_object()) return;
  EventCounts counts;
  for (const auto& event : all->get_object()) {
    if (event.value().is_number()) counts[event.key()] = event.value().to_number<double>();
  }
  for (const auto& [name, count] : counts) model.insert_or_assign(name, count);
  add_figures(model, event_rates(counts));
}

std::optional<double> scaled(std::optional<double> value, std::optional<double> factor) {
  return value && factor ? std::optional(*value * *factor) : std::nullopt;
}

ObservedPass pass_of(const boost::json::object& record, std::optional<double> us) {
  ObservedPass pass;
  pass.reads = number_at(record, "reads");
  pass.groups = number_at(record, "groups");
  pass.valid = number_at(record, "valid");
  pass.invalid = number_at(record, "invalid");
  pass.bytes = number_at(record, "bytes");
  pass.cycles = number_at(record, "cycles");
  pass.time_us = scaled(pass.cycles, us);
  const boost::json::value* stopped = record.if_contains("guest_stopped");
  if (stopped != nullptr && stopped->is_bool()) pass.guest_stopped = stopped->get_bool();
  return pass;
}

std::vector<ObservedPass> passes_of(const boost::json::object& stats, std::optional<double> us) {
  std::vector<ObservedPass> passes;
  const boost::json::value* records = member_at(stats, "migration.passes");
  if (records == nullptr || !records->is_array()) return passes;
  for (const boost::json::value& record : records->get_array()) {
    if (record.is_object()) passes.push_back(pass_of(record.get_object(), us));
  }
  return passes;
}

void add(ModelFigures& model, std::string_view name, std::optional<double> value) {
  if (value) model.insert_or_assign(std::string(name), *value);
}

struct Percentile {
  std::string_view name;
  std::string_view member;
};
constexpr std::array<Percentile, 4> kReadTimes = {{
    {figure_name::kReadTime50, "p50_cycles"},
    {figure_name::kReadTime90, "p90_cycles"},
    {figure_name::kReadTime99, "p99_cycles"},
    {figure_name::kReadTimeMaximum, "maximum_cycles"},
}};

void add_read_times(ModelFigures& model, const boost::json::object& stats, double us) {
  const auto count = number_at(stats, "htab_fd.read_latency.count");
  const auto total = number_at(stats, "htab_fd.read_latency.total_cycles");
  if (!count || !total || *count == 0) return;
  add(model, figure_name::kReadTimeMean, *total * us / *count);
  for (const Percentile& time : kReadTimes) {
    const auto cycles = number_at(stats, fmt::format("htab_fd.read_latency.{}", time.member));
    add(model, time.name, scaled(cycles, us));
  }
  const auto valid = model.find("all passes: valid");
  const auto invalid = model.find("all passes: invalid");
  if (valid == model.end() || invalid == model.end()) return;
  const double entries = valid->second + invalid->second;
  constexpr double kNsPerUs = 1000;
  if (entries > 0) add(model, figure_name::kEntryTime, *total * us * kNsPerUs / entries);
}

/// From the guest's standstill to the end of the last read, as the source sees it.
std::optional<double> downtime_cycles(const boost::json::object& stats) {
  const boost::json::value* records = member_at(stats, "migration.passes");
  const auto stopped = number_at(stats, "migration.stopped_cycle");
  if (!stopped || records == nullptr || !records->is_array() || records->get_array().empty()) {
    return std::nullopt;
  }
  const boost::json::object* last = records->get_array().back().if_object();
  if (last == nullptr) return std::nullopt;
  const auto begin = number_at(*last, "begin_cycle");
  const auto cycles = number_at(*last, "cycles");
  if (!begin || !cycles) return std::nullopt;
  return *begin + *cycles - *stopped;
}

}  // namespace

std::optional<double> cycle_us(const boost::json::object& stats) {
  constexpr double kUsPerPs = 1e-6;
  return scaled(number_at(stats, "config.clock.period_ps"), kUsPerPs);
}

ModelFigures model_figures(const boost::json::object& stats) {
  ModelFigures model;
  add_events(model, stats);
  const std::optional<double> us = cycle_us(stats);
  add_figures(model, pass_figures(passes_of(stats, us)));
  add(model, figure_name::kIterations, number_at(stats, "migration.iterations"));
  if (us) add_read_times(model, stats, *us);
  add(model, figure_name::kDowntime, scaled(downtime_cycles(stats), us));
  return model;
}

}  // namespace htabsim
