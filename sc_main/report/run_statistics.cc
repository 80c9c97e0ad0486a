// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/run_statistics.h"

#include <fmt/format.h>

#include "htabsim/model/base/json_value.h"
#include "sc_main/report/part_reports.h"
#include "sc_main/report/pmu_report.h"
#include "sc_main/report/sampled_figures.h"

namespace htabsim {

namespace {

constexpr std::int64_t kSchema = 1;

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

}  // namespace

boost::json::object run_statistics(const RunResult& result) {
  Platform& platform = result.platform;
  const std::uint64_t cycles = platform.clock().now().value();
  boost::json::object stats{{"schema", kSchema},
                            {"config", to_json(result.request.config)},
                            {"seed", result.request.seed},
                            {"simulated_cycles", cycles},
                            {"simulated_ps", cycles * platform.clock().period_ps()},
                            {"event_hash", fmt::format("{:016x}", result.event_hash())},
                            {"accesses", result.accesses()}};
  if (result.request.guests.size() > 1) stats["guests"] = names_json(platform.source());
  for (auto& member : part_json(platform.source())) stats.emplace(member.key(), member.value());
  const Config& config = result.request.config;
  if (config.cpu.pmu_events != PmuNames::none) {
    stats["pmu"] = pmu_json(platform.source(), config);
  }
  if (MigrationAgent* agent = platform.agent()) {
    boost::json::object migration = to_json(agent->outcome()).get_object();
    migration["passes"] = to_json(agent->passes());
    migration["attempts"] = to_json(agent->attempts());
    stats["migration"] = std::move(migration);
    stats["promises"] = promises_json(*platform.checker());
    boost::json::object destination = comparison_json(*result.destination);
    for (auto& member : part_json(*platform.destination())) {
      destination.emplace(member.key(), member.value());
    }
    stats["destination"] = std::move(destination);
  }
  if (result.request.samples) stats["sampling"] = sampled_json(result);
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
