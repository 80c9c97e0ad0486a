// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/calibrate.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/calibrate/calibration.h"
#include "sc_main/cli/run.h"
#include "sc_main/cli/value_names.h"
#include "sc_main/hostdata/comparison.h"
#include "sc_main/hostdata/event_rates.h"
#include "sc_main/hostdata/htab_trace.h"
#include "sc_main/hostdata/observed_migration.h"
#include "sc_main/hostdata/pass_figures.h"
#include "sc_main/hostdata/pass_table.h"
#include "sc_main/hostdata/perf_stat.h"
#include "sc_main/report/simulation.h"

namespace htabsim {

namespace {

constexpr CommandText kCalibrateText = {
    .description =
        R"(Searches within limits for the values of parameters with which a run comes nearest to measurements
of a real host, and writes them to a TOML file for run and migrate. It simulates the run many
times.)",
    .examples = R"(Two parameters of a pointer chase:

  htabsim calibrate chase64/run.toml --trace chase64/trace.lackey.zst --perf host.perf \
      --fit memory.line_cycles=100..1000 --fit mmu.walk_overhead_cycles=1..100 -o found.toml)"};

constexpr std::uint64_t kMostRuns = 300;
/// Standard errors up to which a parameter is told to be well or roughly determined.
constexpr double kWell = 0.05;
constexpr double kRoughly = 0.3;
constexpr double kLikeAnother = 0.9;

std::vector<Figure> read_figures(const CalibrateOptions& options) {
  std::vector<Figure> figures;
  const auto add = [&figures](std::vector<Figure> more) {
    std::ranges::move(more, std::back_inserter(figures));
  };
  if (!options.perf.empty()) add(read_perf_stat(options.perf));
  if (!options.strace.empty()) add(ObservedMigration(read_htab_trace(options.strace)).figures());
  if (!options.passes.empty()) add(pass_figures(read_pass_table(options.passes)));
  if (options.used == UsedFigures::kRates) std::erase_if(figures, is_event_count);
  return figures;
}

/// On a terminal, a line that is written over.
Calibration::OnRun progress_line() {
  if (::isatty(STDERR_FILENO) != 1) return [](std::size_t, double) {};
  return [](std::size_t runs, double best) {
    fmt::print(stderr, "\r\x1b[K{} runs, {:.2f} % off", runs, 100 * best);
    std::fflush(stderr);
  };
}

std::string error_text(const Determination& determination) {
  if (!determination.error) return "-";
  // How much more is of no use to anyone.
  if (*determination.error > 1) return "> 100 %";
  return fmt::format("{:.1f} %", 100 * *determination.error);
}

std::string_view determined_text(const Determination& determination) {
  if (!determination.error || *determination.error > kRoughly) return "not determined";
  return *determination.error > kWell ? "roughly" : "well";
}

std::string like_text(const Determination& determination,
                      const std::vector<FitParameter>& parameters) {
  if (!determination.like || determination.likeness < kLikeAnother) return "";
  return fmt::format("{} ({:.2f})", parameters[*determination.like].key(), determination.likeness);
}

std::string parameters_text(const Fit& fit, const std::vector<FitParameter>& parameters) {
  TextTable table({{"parameter"},
                   {"from", Align::kRight},
                   {"found", Align::kRight},
                   {"unit"},
                   {"error", Align::kRight},
                   {"determined"},
                   {"acts like"}});
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Determination& determination = fit.determinations[i];
    table.add_row({parameters[i].key(), grouped(fit.start[i]), grouped(fit.best[i]),
                   std::string(parameters[i].unit()), error_text(determination),
                   std::string(determined_text(determination)),
                   like_text(determination, parameters)});
  }
  return table.text();
}

std::string toml_text(const Fit& fit, const std::vector<FitParameter>& parameters) {
  std::string text = "# Found by htabsim calibrate.\n";
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    text += fmt::format("{} = {}\n", parameters[i].key(), fit.best[i]);
  }
  return text;
}

std::vector<FitParameter> parse_parameters(const std::vector<std::string>& arguments) {
  std::vector<FitParameter> parameters;
  for (const std::string& argument : arguments) {
    parameters.push_back(FitParameter::parse(argument));
    const auto same = [&](const FitParameter& other) {
      return other.key() == parameters.back().key();
    };
    if (std::ranges::count_if(parameters, same) > 1) {
      throw UsageError(fmt::format("calibrate: {} is given twice", parameters.back().key()));
    }
  }
  if (parameters.empty()) {
    throw UsageError("calibrate: no parameter to fit; give --fit KEY=LEAST..MOST");
  }
  return parameters;
}

}  // namespace

ExitCode run_calibrate(const CalibrateOptions& options, std::FILE* out) {
  const std::vector<FitParameter> parameters = parse_parameters(options.parameters);
  const std::vector<Figure> host = read_figures(options);
  if (options.perf.empty() && options.strace.empty() && options.passes.empty()) {
    throw UsageError("calibrate: no measurement given; there are --perf, --strace and --passes");
  }
  RunRequest request = make_run_request(options.run);
  const bool migrates = !options.strace.empty() || !options.passes.empty();
  if (migrates) request.job = Job::kMigrate;
  request.output.clear();  // of the configuration's file, for a run
  if (!options.output.empty()) try_writing(options.output);
  const Calibration::OnRun on_run = progress_line();
  Calibration calibration(request, simulated_statistics, parameters, host, options.most_runs,
                          on_run);
  const Fit fit = calibration.fit();
  if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r\x1b[K");
  if (!options.output.empty()) write_file(options.output, toml_text(fit, parameters));
  fmt::print(out, "{}\n{}\n", parameters_text(fit, parameters),
             comparison_text(compare(calibration.residuals().used(), fit.figures), "-"));
  fmt::print(out, "{} figures used; {} runs; off by {:.2f} % before, {:.2f} % now\n",
             calibration.residuals().used().size(), fit.runs, 100 * fit.start_error,
             100 * fit.best_error);
  return ExitCode::kSuccess;
}

void add_calibrate_command(CommandSyntax& program) {
  const auto options = std::make_shared<CalibrateOptions>();
  options->most_runs = kMostRuns;
  CommandSyntax command = program.add_command(
      "calibrate", "find the parameters that explain measurements of a real host best");
  add_input_options(command, options->run);
  command.add_repeatable({.name = "--fit",
                          .meaning = "a parameter and the limits of its value; may be given again",
                          .value = "KEY=LEAST..MOST",
                          .value_names = number_setting_names},
                         options->parameters);
  command.add_value({"--perf", "output of `perf stat -x, -e PM_...`", "FILE"}, options->perf);
  command.add_value(
      {"--strace", "output of `strace -f -ttt -T -s 2048 -e trace=ioctl,read,write` on QEMU",
       "FILE"},
      options->strace);
  command.add_value({"--passes", "passes measured otherwise, as in passes.csv", "FILE"},
                    options->passes);
  command.add_flag({"--rates-only",
                    "leave out raw counts of events, where the host ran for another time than the "
                    "run"},
                   [options] { options->used = UsedFigures::kRates; });
  command.add_integer(
      {"--runs", fmt::format("at most about so many simulations (default {})", kMostRuns), "N"},
      options->most_runs, {1, 1'000'000});
  command.add_value({"-o,--output", "TOML file to write the values found to", "FILE"},
                    options->output);
  command.explain(kCalibrateText);
  command.runs(options, run_calibrate);
}

}  // namespace htabsim
