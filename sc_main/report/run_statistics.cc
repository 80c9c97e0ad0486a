// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/run_statistics.h"

#include <fmt/format.h>

#include "htabsim/model/base/json_value.h"
#include "htabsim/model/hpt/table_fill.h"
#include "sc_main/config/config_file.h"
#include "sc_main/report/part_reports.h"
#include "sc_main/report/pmu_report.h"
#include "sc_main/report/sampled_figures.h"
#include "sc_main/setup/run_options.h"

namespace htabsim {

namespace {

constexpr std::int64_t kSchema = 1;

boost::json::value state_json(const ParameterState& state) {
  return std::visit([](const auto& value) { return to_json(value); }, state);
}

/// The preset, with what it says where this run's parameters differ.
boost::json::object preset_json(const RunRequest& request) {
  const Config preset = make_config(PresetChoice{request.preset, {"preset"}}, {});
  boost::json::object differs;
  for (const ParameterInfo& parameter : parameter_table()) {
    const ParameterState own = parameter.read(preset);
    if (own != parameter.read(request.config)) differs[parameter.key] = state_json(own);
  }
  return {{"name", request.preset}, {"differs", std::move(differs)}};
}

boost::json::object table_json(Platform& platform) {
  const HptImage& image = platform.source().guest().image();
  const TableFill fill = table_fill(image);
  boost::json::object buckets{{"primary", to_json(fill.primary)},
                              {"secondary", to_json(fill.secondary)}};
  if (const StreamChecker* checker = platform.checker()) {
    buckets["changed_while_streamed"] = to_json(checker->changes_by_bucket());
  }
  return {{"order", image.geometry().order()},
          {"ptegs", image.geometry().ptegs()},
          {"valid", fill.valid()},
          {"ptegs_by_valid_entries", to_json(fill.ptegs_by_valid)},
          {"buckets", std::move(buckets)}};
}

boost::json::object broken_json(const StreamPromises& promises) {
  boost::json::object broken;
  for (const std::string_view name : enumerator_names<StreamPromise>())
    broken[name] = promises.violations(*enumerator_from_name<StreamPromise>(name));
  return broken;
}

boost::json::array events_json(const std::vector<EntryEvent>& events) {
  boost::json::array array;
  for (const EntryEvent& event : events) {
    array.push_back(boost::json::object{{"cycle", event.cycle.value()},
                                        {"what", to_json(event.kind)},
                                        {"initiator", static_cast<unsigned>(event.initiator)}});
  }
  return array;
}

boost::json::object promises_json(const StreamChecker& checker) {
  const StreamPromises& promises = checker.promises();
  boost::json::array violations;
  for (const PromiseViolation& violation : promises.first_violations()) {
    const auto& events = checker.events_around()[violations.size()];
    violations.push_back(boost::json::object{{"promise", to_json(violation.promise)},
                                             {"index", violation.index.value()},
                                             {"cycle", violation.cycle.value()},
                                             {"text", violation.text},
                                             {"events_before", events_json(events)}});
  }
  return {{"violations", promises.violations()},
          {"violations_of", broken_json(promises)},
          {"entries_checked", promises.entries_checked()},
          {"first_violations", std::move(violations)}};
}

boost::json::object comparison_json(const TableComparison& comparison) {
  return {{"entries", comparison.entries},
          {"valid", comparison.valid},
          {"different", comparison.different}};
}

/// Of the guests whose sections are guest0, guest1 and so on.
boost::json::array names_json(const Host& host) {
  boost::json::array names;
  for (std::size_t i = 0; i < host.guests().size(); ++i)
    names.emplace_back(host.places().name_of(i));
  return names;
}

boost::json::object files_json(const GuestFiles& files) {
  boost::json::array traces;
  for (const TraceFile& trace : files.traces) {
    const std::string at = trace.space.empty() ? "" : "@" + trace.space;
    traces.emplace_back(trace.path.string() + at);
  }
  return {{"name", files.name},
          {"guest", files.guest.string()},
          {"table", files.table.string()},
          {"traces", std::move(traces)}};
}

boost::json::object host_json(const RunResult& result) {
  boost::json::array guests;
  for (const GuestFiles& files : result.request.guests) guests.push_back(files_json(files));
  return {{"stepped", result.request.stepping == Stepping::kStepped},
          {"guests", std::move(guests)},
          {"notes", to_json(result.notes)},
          {"output", result.request.output.string()},
          {"seconds", result.host_seconds},
          {"accesses_per_second", static_cast<double>(result.accesses()) / result.host_seconds}};
}

void add_migration(boost::json::object& stats, const RunResult& result) {
  Platform& platform = result.platform;
  const MigrationAgent& agent = *platform.agent();
  boost::json::object migration = to_json(agent.outcome()).get_object();
  migration["passes"] = to_json(agent.passes());
  migration["attempts"] = to_json(agent.attempts());
  stats["migration"] = std::move(migration);
  stats["promises"] = promises_json(*platform.checker());
  boost::json::object destination;
  if (result.destination) destination = comparison_json(*result.destination);
  for (auto& member : part_json(*platform.destination())) {
    destination.emplace(member.key(), member.value());
  }
  stats["destination"] = std::move(destination);
}

}  // namespace

boost::json::object run_statistics(const RunResult& result) {
  Platform& platform = result.platform;
  const std::uint64_t cycles = platform.clock().now().value();
  boost::json::object stats{{"schema", kSchema},
                            {"job", command_name(result.request.job)},
                            {"preset", preset_json(result.request)},
                            {"config", to_json(result.request.config)},
                            {"seed", result.request.seed},
                            {"simulated_cycles", cycles},
                            {"simulated_ps", cycles * platform.clock().period_ps()},
                            {"event_hash", fmt::format("{:016x}", result.event_hash())},
                            {"accesses", result.accesses()}};
  if (result.cut_short_at) {
    stats["cut_short"] = boost::json::object{{"cycle", result.cut_short_at->value()}};
  }
  if (result.request.guests.size() > 1) stats["guests"] = names_json(platform.source());
  for (auto& member : part_json(platform.source())) stats.emplace(member.key(), member.value());
  const Config& config = result.request.config;
  if (config.cpu.pmu_events != PmuNames::none) {
    stats["pmu"] = pmu_json(platform.source(), config);
  }
  stats["table"] = table_json(platform);
  if (platform.agent() != nullptr) add_migration(stats, result);
  if (has_samples(result)) stats["sampling"] = sampled_json(result);
  stats["races"] = to_json(result.races());
  stats["host"] = host_json(result);
  return stats;
}

std::string passes_csv(const MigrationAgent& agent) {
  std::string text =
      "pass,guest_stopped,reads,groups,valid,invalid,bytes,begin_cycle,cycles,changed_meanwhile\n";
  std::uint64_t number = 0;
  for (const PassRecord& pass : agent.passes()) {
    text += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", ++number, pass.guest_stopped ? 1 : 0,
                        pass.reads, pass.groups, pass.valid, pass.invalid, pass.bytes,
                        pass.begin_cycle, pass.cycles, pass.changed_meanwhile);
  }
  return text;
}

}  // namespace htabsim
