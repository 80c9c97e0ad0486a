// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/report.h"

#include <memory>

#include <fmt/format.h>

#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/hostdata/reported_run.h"

namespace htabsim {

namespace {

constexpr CommandText kReportText = {
    .description =
        R"(Writes a page of one run's results again, or a page that compares several: a table, curves over
the parameters in which they differ, and two figures beside each other. A page is one file that
needs no network.)",
    .examples = R"(A page that compares all runs of a folder:

  htabsim report runs/* -o runs.html)"};

}  // namespace

ExitCode run_report(const ReportOptions& options, std::FILE* out) {
  std::filesystem::path page = options.output;
  if (page.empty()) {
    if (options.run_dirs.size() > 1) {
      throw UsageError("report: of several runs; give -o FILE for the page");
    }
    page = options.run_dirs.front() / "report.html";
  }
  std::vector<ReportedRun> runs;
  for (const std::filesystem::path& run_dir : options.run_dirs) {
    runs.push_back(read_reported_run(run_dir, run_dir.string()));
  }
  write_file(page, report_page(runs));
  fmt::print(out, "{}\n", page.string());
  return ExitCode::kSuccess;
}

void add_report_command(CommandSyntax& program) {
  const auto options = std::make_shared<ReportOptions>();
  CommandSyntax command =
      program.add_command("report", "write the page of a run, or one that compares several");
  command.add_files({.name = "RUN_DIR",
                     .meaning = "folders of runs: `-o` of run and migrate",
                     .presence = Presence::kRequired},
                    options->run_dirs);
  command.add_value({.name = "-o,--output",
                     .meaning = "the page (default: report.html in the folder of the only run)",
                     .value = "FILE",
                     .if_empty = "no file given"},
                    options->output);
  command.explain(kReportText);
  command.runs(options, run_report);
}

}  // namespace htabsim
