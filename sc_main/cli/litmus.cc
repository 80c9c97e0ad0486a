// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/litmus.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/ordering/litmus_file.h"
#include "htabsim/model/ordering/litmus_run.h"
#include "sc_main/setup/input_path.h"

namespace htabsim {

namespace {

constexpr CommandText kLitmusText = {
    .description =
        R"(Says of tests of storage ordering whether POWER allows their outcome, by the memory model that
explore uses. A test is named by its accesses and what stands between them, as in the literature.)",
    .examples = R"(Message passing with one barrier, and store buffering with two:

  htabsim litmus MP+lwsync+addr SB+syncs

With an execution that shows it:

  htabsim litmus --explain MP+eieio+po)"};

struct LitmusOptions {
  std::vector<std::filesystem::path> tests;  ///< names, and files of them
  bool explain = false;
};

/// How many tests the model and those who know agree about, and how many not.
struct Agreement {
  std::uint64_t allowed = 0;
  std::uint64_t seen = 0;
  std::uint64_t seen_but_forbidden_here = 0;
  std::uint64_t forbidden = 0;
  std::uint64_t forbidden_but_allowed_here = 0;
  std::uint64_t between = 0;  ///< allowed by the architecture, and not seen
  std::uint64_t between_and_allowed_here = 0;

  [[nodiscard]] std::uint64_t wrong() const {
    return seen_but_forbidden_here + forbidden_but_allowed_here;
  }
};

bool is_test_file(const std::filesystem::path& name) {
  return name == "-" || name.extension() == ".tsv" || std::filesystem::exists(name);
}

std::vector<KnownLitmusTest> tests_of(const LitmusOptions& options) {
  std::vector<KnownLitmusTest> tests;
  for (const std::filesystem::path& name : options.tests) {
    if (is_test_file(name)) {
      for (KnownLitmusTest& test : read_litmus_file(InputFile(input_path(name)))) {
        tests.push_back(std::move(test));
      }
      continue;
    }
    try {
      tests.push_back({litmus_test(name.string()), {}, {}});
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("litmus: {}", error.what()));
    }
  }
  return tests;
}

/// What is wrong with the model's answer; nothing if all agree.
std::string judge(const KnownLitmusTest& known, bool allowed, Agreement& sum) {
  const bool seen = known.hardware == HardwareHas::seen;
  const bool forbidden = known.architecture == ArchitectureSays::forbidden;
  const bool between = known.architecture && known.hardware && !seen && !forbidden;
  sum.seen += seen ? 1 : 0;
  sum.forbidden += forbidden ? 1 : 0;
  sum.between += between ? 1 : 0;
  sum.between_and_allowed_here += between && allowed ? 1 : 0;
  if (seen && !allowed) {
    ++sum.seen_but_forbidden_here;
    return "WRONG: hardware has shown it";
  }
  if (forbidden && allowed) {
    ++sum.forbidden_but_allowed_here;
    return "WRONG: the architecture forbids it";
  }
  return "";
}

template <class Enum>
std::string column(const std::optional<Enum>& value) {
  return value ? std::string(enumerator_name(*value)) : "";
}

char location_name(Location location) { return static_cast<char>('x' + location); }

std::string store_text(StoreName store) {
  if (store.agent == StoreName::kNobody) return "the first value";
  return fmt::format("what P{} stored", store.agent);
}

std::string step_text(const LitmusStep& step) {
  switch (step.kind) {
    case LitmusStep::Kind::kLoad:
      return fmt::format("P{}  {:<11} gets {}", step.thread,
                         fmt::format("loads {}", location_name(step.location)),
                         store_text(step.store));
    case LitmusStep::Kind::kStore:
      return fmt::format("P{}  {:<11} right after {}", step.thread,
                         fmt::format("stores {}", location_name(step.location)),
                         store_text(*step.stored_before));
    case LitmusStep::Kind::kBarrier:
      break;
  }
  return fmt::format("P{}  {}", step.thread, enumerator_name(step.barrier));
}

std::string execution_text(const LitmusTest& test, const std::vector<LitmusStep>& steps) {
  std::string text =
      fmt::format("\n{}: an execution that shows it, {} steps:\n", test.name, steps.size());
  unsigned number = 0;
  for (const LitmusStep& step : steps) {
    text += fmt::format("{:>4}  {}\n", ++number, step_text(step));
  }
  return text;
}

void print_agreement(std::FILE* out, const Agreement& sum, std::size_t tests) {
  fmt::print(out, "\n{} tests: {} allowed here, {} forbidden\n", grouped(tests),
             grouped(sum.allowed), grouped(tests - sum.allowed));
  if (sum.seen + sum.forbidden + sum.between == 0) return;
  fmt::print(out, "{} that hardware has shown: {} forbidden here\n", grouped(sum.seen),
             grouped(sum.seen_but_forbidden_here));
  fmt::print(out, "{} that the architecture forbids: {} allowed here\n", grouped(sum.forbidden),
             grouped(sum.forbidden_but_allowed_here));
  fmt::print(out, "{} that are allowed and were never seen: {} allowed here\n",
             grouped(sum.between), grouped(sum.between_and_allowed_here));
}

bool is_judged(const KnownLitmusTest& test) { return test.architecture || test.hardware; }

TextTable table_for(bool judged) {
  if (!judged) return TextTable({{"test"}, {"here"}});
  return TextTable({{"test"}, {"here"}, {"architecture"}, {"hardware"}, {""}});
}

ExitCode run_litmus(const LitmusOptions& options, std::FILE* out) {
  const std::vector<KnownLitmusTest> tests = tests_of(options);
  const bool judged = std::ranges::any_of(tests, is_judged);
  TextTable table = table_for(judged);
  Agreement sum;
  std::string executions;
  for (const KnownLitmusTest& known : tests) {
    const auto execution = find_execution(known.test);
    sum.allowed += execution ? 1 : 0;
    std::vector<std::string> row = {known.test.name, execution ? "allowed" : "forbidden"};
    if (judged) {
      row.insert(row.end(), {column(known.architecture), column(known.hardware),
                             judge(known, execution.has_value(), sum)});
    }
    table.add_row(std::move(row));
    if (execution && options.explain) executions += execution_text(known.test, *execution);
  }
  fmt::print(out, "{}{}", table.text(), executions);
  print_agreement(out, sum, tests.size());
  return sum.wrong() == 0 ? ExitCode::kSuccess : ExitCode::kRefuted;
}

}  // namespace

void add_litmus_command(CommandSyntax& program) {
  const auto options = std::make_shared<LitmusOptions>();
  CommandSyntax command = program.add_command(
      "litmus", "ask the memory model of `explore` about tests of storage ordering");
  command.add_files({"TEST",
                     "a test such as MP+lwsync+addr, or a file of tests (- is the standard input): "
                     "a line each, with what is known of it",
                     "", Presence::kRequired},
                    options->tests);
  command.add_flag({"--explain", "show an execution of each test that is allowed"},
                   [options] { options->explain = true; });
  command.explain(kLitmusText);
  command.runs(options, run_litmus);
}

}  // namespace htabsim
