// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/simulation.h"

#include <chrono>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "htabsim/model/base/progress.h"
#include "sc_main/report/result_folder.h"
#include "sc_main/report/run_statistics.h"
#include "sc_main/report/run_summary.h"
#include "sc_main/report/stuck_simulation.h"
#include "sc_main/report/warm_up.h"
#include "sc_main/setup/run_inputs.h"

namespace htabsim {

namespace {

/// Simulates, and gives the result to `use` while the platform stands. `on_batch` is told of each
/// batch of events.
template <class Use>
auto with_result(const RunRequest& request, const std::function<void(std::uint64_t)>& on_batch,
                 Use use) {
  RunInputs inputs(request, on_batch);
  const Sim sim(request.config, request.stepping, request.interval);
  Platform platform("platform", sim, inputs.machine_setups(), request.job);
  const ResultFolder folder(request.output);
  folder.prepare();
  std::optional<ReceivedStream> received;
  if (folder.wanted() && platform.agent() != nullptr) {
    platform.agent()->observe(received.emplace());
  }

  const auto began = std::chrono::steady_clock::now();
  warm_up(platform, request, inputs);
  const SimulationEnd end = platform.simulate();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  inputs.rethrow_if_damaged();
  if (end == SimulationEnd::kStuck) throw StuckSimulation(platform);

  RunResult result{request, platform, {}, took.count(), inputs.notes()};
  if (Host* destination = platform.destination()) {
    result.destination =
        compare_tables(platform.source().guest().image(), destination->guest().image(),
                       request.config.migration.entries);
  }
  folder.write(result, received ? &*received : nullptr);
  return use(result);
}

}  // namespace

ExitCode simulate(const RunRequest& request, std::FILE* out) {
  Progress progress(stderr);
  std::uint64_t given = 0;
  const auto on_batch = [&](std::uint64_t count) {
    progress.update({given += count, 0, sc_core::sc_time_stamp().value()});
  };
  return with_result(request, on_batch, [out](const RunResult& result) {
    fmt::print(out, "{}", run_summary(result));
    return result.holds() ? ExitCode::kSuccess : ExitCode::kRefuted;
  });
}

boost::json::object simulated_statistics(const RunRequest& request) {
  return with_result(request, {}, run_statistics);
}

}  // namespace htabsim
