// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/explore.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/explore/barrier_table.h"
#include "htabsim/model/explore/explorer.h"
#include "htabsim/model/explore/random_orders.h"
#include "htabsim/model/explore/scenario_file.h"
#include "sc_main/cli/exploration_checkpoint.h"
#include "sc_main/cli/exploration_table.h"
#include "sc_main/cli/exploration_text.h"
#include "sc_main/cli/explorations.h"
#include "sc_main/cli/inject_option.h"
#include "sc_main/cli/value_names.h"
#include "sc_main/config/shipped_folder.h"
#include "sc_main/setup/barrier_name.h"
#include "sc_main/setup/defect_name.h"
#include "sc_main/setup/input_path.h"
#include "sc_main/setup/interruption.h"

namespace htabsim {

namespace {

constexpr CommandText kExploreText = {
    .description =
        R"(Goes through all orders in which the operations of a few agents on a small table can happen, as
POWER orders storage, and checks in each that no update is lost and no translation is wrong. An
order that breaks a promise is printed, and --replay does it again.)",
    .examples = R"(All scenarios that come with htabsim:

  htabsim explore --all

Is this barrier of the kernel needed? It is if the exit status is 1:

  htabsim explore enter_walk --without eieio@H_ENTER

That a deliberate bug is found:

  htabsim explore reader_enter --inject enter_not_noted)"};

constexpr ShippedFolder kScenarios = {"scenarios", "HTABSIM_SCENARIO_DIR", ".scenario"};

Scenario read_scenario(const std::filesystem::path& file) {
  return scenario_of(file.stem().string(), read_scenario_file(InputFile(input_path(file))));
}

std::filesystem::path shipped_file(const std::string& name) {
  return path_of(kScenarios) / (name + std::string(kScenarios.extension));
}

bool is_scenario_file(const std::filesystem::path& name) {
  return name == "-" || name.has_parent_path() || name.extension() == kScenarios.extension;
}

Scenario find_scenario(const std::string& name) {
  if (is_scenario_file(name)) return read_scenario(name);
  if (std::filesystem::exists(shipped_file(name))) return read_scenario(shipped_file(name));
  throw UsageError(fmt::format("explore: there is no scenario \"{}\"; the nearest is \"{}\"", name,
                               nearest_name(name, names_in(kScenarios)).value_or("")));
}

std::vector<std::string> scenario_names() { return names_in(kScenarios); }

std::vector<Scenario> shipped_scenarios() {
  std::vector<Scenario> scenarios;
  for (const std::string& name : scenario_names())
    scenarios.push_back(read_scenario(shipped_file(name)));
  return scenarios;
}

template <DescribedEnum E>
E value_of(std::string_view option, const std::string& name) {
  if (const auto value = enumerator_from_name<E>(name)) return *value;
  throw UsageError(fmt::format("explore: {}: \"{}\" is none of {}", option, name,
                               fmt::join(enumerator_names<E>(), ", ")));
}

MemoryModel memory_of(const ExploreOptions& options) {
  if (options.memory.empty()) return MemoryModel::power;
  return value_of<MemoryModel>("--memory", options.memory);
}

std::vector<Scenario> chosen_scenarios(const ExploreOptions& options) {
  if (options.set == ExploreSet::kNamed) return {find_scenario(options.scenario)};
  std::vector<Scenario> chosen = shipped_scenarios();
  const MemoryModel memory = memory_of(options);
  std::erase_if(chosen, [memory](const Scenario& scenario) { return !scenario.holds_on(memory); });
  if (chosen.empty()) {
    throw UsageError(
        fmt::format("explore: {} has no scenario that is to hold", path_of(kScenarios).string()));
  }
  return chosen;
}

ExitCode list_scenarios(std::FILE* out) {
  TextTable table({{"scenario"}, {"breaks"}, {"meaning"}});
  for (const Scenario& scenario : shipped_scenarios()) {
    table.add_row({scenario.name, scenario.breaks.value_or(""), scenario.meaning});
  }
  fmt::print(out, "{}", table.text());
  return ExitCode::kSuccess;
}

ExitCode list_barriers(std::FILE* out) {
  TextTable table({{"barrier"}, {"in the kernel"}, {"scenario"}, {"without it"}});
  for (const BarrierInfo& info : barrier_table()) {
    std::string scenario(info.scenario);
    if (info.fetch == EntryFetch::doublewords) scenario += " --entry-fetch doublewords";
    table.add_row(
        {std::string(info.name), std::string(info.kernel), scenario, std::string(info.meaning)});
  }
  fmt::print(out, "{}\nhtabsim explore SCENARIO --without BARRIER shows it\n", table.text());
  return ExitCode::kSuccess;
}

ExplorationRules rules_of(const ExploreOptions& options) {
  return {.defect = parse_defect(options.inject),
          .memory = memory_of(options),
          .fetch = value_of<EntryFetch>("--entry-fetch", options.entry_fetch),
          .without = parse_barrier(options.without)};
}

ExitCode replay_one(const ExploreOptions& options, std::FILE* out) {
  if (options.scenario.empty() || options.set == ExploreSet::kAll) {
    throw UsageError("explore: --replay is an order of one scenario, which must be named");
  }
  ExplorerOptions explorer;
  explorer.rules = rules_of(options);
  Replayed replayed;
  try {
    replayed = replay(find_scenario(options.scenario), explorer, options.replay);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("explore: --replay: {}", error.what()));
  }
  fmt::print(out, "{}\n", steps_text(replayed.steps));
  if (!replayed.standing.holds()) {
    fmt::print(out, "{}\n", promise_text(replayed.standing.broken));
    return ExitCode::kRefuted;
  }
  fmt::print(out, "no promise is broken, {}\n",
             replayed.standing.end == World::Standing::End::kDone ? "and all agents have ended"
                                                                  : "and the order could go on");
  return ExitCode::kSuccess;
}

/// Never more than it is.
std::string probability_text(double probability) {
  return fmt::format("{:.2f} %", std::floor(probability * 10'000) / 100);
}

ExitCode try_orders(const ExploreOptions& options, std::FILE* out) {
  RandomOrdersOptions random;
  random.depth = static_cast<unsigned>(*options.pct);
  random.runs = options.runs.value_or(random.runs);
  random.seed = options.seed.value_or(random.seed);
  random.rules = rules_of(options);
  TextTable table({{"scenario"},
                   {"runs", Align::kRight},
                   {"longest", Align::kRight},
                   {"would be found", Align::kRight},
                   {"result"}});
  std::string violations;
  for (const Scenario& scenario : chosen_scenarios(options)) {
    const RandomOrders result = try_random_orders(scenario, random);
    table.add_row({scenario.name, grouped(result.runs), grouped(result.longest),
                   result.violation ? "" : probability_text(result.bound(random.depth)),
                   result.violation ? "BROKEN" : "nothing found"});
    if (!result.violation) continue;
    violations += fmt::format("\n{}: {}", scenario.name, violation_text(*result.violation, "a"));
  }
  fmt::print(out,
             "{}{}\n\"would be found\": what {} orderings together break, at least with this "
             "probability\n",
             table.text(), violations, random.depth);
  return violations.empty() ? ExitCode::kSuccess : ExitCode::kRefuted;
}

/// As many as there are processors, if the user does not say.
unsigned jobs_of(const ExploreOptions& options) {
  const auto processors = std::max(1U, std::thread::hardware_concurrency());
  return static_cast<unsigned>(options.jobs.value_or(processors));
}

void check_checkpoint(const ExploreOptions& options) {
  if (options.pct || !options.replay.empty()) {
    throw UsageError("explore: --checkpoint does not go with --pct or --replay");
  }
  if (options.scenario.empty() || options.scenario == "-" || options.set != ExploreSet::kNamed) {
    throw UsageError("explore: --checkpoint is of one scenario, by name or as a file");
  }
  if (std::filesystem::is_fifo(options.scenario) || options.scenario.starts_with("/dev/")) {
    throw UsageError("explore: --checkpoint is of a scenario that can be read again");
  }
}

void check_options(const ExploreOptions& options) {
  if (options.pct && !options.replay.empty()) {
    throw UsageError("explore: --pct and --replay do not go together");
  }
  if (options.pct && options.set == ExploreSet::kNamed && options.scenario.empty()) {
    throw UsageError("explore: --pct is of a scenario, or of --all");
  }
  if (options.preemptions && (options.pct || !options.replay.empty())) {
    throw UsageError("explore: --preemptions does not go with --pct or --replay");
  }
  if (!options.without.empty() && memory_of(options) == MemoryModel::sc) {
    throw UsageError(
        "explore: --without shows nothing with --memory sc, where barriers order "
        "nothing");
  }
  if (!options.checkpoint.empty()) check_checkpoint(options);
  if (options.jobs && (options.pct || options.set != ExploreSet::kAll)) {
    throw UsageError("explore: --jobs is of --all, where each takes a scenario");
  }
  if (!options.pct && (options.runs || options.seed)) {
    throw UsageError("explore: --runs and --seed are of --pct");
  }
}

ExplorerOptions explorer_options(const ExploreOptions& options) {
  ExplorerOptions explorer;
  explorer.rules = rules_of(options);
  if (options.preemptions) explorer.preemptions = static_cast<std::uint8_t>(*options.preemptions);
  return explorer;
}

/// What an interrupted search is of: whoever goes on with it must explore the same.
std::string search_title(const ExploreOptions& options) {
  const std::filesystem::path file = is_scenario_file(options.scenario)
                                         ? std::filesystem::path(options.scenario)
                                         : shipped_file(options.scenario);
  Digest text;
  for (const char c : read_whole_file(file)) text.add(static_cast<unsigned char>(c));
  std::string title =
      fmt::format("{} {:016x} --memory {} --entry-fetch {}", file.stem().string(), text.value(),
                  enumerator_name(memory_of(options)), options.entry_fetch);
  if (!options.inject.empty()) title += " --inject " + options.inject;
  if (!options.without.empty()) title += " --without " + options.without;
  if (options.preemptions) title += fmt::format(" --preemptions {}", *options.preemptions);
  return title;
}

/// The scenario, from where its checkpoint says to where the user or its end says.
std::vector<Exploration> go_on_exploring(const std::vector<Scenario>& chosen,
                                         const ExploreOptions& options) {
  const Interruption interruption;
  const ExplorationCheckpoint checkpoint(options.checkpoint, search_title(options));
  const std::optional<SearchRecord> from = checkpoint.read();
  ExplorerOptions explorer = explorer_options(options);
  explorer.is_interrupted = Interruption::is_requested;
  if (from) explorer.from = &*from;
  auto results = explore_each(chosen, explorer, 1);
  if (results.front().interrupted) {
    checkpoint.write(*results.front().interrupted);
  } else {
    checkpoint.remove();
  }
  return results;
}

ExitCode try_all_orders(const ExploreOptions& options, std::FILE* out) {
  const auto chosen = chosen_scenarios(options);
  const auto results = options.checkpoint.empty()
                           ? explore_each(chosen, explorer_options(options), jobs_of(options))
                           : go_on_exploring(chosen, options);
  ExplorationTable table;
  for (std::size_t i = 0; i < chosen.size(); ++i) table.add(chosen[i], results[i]);
  fmt::print(out, "{}", table.text(options.preemptions));
  if (table.failed() != 0) return ExitCode::kRefuted;
  for (const Exploration& result : results) {
    if (!result.interrupted) continue;
    fmt::print(out, "{} states are still to be followed; the same command goes on with them\n",
               grouped(result.interrupted->waiting.size()));
    return Interruption::exit_code();
  }
  return ExitCode::kSuccess;
}

}  // namespace

ExitCode run_explore(const ExploreOptions& options, std::FILE* out) {
  if (options.inject == kListDefects) return print_defects(out);
  check_options(options);
  if (options.set == ExploreSet::kBarriers) return list_barriers(out);
  if (!options.replay.empty()) return replay_one(options, out);
  if (options.set == ExploreSet::kNamed && options.scenario.empty()) return list_scenarios(out);
  if (options.pct) return try_orders(options, out);
  return try_all_orders(options, out);
}

void add_explore_command(CommandSyntax& program) {
  const auto options = std::make_shared<ExploreOptions>();
  CommandSyntax command = program.add_command(
      "explore", "go through all orders of a few agents' operations on a small table");
  command.add_value(
      {.name = "SCENARIO",
       .meaning = "one scenario, by name or as a file (- is the standard input); without one they "
                  "are listed",
       .value = "",
       .value_names = scenario_names},
      options->scenario);
  command.add_flag({"--all", "every scenario that is to hold"},
                   [options] { options->set = ExploreSet::kAll; });
  command.add_integer({"--jobs", "scenarios of --all at a time (default: one a processor)", "N"},
                      options->jobs, {1, 1024});
  add_inject_option(command, options->inject);
  command.add_value({.name = "--memory",
                     .meaning = "power: agents see stores as POWER orders storage (default); sc: "
                                "all at once, in one order",
                     .value = "MODEL",
                     .value_names = enumerator_value_names<MemoryModel>},
                    options->memory);
  command.add_value(
      {.name = "--entry-fetch",
       .meaning = "how a table walk reads an entry: line, doublewords (default: line)",
       .value = "HOW",
       .value_names = enumerator_value_names<EntryFetch>},
      options->entry_fetch);
  command.add_value({.name = "--without",
                     .meaning = "leave a barrier of the code out; --barriers lists them",
                     .value = "NAME",
                     .value_names = barrier_value_names},
                    options->without);
  command.add_flag({"--barriers", "list the barriers, and what goes wrong without each"},
                   [options] { options->set = ExploreSet::kBarriers; });
  command.add_value(
      {"--checkpoint",
       "where Ctrl-C or SIGTERM leaves the search; the same command goes on with it", "FILE"},
      options->checkpoint);
  command.add_integer(
      {"--preemptions", "only orders in which agents that could go on wait so often, at most", "N"},
      options->preemptions, {0, 100});
  command.add_integer({"--pct",
                       "try random orders instead, which find what so many orderings of operations "
                       "break with a probability that is printed",
                       "DEPTH"},
                      options->pct, {1, 20});
  command.add_count({"--runs", "how many random orders", "N"}, options->runs, {1});
  command.add_integer({"--seed", "of the random orders", "N"}, options->seed);
  command.add_value(
      {"--replay", "do one order, as it is printed for what breaks a promise", "CHOICES"},
      options->replay);
  command.explain(kExploreText);
  command.runs(options, run_explore);
}

}  // namespace htabsim
