// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stats.h"

#include <memory>

#include <fmt/format.h>

#include "htabsim/model/base/json_writer.h"
#include "htabsim/model/base/text_table.h"
#include "sc_main/report/described_statistics.h"

namespace htabsim {

namespace {

constexpr CommandText kStatsText = {
    .description =
        R"(Says of each key in stats.json, stats.csv and intervals.csv what it counts, and in which unit.)",
    .examples = R"(What is counted of a processor's TLB and of a migration:

  htabsim stats --describe cpu0.tlb migration)"};

std::vector<DescribedStatistic> wanted_statistics(const std::vector<std::string>& keys) {
  if (keys.empty()) return described_statistics();
  std::vector<DescribedStatistic> wanted;
  for (const std::string& key : keys) {
    for (DescribedStatistic& statistic : described_under(key))
      wanted.push_back(std::move(statistic));
  }
  return wanted;
}

std::string description_text(const std::vector<DescribedStatistic>& statistics) {
  TextTable table({{"key"}, {"unit"}, {"meaning"}});
  for (const DescribedStatistic& statistic : statistics)
    table.add_row({statistic.key, statistic.unit, statistic.meaning});
  return table.text();
}

/// What may stand before the keys of a part.
std::string prefixes_text() {
  TextTable table({{"before the key of a part"}, {"meaning"}});
  for (const DescribedPrefix& prefix : described_prefixes())
    table.add_row({std::string(prefix.prefix), std::string(prefix.meaning)});
  return table.text();
}

}  // namespace

ExitCode run_stats(const StatsOptions& options, std::FILE* out) {
  const std::vector<DescribedStatistic> statistics = wanted_statistics(options.keys);
  if (options.form == DescriptionForm::kJson) {
    fmt::print(out, "{}", format_json(description_json(statistics)));
  } else {
    fmt::print(out, "{}", description_text(statistics));
    if (options.keys.empty()) fmt::print(out, "\n{}", prefixes_text());
  }
  return ExitCode::kSuccess;
}

void add_stats_command(CommandSyntax& program) {
  const auto options = std::make_shared<StatsOptions>();
  CommandSyntax command = program.add_command("stats", "what stats.json says");
  command.add_flag({.name = "--describe",
                    .meaning = "print unit and meaning of each key",
                    .presence = Presence::kRequired},
                   [] { /* the command does nothing else */ });
  command.add_flag({"--json", "the same as JSON"},
                   [options] { options->form = DescriptionForm::kJson; });
  command.add_words(
      {"KEY", "keys, or what they begin with: cpu0.tlb, migration (default: all)", ""},
      options->keys);
  command.explain(kStatsText);
  command.runs(options, run_stats);
}

}  // namespace htabsim
