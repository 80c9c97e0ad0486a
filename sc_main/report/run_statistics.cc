// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/run_statistics.h"

#include <fmt/format.h>

#include "htabsim/model/base/json_value.h"
#include "sc_main/report/pmu_report.h"

namespace htabsim {

namespace {

constexpr std::int64_t kSchema = 1;

boost::json::object latency_json(const LatencyHistogram& histogram) {
  boost::json::array bins;
  for (const auto& bin : histogram.bins()) bins.push_back(boost::json::array{bin.from, bin.count});
  return {{"count", histogram.count()},
          {"total_cycles", histogram.total().value()},
          {"minimum_cycles", histogram.minimum().value()},
          {"p50_cycles", histogram.percentile(50).value()},
          {"p90_cycles", histogram.percentile(90).value()},
          {"p99_cycles", histogram.percentile(99).value()},
          {"maximum_cycles", histogram.maximum().value()},
          {"bins_from_cycles_and_count", std::move(bins)}};
}

double rate(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

boost::json::object cache_json(std::uint64_t lookups, std::uint64_t misses) {
  return {{"lookups", lookups},
          {"hits", lookups - misses},
          {"misses", misses},
          {"hit_rate", rate(lookups - misses, lookups)}};
}

boost::json::object cpu_json(const GuestCpu& cpu) {
  const ThreadCounters& c = cpu.counters();
  boost::json::object object{{"ierat", cache_json(c.fetches, c.ierat_misses)},
                             {"derat", cache_json(c.loads + c.stores, c.derat_misses)},
                             {"tlb", cache_json(c.tlb_hits + c.tlb_misses, c.tlb_misses)},
                             {"thread", to_json(c)},
                             {"hcalls", to_json(cpu.hcalls())},
                             {"tlbies_received", cpu.tlbies_received()},
                             {"stopped_at_cycle", cpu.stopped_at().value()},
                             {"outstanding_misses", to_json(cpu.misses())},
                             {"walk_latency", latency_json(cpu.walk_latency())}};
  if (cpu.report() != nullptr) object["replay"] = to_json(cpu.report()->counters);
  if (cpu.os_counters() != nullptr) object["guest_os"] = to_json(*cpu.os_counters());
  return object;
}

boost::json::object htab_fd_json(const HtabFdTarget& fd) {
  boost::json::object object = to_json(fd.counters()).get_object();
  object["read_latency"] = latency_json(fd.read_latency());
  object["write_latency"] = latency_json(fd.write_latency());
  return object;
}

boost::json::object machine_json(GuestMachine& machine) {
  boost::json::object object;
  std::size_t number = 0;
  for (const GuestCpu& cpu : machine.cpus()) {
    object[fmt::format("cpu{}", number++)] = cpu_json(cpu);
  }
  number = 0;
  for (const Core& core : machine.cores()) {
    object[fmt::format("core{}", number++)] =
        boost::json::object{{"lookup_unit", to_json(core.walkers().counters())}};
  }
  object["memory"] = to_json(machine.memory().counters());
  object["tlbie"] = to_json(machine.fabric().counters());
  object["hypervisor"] = boost::json::object{
      {"hcall_latency", latency_json(machine.hypervisor().hcall_latency())},
      {"storage_interrupt_latency", latency_json(machine.hypervisor().interrupt_latency())}};
  object["htab_fd"] = htab_fd_json(machine.htab_fd());
  if (machine.pager()) object["host_pager"] = to_json(machine.pager()->counters());
  if (machine.dirty_logger()) object["dirty_log"] = to_json(machine.dirty_logger()->counters());
  return object;
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
          {"entries_checked", promises.entries_checked()},
          {"first_violations", std::move(violations)}};
}

boost::json::object comparison_json(const TableComparison& comparison) {
  return {{"entries", comparison.entries},
          {"valid", comparison.valid},
          {"different", comparison.different}};
}

boost::json::object host_json(const RunResult& result) {
  boost::json::array traces;
  for (const auto& trace : result.request.traces) traces.emplace_back(trace.string());
  return {{"stepped", result.request.stepping == Stepping::kStepped},
          {"guest", result.request.guest.string()},
          {"traces", std::move(traces)},
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
  for (auto& member : machine_json(platform.source())) {
    stats.emplace(member.key(), member.value());
  }
  const Config& config = result.request.config;
  if (config.cpu.pmu_events != PmuNames::none) {
    stats["pmu"] = pmu_json(platform.source(), config);
  }
  if (const MigrationAgent* agent = platform.agent()) {
    boost::json::object migration = to_json(agent->outcome()).get_object();
    migration["passes"] = to_json(agent->passes());
    stats["migration"] = std::move(migration);
    stats["promises"] = promises_json(*platform.checker());
    boost::json::object destination = comparison_json(*result.destination);
    destination["memory"] = to_json(platform.destination()->memory().counters());
    destination["htab_fd"] = htab_fd_json(platform.destination()->htab_fd());
    stats["destination"] = std::move(destination);
  }
  stats["races"] = to_json(platform.races());
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
