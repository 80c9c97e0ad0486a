// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/validate.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/hostdata/comparison.h"
#include "sc_main/hostdata/htab_trace.h"
#include "sc_main/hostdata/htm_comparison.h"
#include "sc_main/hostdata/model_figures.h"
#include "sc_main/hostdata/observed_migration.h"
#include "sc_main/hostdata/pass_figures.h"
#include "sc_main/hostdata/pass_table.h"
#include "sc_main/hostdata/perf_stat.h"
#include "sc_main/hostdata/read_times.h"
#include "sc_main/hostdata/run_stats.h"

namespace htabsim {

namespace {

constexpr CommandText kValidateText = {
    .description =
        R"(Sets the figures of a run, which run or migrate wrote with -o, beside what was measured on a real
host: events that perf counted, reads and writes of the HTAB descriptor that strace saw, passes, a
dump of the core's hardware trace. Different names of the same event are known.)",
    .examples =
        R"(Beside perf's counts; the exit status is 1 if a figure is more than 20 percent off:

  htabsim validate results --perf host.perf --within 20)"};

/// One measurement beside the run.
struct Section {
  std::string title;
  std::string preface;  ///< lines before the table
  std::vector<ComparisonRow> rows;
  std::string_view absent;  ///< stands where the model has no figure
  std::string appendix;     ///< lines after it
};

Section perf_section(const std::filesystem::path& file, const ModelFigures& model) {
  return {fmt::format("Performance counters, {}", file.string()), "",
          compare(read_perf_stat(file), model), "not modelled", ""};
}

Section strace_section(const std::filesystem::path& file, const boost::json::object& stats,
                       const ModelFigures& model) {
  const ObservedMigration migration(read_htab_trace(file));
  return {fmt::format("Reads of the HTAB descriptor, {}", file.string()), migration.text() + "\n",
          compare(migration.figures(), model), "-",
          "\n" + read_times_text(migration.read_times_us(), stats)};
}

Section passes_section(const std::filesystem::path& file, const ModelFigures& model) {
  return {fmt::format("Passes, {}", file.string()), "",
          compare(pass_figures(read_pass_table(file)), model), "-", ""};
}

Section htm_section(const std::filesystem::path& file, const std::filesystem::path& run_dir,
                    const boost::json::object& stats) {
  const HtmComparison comparison(file, htm_reload_setup(stats, run_dir / "stats.json"));
  return {fmt::format("Reloads of translations, {}", file.string()), comparison.preface(),
          comparison.rows(), "-", comparison.differences()};
}

bool has_comparable_row(const Section& section) {
  return std::ranges::any_of(section.rows, &ComparisonRow::comparable);
}

std::string section_text(const Section& section) {
  std::string text = fmt::format("{}\n\n{}{}{}", section.title, section.preface,
                                 comparison_text(section.rows, section.absent), section.appendix);
  if (!has_comparable_row(section)) {
    text += "\nThe run has none of these figures.\n";
  }
  return text;
}

std::string row_text(const ComparisonRow& row) {
  const auto ratio = row.ratio();
  return fmt::format("  {}: host {}, model {}{}\n", row.host.name, value_text(*row.host.value),
                     value_text(*row.model),
                     ratio ? fmt::format(", model/host {:.3f}", *ratio) : "");
}

/// Tells which rows are beyond the bound, and whether there are any.
ExitCode judge(const std::vector<Section>& sections, double percent, std::FILE* out) {
  std::size_t compared = 0;
  std::vector<ComparisonRow> beyond;
  for (const Section& section : sections) {
    for (const ComparisonRow& row : section.rows) {
      if (row.comparable()) ++compared;
      if (row.beyond(percent)) beyond.push_back(row);
    }
  }
  fmt::print(out, "\n{} of {} figures that both sides have differ by more than {} %{}\n",
             grouped(beyond.size()), grouped(compared), percent, beyond.empty() ? "." : ":");
  for (const ComparisonRow& row : beyond) fmt::print(out, "{}", row_text(row));
  return beyond.empty() ? ExitCode::kSuccess : ExitCode::kRefuted;
}

void check(const ValidateOptions& options) {
  if (!options.perf && !options.strace && !options.passes && !options.htm) {
    throw UsageError(
        "validate: no measurement given; there are --perf, --strace, --passes and --htm");
  }
  if (options.within && !(std::isfinite(*options.within) && *options.within >= 0)) {
    throw UsageError(
        fmt::format("validate: --within is {}, not a percentage from 0 up", *options.within));
  }
}

}  // namespace

ExitCode run_validate(const ValidateOptions& options, std::FILE* out) {
  check(options);
  const boost::json::object stats = read_run_stats(options.run_dir);
  const ModelFigures model = model_figures(stats);
  std::vector<Section> sections;
  if (options.perf) sections.push_back(perf_section(*options.perf, model));
  if (options.strace) sections.push_back(strace_section(*options.strace, stats, model));
  if (options.passes) sections.push_back(passes_section(*options.passes, model));
  if (options.htm) sections.push_back(htm_section(*options.htm, options.run_dir, stats));
  if (options.within && std::ranges::none_of(sections, has_comparable_row)) {
    throw UsageError("validate: --within: the run has none of the host's figures to bound");
  }
  std::string_view separator;
  for (const Section& section : sections) {
    fmt::print(out, "{}{}", separator, section_text(section));
    separator = "\n";
  }
  return options.within ? judge(sections, *options.within, out) : ExitCode::kSuccess;
}

void add_validate_command(CommandSyntax& program) {
  const auto options = std::make_shared<ValidateOptions>();
  CommandSyntax command =
      program.add_command("validate", "compare a run with measurements of a real host");
  command.add_value({.name = "RUN_DIR",
                     .meaning = "folder of a run: `-o` of run and migrate",
                     .presence = Presence::kRequired},
                    options->run_dir);
  command.add_value({"--perf", "output of `perf stat -x, -e PM_...`", "FILE"}, options->perf);
  command.add_value(
      {"--strace", "output of `strace -f -ttt -T -s 2048 -e trace=ioctl,read,write` on QEMU",
       "FILE"},
      options->strace);
  command.add_value({"--passes", "passes measured otherwise, as a run's passes.csv", "FILE"},
                    options->passes);
  command.add_value({"--htm",
                     "dump of the core's hardware trace: its reloads of translations, beside the "
                     "model's for the same accesses",
                     "FILE"},
                    options->htm);
  command.add_value({.name = "--within",
                     .meaning = "exit 1 if a figure that both sides have, raw counts included, "
                                "differs by more than so many percent of the host's",
                     .value = "PERCENT",
                     .if_empty = "no percentage given"},
                    options->within);
  command.explain(kValidateText);
  command.runs(options, run_validate);
}

}  // namespace htabsim
