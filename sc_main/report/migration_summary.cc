// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/migration_summary.h"

#include "htabsim/model/base/described.h"
#include "sc_main/report/summary_line.h"

namespace htabsim {

namespace {

std::string passes_text(const MigrationAgent& agent, const Clock& clock) {
  TextTable table({{"pass", Align::kRight},
                   {"guest"},
                   {"valid", Align::kRight},
                   {"invalid", Align::kRight},
                   {"bytes", Align::kRight},
                   {"reads", Align::kRight},
                   {"cycles", Align::kRight},
                   {"time (us)", Align::kRight},
                   {"changed meanwhile", Align::kRight}});
  std::uint64_t number = 0;
  for (const PassRecord& pass : agent.passes()) {
    table.add_row({grouped(++number), pass.guest_stopped ? "stopped" : "runs", grouped(pass.valid),
                   grouped(pass.invalid), grouped(pass.bytes), grouped(pass.reads),
                   grouped(pass.cycles), fmt::format("{:.1f}", microseconds(pass.cycles, clock)),
                   grouped(pass.changed_meanwhile)});
  }
  return table.text();
}

/// How often each broken promise was broken.
std::string broken_text(const StreamPromises& promises) {
  std::string text;
  for (const std::string_view name : enumerator_names<StreamPromise>()) {
    const std::uint64_t times = promises.violations(*enumerator_from_name<StreamPromise>(name));
    if (times == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, counted(times, "time"));
  }
  return text;
}

/// Who uses `initiator` on the host's memory.
std::string author(InitiatorId initiator, Host& host) {
  for (const TimedHptPort* port : parts_of<TimedHptPort>(host)) {
    if (port->initiator() == initiator) return port->title();
  }
  return fmt::format("initiator {}", static_cast<unsigned>(initiator));
}

/// Who did what to an entry, and when.
std::string event_text(const EntryEvent& event, Host& host) {
  const std::string cycle = grouped(event.cycle.value());
  if (event.kind == EntryEventKind::reported) return fmt::format("    {:>13}  reported\n", cycle);
  const std::string_view what = event.kind == EntryEventKind::entry     ? "entry"
                                : event.kind == EntryEventKind::rc_byte ? "R or C"
                                                                        : "reverse map";
  return fmt::format("    {:>13}  {} stored by {}\n", cycle, what, author(event.initiator, host));
}

/// Of a migration that was not done at once.
std::string attempts_text(const MigrationAgent& agent, const Clock& clock) {
  const std::vector<MigrationAttempt>& attempts = agent.attempts();
  if (attempts.empty()) return {};
  const AttemptEnd first = attempts.front().end;
  const bool is_usual = first == AttemptEnd::completed || first == AttemptEnd::under_way;
  if (attempts.size() == 1 && is_usual) return {};
  TextTable table({{"attempt", Align::kRight},
                   {"end"},
                   {"begin (us)", Align::kRight},
                   {"time (us)", Align::kRight},
                   {"iterations", Align::kRight},
                   {"failed calls", Align::kRight},
                   {"guest"},
                   {"stood still (us)", Align::kRight}});
  const auto us = [&](std::uint64_t cycles) {
    return fmt::format("{:.1f}", microseconds(cycles, clock));
  };
  std::uint64_t number = 0;
  for (const MigrationAttempt& attempt : attempts) {
    const bool moved = attempt.end == AttemptEnd::completed;
    table.add_row({grouped(++number), std::string(enumerator_name(attempt.end)),
                   us(attempt.begin_cycle), us(attempt.cycles), grouped(attempt.iterations),
                   grouped(attempt.failed_calls),
                   moved                                  ? "moved"
                   : attempt.end == AttemptEnd::under_way ? ""
                   : attempt.guest_stopped                ? "resumed"
                                                          : "ran on",
                   us(attempt.stood_still)});
  }
  return "Attempts to migrate\n\n" + table.text() + "\n";
}

/// The promises, with the first violations and who did what to their entries.
std::string promises_text(const StreamChecker& checker, Host& source) {
  const StreamPromises& promises = checker.promises();
  if (promises.violations() == 0) {
    return summary_line("stream promises", fmt::format("kept, {} reported entries checked",
                                                       grouped(promises.entries_checked())));
  }
  std::string text = summary_line("stream promises", "BROKEN: " + broken_text(promises));
  for (std::size_t i = 0; i < promises.first_violations().size(); ++i) {
    const PromiseViolation& violation = promises.first_violations()[i];
    text += fmt::format("  {}: entry {} at cycle {}: {}\n", enumerator_name(violation.promise),
                        grouped(violation.index.value()), grouped(violation.cycle.value()),
                        violation.text);
    for (const EntryEvent& event : checker.events_around()[i]) text += event_text(event, source);
  }
  return text;
}

/// Of a failure that was asked for, but did not come.
std::string failure_that_did_not_come(const MigrationAgent& agent, const MigrationConfig& config) {
  const std::uint64_t writes = agent.attempts().front().writes;
  if (config.fail_at_write == 0 || writes >= config.fail_at_write) return {};
  return summary_line(
      "failure of a write",
      fmt::format("none: the first attempt had {} writes, migration.fail_at_write is {}",
                  grouped(writes), grouped(config.fail_at_write)));
}

}  // namespace

std::string migration_summary(const RunResult& result) {
  const Clock& clock = result.platform.clock();
  const MigrationAgent& agent = *result.platform.agent();
  const MigrationOutcome& outcome = agent.outcome();
  std::string text = attempts_text(agent, clock);
  if (!agent.passes().empty()) {
    text += "Passes of the stream\n\n" + passes_text(agent, clock) + "\n";
  }
  if (result.cut_short_at) {
    return text + promises_text(*result.platform.checker(), result.platform.source());
  }
  const std::uint64_t ram_bytes = agent.attempts().back().ram_bytes;
  if (ram_bytes != 0) text += summary_line("memory sent", grouped(ram_bytes) + " bytes");
  text += failure_that_did_not_come(agent, result.request.config.migration);
  if (outcome.finished) text += summary_line("downtime", time_text(outcome.downtime_cycles, clock));
  text += promises_text(*result.platform.checker(), result.platform.source());
  if (!outcome.finished) {
    return text + fmt::format("The migration FAILED: {}; the guest ran on at the source.\n",
                              enumerator_name(agent.attempts().back().end));
  }
  if (outcome.failed_calls != 0) {
    text += summary_line("failed descriptor calls", grouped(outcome.failed_calls));
  }
  const TableComparison& table = *result.destination;
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

}  // namespace htabsim
