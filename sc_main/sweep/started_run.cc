// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/started_run.h"

#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/exit_code.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/output_file.h"
#include "sc_main/setup/run_options.h"
#include "sc_main/sweep/reading_arguments.h"

namespace htabsim {

namespace {

constexpr const char* kConfig = "run.toml";
constexpr const char* kSummary = "summary.txt";
constexpr const char* kMessages = "messages.txt";
constexpr const char* kStatistics = "stats.json";

ProcessCommand command_of(const SweepWork& work, const std::filesystem::path& folder) {
  ProcessCommand command{
      work.program.string(),
      {command_name(work.plan.job), (folder / kConfig).string(), "-o", folder.string()},
      folder / kSummary,
      folder / kMessages};
  const std::vector<std::string> reading = reading_arguments(work.plan.reading);
  command.arguments.insert(command.arguments.end(), reading.begin(), reading.end());
  return command;
}

/// A run whose checks fail has results like any other.
bool has_results(const ProcessEnd& end, const std::filesystem::path& folder) {
  const bool came_to_its_end = end.exit_code == static_cast<int>(ExitCode::kSuccess) ||
                               end.exit_code == static_cast<int>(ExitCode::kRefuted);
  return came_to_its_end && std::filesystem::exists(folder / kStatistics);
}

}  // namespace

std::unique_ptr<StartedRun> StartedRun::try_start(const SweepWork& work, std::size_t number) {
  const SweepRun& run = work.plan.runs[number];
  const SweepStore& store = work.store;
  std::optional<Claim> claim = store.claim(run.id);
  // Who had it until now may have finished it.
  if (!claim || store.is_finished(run.id)) return nullptr;
  Claims claims{std::move(*claim), std::nullopt};
  std::vector<std::string> state;
  if (!run.warm_state.empty()) {
    const std::string file = store.warm_state(run.warm_state).string();
    if (!std::filesystem::exists(file)) {
      std::optional<Claim> making = store.claim_warm_state(run.warm_state);
      if (!making) return nullptr;
      claims.warm_state.emplace(std::move(*making));
    }
    const bool is_there = std::filesystem::exists(file);
    if (is_there) claims.warm_state.reset();
    state = {is_there ? "--load-state" : "--save-state", file};
  }
  const std::filesystem::path folder = store.new_partial_folder(run.id);
  write_file(folder / kConfig, run.config);
  ProcessCommand command = command_of(work, folder);
  command.arguments.insert(command.arguments.end(), state.begin(), state.end());
  return std::unique_ptr<StartedRun>(
      new StartedRun(work, number, std::move(claims), std::move(command)));
}

StartedRun::StartedRun(const SweepWork& work, std::size_t number, Claims claims,
                       const ProcessCommand& command)
    : store_(work.store),
      run_(work.plan.runs[number]),
      number_(number),
      command_(command),
      claims_(std::move(claims)),
      process_(command_, [this] {
        claims_.run.keep_across_exec();
        if (claims_.warm_state) claims_.warm_state->keep_across_exec();
      }) {}

std::optional<RunOutcome> StartedRun::poll() {
  const auto end = process_.poll();
  if (!end) return std::nullopt;
  return settle(*end);
}

RunOutcome StartedRun::settle(const ProcessEnd& end) const {
  const std::filesystem::path folder = store_.partial_folder(run_.id);
  if (has_results(end, folder)) {
    if (std::filesystem::is_empty(folder / kMessages)) {
      std::filesystem::remove(folder / kMessages);
    }
    store_.finish(run_.id);
    return RunOutcome::kFinished;
  }
  // It may be the state that is damaged: the next attempt makes it anew.
  if (!run_.warm_state.empty() && !claims_.warm_state) {
    std::filesystem::remove(store_.warm_state(run_.warm_state));
  }
  store_.fail(run_.id, failure_text(end));
  return end.is_killed() ? RunOutcome::kKilled : RunOutcome::kFailed;
}

std::string StartedRun::failure_text(const ProcessEnd& end) const {
  const std::string how =
      end.is_killed()
          ? fmt::format("was killed by signal {} ({})", end.signal, ::strsignal(end.signal))
          : fmt::format("has ended with exit code {}", end.exit_code);
  return fmt::format("{} {}\n{}\n{}", command_.program, fmt::join(command_.arguments, " "), how,
                     read_whole_file(command_.err));
}

}  // namespace htabsim
