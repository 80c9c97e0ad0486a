// SPDX-License-Identifier: Apache-2.0
#include "sc_main/run_summary.h"

#include <fmt/format.h>

#include "sc_main/described.h"
#include "sc_main/text_table.h"

namespace htabsim {

namespace {

double microseconds(std::uint64_t cycles, const Clock& clock) {
  return static_cast<double>(cycles) * static_cast<double>(clock.period_ps()) / 1e6;
}

std::string time_text(std::uint64_t cycles, const Clock& clock) {
  return fmt::format("{} cycles = {:.1f} us", grouped(cycles), microseconds(cycles, clock));
}

std::string line(std::string_view what, const std::string& value) {
  return fmt::format("{:<26}{}\n", what, value);
}

std::string passes_text(const MigrationAgent& agent, const Clock& clock) {
  TextTable table({{"pass", Align::right},
                   {"guest"},
                   {"valid", Align::right},
                   {"invalid", Align::right},
                   {"bytes", Align::right},
                   {"reads", Align::right},
                   {"cycles", Align::right},
                   {"time (us)", Align::right},
                   {"changed meanwhile", Align::right}});
  std::uint64_t number = 0;
  for (const PassRecord& pass : agent.passes()) {
    table.add_row({grouped(++number), pass.guest_stopped ? "stopped" : "runs", grouped(pass.valid),
                   grouped(pass.invalid), grouped(pass.bytes), grouped(pass.reads),
                   grouped(pass.cycles), fmt::format("{:.1f}", microseconds(pass.cycles, clock)),
                   grouped(pass.changed_meanwhile)});
  }
  return table.text();
}

std::string migration_text(const RunResult& result) {
  const Clock& clock = result.platform.clock();
  const MigrationOutcome& outcome = result.platform.agent()->outcome();
  const StreamPromises& promises = *result.platform.promises();
  const TableComparison& table = *result.destination;
  std::string text = "Passes of the stream\n\n" + passes_text(*result.platform.agent(), clock);
  text += "\n";
  text += line("downtime", time_text(outcome.downtime_cycles, clock));
  text += line(
      "stream promises",
      promises.violations() == 0
          ? fmt::format("kept, {} reported entries checked", grouped(promises.entries_checked()))
          : fmt::format("BROKEN {} times", grouped(promises.violations())));
  for (const PromiseViolation& violation : promises.first_violations()) {
    text += fmt::format("  {}: entry {} at cycle {}: {}\n", enumerator_name(violation.promise),
                        grouped(violation.index.value()), grouped(violation.cycle.value()),
                        violation.text);
  }
  if (outcome.failed_calls != 0) {
    text += line("failed descriptor calls", grouped(outcome.failed_calls));
  }
  text += table.different == 0
              ? fmt::format("The destination equals the source: {} entries, {} of them valid.\n",
                            grouped(table.entries), grouped(table.valid))
              : fmt::format("The destination DIFFERS from the source in {} of {} entries.\n",
                            grouped(table.different), grouped(table.entries));
  for (const EntryDifference& entry : table.first) {
    text += fmt::format("  entry {}: source {:016x} {:016x}, destination {:016x} {:016x}\n",
                        grouped(entry.index.value()), entry.expected.v, entry.expected.r,
                        entry.actual.v, entry.actual.r);
  }
  return text;
}

std::string cpu_text(const GuestCpu& cpu, std::size_t number) {
  const ThreadCounters& c = cpu.counters();
  const ReplayCounters& replay = cpu.report().counters;
  const HcallCounters& hcalls = cpu.report().hcalls;
  const std::uint64_t data = c.loads + c.stores;
  std::string text = fmt::format("Processor {}\n\n", number);
  text += line("accesses",
               fmt::format("{} ({} loads, {} stores, {} fetched lines)", grouped(data + c.fetches),
                           grouped(c.loads), grouped(c.stores), grouped(c.fetches)));
  text += line("I-ERAT hit rate", percentage(c.fetches - c.ierat_misses, c.fetches));
  text += line("D-ERAT hit rate", percentage(data - c.derat_misses, data));
  text += line("TLB hit rate", percentage(c.tlb_hits, c.tlb_hits + c.tlb_misses));
  text += line("table walks", fmt::format("{} primary, {} secondary, {} found nothing, {} denied",
                                          grouped(c.walks_primary), grouped(c.walks_secondary),
                                          grouped(c.walks_not_found), grouped(c.walks_denied)));
  text += line("R and C set",
               fmt::format("{} R, {} C", grouped(c.reference_updates), grouped(c.change_updates)));
  text += line("faults of the guest",
               fmt::format("{} storage, {} segment", grouped(c.storage_interrupts),
                           grouped(c.segment_interrupts)));
  text += line("hypervisor's interrupts",
               fmt::format("{} storage", grouped(c.hypervisor_storage_interrupts)));
  std::string calls;
  for_each_member(hcalls, [&](std::string_view what, std::uint64_t count) {
    if (count != 0)
      calls += fmt::format("{}{} {}", calls.empty() ? "" : ", ", grouped(count), what);
  });
  text += line("hcalls", calls.empty() ? "none" : calls);
  text += line("tlbies received", grouped(cpu.tlbies_received()));
  text += line("replay", fmt::format("{} events; {} addresses, {} faults, {} hcalls checked: {} "
                                     "differences",
                                     grouped(replay.events), grouped(replay.addresses_checked),
                                     grouped(replay.faults_checked), grouped(replay.hcalls_checked),
                                     grouped(replay.differences())));
  for (const std::string& difference : cpu.report().differences()) text += "  " + difference + "\n";
  return text;
}

std::string_view race_text(std::string_view member) {
  constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
      {"stcx_failed", "stcx. failed: the entry had changed since ldarx"},
      {"lock_found_held", "an entry's lock was held by another"},
      {"report_dropped", "a reader looked again, locked, and dropped the entry"},
      {"fault_overtaken", "a storage interrupt found its cause gone"},
      {"walk_met_locked_entry", "a walk fetched a group amid an entry's update"},
      {"walk_entry_changed", "an entry changed between a walk's match and its R or C store"},
      {"tlbsync_behind_walk", "a tlbsync waited for a walk older than its tlbie"},
      {"update_behind_reader", "an entry was updated behind the read position"},
      {"update_ahead_of_reader", "an entry was updated ahead of the read position"},
      {"update_at_reader", "an entry was updated while the reader was at it"},
      {"rc_set_behind_reader", "a walk set R or C behind the read position"},
      {"rc_set_ahead_of_reader", "a walk set R or C ahead of the read position"},
      {"same_cycle_requests", "requests to memory fell on one cycle"},
  };
  const auto* found = std::ranges::find(kTexts, member, &std::pair<std::string_view, std::string_view>::first);
  assert(found != std::end(kTexts) && "each kind of race has a text");
  return found->second;
}

std::string races_text(const RaceCounters& races) {
  TextTable table({{"races met"}, {"count", Align::right}});
  for_each_member(races, [&](std::string_view member, std::uint64_t count) {
    table.add_row({std::string(race_text(member)), grouped(count)});
  });
  return table.text();
}

std::string latencies_text(Platform& platform) {
  TextTable table({{"latency (cycles)"},
                   {"count", Align::right},
                   {"mean", Align::right},
                   {"50 %", Align::right},
                   {"90 %", Align::right},
                   {"99 %", Align::right},
                   {"longest", Align::right}});
  const auto row = [&](const std::string& what, const LatencyHistogram& latency) {
    if (latency.count() == 0) return;
    table.add_row({what, grouped(latency.count()),
                   fmt::format("{:.1f}", static_cast<double>(latency.total().value()) /
                                             static_cast<double>(latency.count())),
                   grouped(latency.percentile(50).value()), grouped(latency.percentile(90).value()),
                   grouped(latency.percentile(99).value()), grouped(latency.maximum().value())});
  };
  std::size_t number = 0;
  for (const GuestCpu& cpu : platform.source().cpus()) {
    row(fmt::format("table walk, processor {}", number++), cpu.lookup_unit().latency());
  }
  row("hcall", platform.source().hypervisor().hcall_latency());
  row("storage interrupt", platform.source().hypervisor().interrupt_latency());
  row("HTAB read", platform.source().htab_fd().read_latency());
  if (GuestMachine* destination = platform.destination()) {
    row("HTAB write", destination->htab_fd().write_latency());
  }
  return table.text();
}

}  // namespace

std::string run_summary(const RunResult& result) {
  Platform& platform = result.platform;
  const Clock& clock = platform.clock();
  std::string text;
  std::size_t number = 0;
  for (const GuestCpu& cpu : platform.source().cpus()) text += cpu_text(cpu, number++) + "\n";
  text += latencies_text(platform) + "\n";
  text += races_text(platform.races()) + "\n";
  if (platform.agent() != nullptr) text += migration_text(result) + "\n";
  text += line("simulated", time_text(clock.now().value(), clock));
  text += line("event hash", fmt::format("{:016x}", result.event_hash()));
  return text;
}

}  // namespace htabsim
