// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/ask.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/ask/answer_text.h"
#include "sc_main/cli/jobs_option.h"
#include "sc_main/cli/run.h"
#include "sc_main/config/this_program.h"
#include "sc_main/hostdata/run_stats.h"
#include "sc_main/setup/interruption.h"
#include "sc_main/sweep/local_runs.h"
#include "sc_main/sweep/run_config_text.h"
#include "sc_main/sweep/shard.h"
#include "sc_main/sweep/sweep_end.h"
#include "sc_main/sweep/sweep_progress.h"

namespace htabsim {

namespace {

constexpr CommandText kAskText = {
    .description =
        R"(Answers a question of an architect by a few runs, in words and a picture: what each step costs,
the least value that is within 2 % of the best, and what limits now. Without a question it lists
those that there are.)",
    .examples = R"(How large a page does this program want?

  htabsim ask page-size --trace app.htrace

How fast a link, for a captured guest; the runs are kept:

  htabsim ask downtime --guest captured -o downtime)"};

constexpr const char* kQuestionFile = "question.toml";

/// A folder of its own for what is not to be kept.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string place = std::filesystem::temp_directory_path() / "htabsim-XXXXXX";
    if (::mkdtemp(place.data()) == nullptr) {
      refuse_writing(place, {errno, std::generic_category()});
    }
    path_ = place;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What a sweep's runs have not.
void refuse_options_of_one_run(const RunRequest& request) {
  const auto refuse = [](const char* what) {
    throw UsageError(fmt::format("ask: {} is of a single run", what));
  };
  if (request.samples) refuse("a sample of the traces");
  if (request.defect != Defect::none) refuse("a defect to be injected");
  if (request.without) refuse("a barrier to be left out");
  if (!request.guests.front().table.empty()) refuse("--table");
}

RunRequest request_of(const AskOptions& options, const Question& question) {
  RunOptions run = options.run;
  run.job = question.job;
  RunRequest request = make_run_request(run);
  refuse_options_of_one_run(request);
  return request;
}

ExitCode print_questions(std::FILE* out) {
  TextTable table({{"question"}, {"asks"}, {"varies"}});
  for (const Question& question : questions()) {
    table.add_row(
        {std::string(question.name), std::string(question.text), std::string(question.key)});
  }
  fmt::print(out, "{}", table.text());
  return ExitCode::kSuccess;
}

/// Runs what is missing; whether all is finished.
bool run_all(const AskOptions& options, const SweepPlan& plan, const SweepStore& store,
             const SweepRecord& record) {
  store.prepare();
  store.write_record(record);
  const SweepWork work{plan, store, this_program()};
  const std::vector<std::size_t> numbers = Shard::parse("").of(plan.runs.size());
  const SweepProgress progress;
  LocalRuns runs(work, numbers, runs_at_a_time(options.jobs));
  const RunTally tally = runs.run(Interruption::is_requested,
                                  [&progress](const RunTally& now) { progress.show(now); });
  return tally.there + tally.done == tally.total;
}

Answer answer_of(const Question& question, const RunRequest& request, const SweepStore& store,
                 const SweepRecord& record) {
  std::vector<AnswerStep> steps;
  for (const SweepRecord::Run& run : record.runs) {
    const std::filesystem::path folder = store.run_folder(run.id);
    steps.push_back(answer_step(question, run.values.front(), read_run_stats(folder),
                                (folder / "stats.json").string()));
  }
  const auto values = question.values(request.config);
  const auto now = std::ranges::find(values, find_parameter(question.key)->read(request.config));
  return make_answer(std::move(steps), static_cast<std::size_t>(now - values.begin()));
}

/// Where there is more to see.
std::string more_text(const AskOptions& options, const SweepStore& store) {
  if (options.output.empty())
    return "more      -o DIR keeps the runs, and a page that compares them\n";
  const std::string file = options.output / kQuestionFile;
  return fmt::format(
      "more      {} compares the runs\n          htabsim sweep {} -o {}  "
      "with other values in that file runs more\n",
      store.page().string(), file, options.output.string());
}

}  // namespace

ExitCode run_ask(const AskOptions& options, std::FILE* out) {
  if (options.question.empty()) return print_questions(out);
  const Question& question = find_question(options.question);
  const RunRequest request = request_of(options, question);
  const std::string sweep = question_sweep(question, request);
  std::optional<ScratchFolder> scratch;
  if (options.output.empty()) scratch.emplace();
  const SweepStore store(scratch ? scratch->path() : options.output);
  write_file(store.path() / kQuestionFile, sweep);
  const SweepPlan plan =
      make_sweep_plan(read_sweep_file(store.path() / kQuestionFile), request.reading);
  const SweepRecord record = record_of(plan);
  const Interruption interruption;
  const bool is_finished = run_all(options, plan, store, record);
  if (Interruption::is_requested()) return Interruption::exit_code();
  if (!is_finished) {
    fmt::print(out, "{}", failures_text(store, record, sweep_status(store, record)));
    return ExitCode::kRefuted;
  }
  const Answer answer = answer_of(question, request, store, record);
  if (!scratch) write_sweep_results(store, record);
  fmt::print(out, "{}{}", answer_text(question, answer), more_text(options, store));
  return ExitCode::kSuccess;
}

void add_ask_command(CommandSyntax& program) {
  const auto options = std::make_shared<AskOptions>();
  CommandSyntax command = program.add_command(
      "ask", "answer a question by a few runs: how large a TLB, how many walkers, ...");
  command.explain(kAskText);
  command.add_value({"QUESTION", "its name; without one they are listed", ""}, options->question);
  add_input_options(command, options->run);
  command.add_value({.name = "-o,--output",
                     .meaning = "folder to keep the runs in, as a sweep's",
                     .value = "DIR",
                     .if_empty = "no folder given"},
                    options->output);
  add_jobs_option(command, options->jobs, "the number of processors");
  command.runs(options, run_ask);
}

}  // namespace htabsim
