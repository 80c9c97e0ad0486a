// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/simulation.h"

#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/report/result_folder.h"
#include "sc_main/report/run_progress.h"
#include "sc_main/report/run_statistics.h"
#include "sc_main/report/run_summary.h"
#include "sc_main/report/stuck_simulation.h"
#include "sc_main/report/timelines.h"
#include "sc_main/report/warm_up.h"
#include "sc_main/setup/interruption.h"
#include "sc_main/setup/run_inputs.h"

namespace htabsim {

namespace {

/// What a signal that asks for the program's end does to a simulation.
enum class OnSignal : std::uint8_t { kEndsTheProgram, kEndsTheSimulation };

/// Warms up and simulates. InputError if an input is damaged.
SimulationEnd go_through(Platform& platform, const RunRequest& request, const RunInputs& inputs) {
  try {
    warm_up(platform, request, inputs);
    const SimulationEnd end = platform.simulate();
    if (end == SimulationEnd::kStopped || inputs.is_cut_short()) return SimulationEnd::kStopped;
    inputs.rethrow_if_damaged();
    if (end == SimulationEnd::kStuck) throw StuckSimulation(platform);
    return end;
  } catch (const InputError&) {
    if (Interruption::is_requested()) return SimulationEnd::kStopped;  // it was amid a read
    throw;
  }
}

/// Simulates, and gives the result to `use` while the platform stands; `progress` may be null.
template <class Use>
auto with_result(const RunRequest& request, RunInputs& inputs, OnSignal on_signal,
                 RunProgress* progress, Use use) {
  Timelines timelines(request.timeline, request.config.clock.period_ps);
  const Sim sim(request.config, request.stepping, request.interval, timelines.wanted());
  Platform platform("platform", sim, inputs.machine_setups(), request.job);
  const ResultFolder folder(request.output);
  folder.prepare();
  std::optional<ReceivedStream> received;
  if (folder.wanted() && platform.agent() != nullptr) {
    platform.agent()->observe(received.emplace());
  }

  if (progress != nullptr) progress->watch(platform);
  std::optional<Interruption> interruption;
  if (on_signal == OnSignal::kEndsTheSimulation) {
    interruption.emplace([&platform] { platform.stop(); });
  }
  const auto began = std::chrono::steady_clock::now();
  SimulationEnd end{};
  timelines.record([&] { end = go_through(platform, request, inputs); });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;

  RunResult result{request, platform, {}, took.count(), inputs.notes(), timelines.notes()};
  if (end == SimulationEnd::kStopped) {
    result.cut_short_at = platform.clock().now();
  } else if (Host* destination = platform.destination()) {
    result.destination =
        compare_tables(platform.source().guest().image(), destination->guest().image(),
                       request.config.migration.entries);
  }
  folder.write(result, received ? &*received : nullptr);
  interruption.reset();
  return use(result);
}

}  // namespace

ExitCode simulate(const RunRequest& request, std::FILE* out) {
  RunProgress progress;
  RunInputs inputs(request, [&progress](std::uint64_t count) {
    progress.on_given(count);
    return Interruption::is_requested() ? Wanted::kNoMore : Wanted::kMore;
  });
  progress.set_inputs(inputs);
  return with_result(request, inputs, OnSignal::kEndsTheSimulation, &progress,
                     [&progress, out](const RunResult& result) {
                       progress.erase();
                       fmt::print(out, "{}", run_summary(result));
                       if (result.cut_short_at) return Interruption::exit_code();
                       return result.holds() ? ExitCode::kSuccess : ExitCode::kRefuted;
                     });
}

boost::json::object simulated_statistics(const RunRequest& request) {
  RunInputs inputs(request, {});
  return with_result(request, inputs, OnSignal::kEndsTheProgram, nullptr, run_statistics);
}

}  // namespace htabsim
