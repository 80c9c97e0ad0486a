// SPDX-License-Identifier: Apache-2.0
#include "sc_main/simulation.h"

#include <chrono>

#include <fmt/format.h>

#include "sc_main/captured_events.h"
#include "sc_main/guest_setup.h"
#include "sc_main/json_writer.h"
#include "sc_main/output_file.h"
#include "sc_main/progress.h"
#include "sc_main/run_statistics.h"
#include "sc_main/run_summary.h"

namespace htabsim {

namespace {

void write_results(const RunResult& result) {
  const auto& folder = result.request.output;
  if (folder.empty()) return;
  write_file(folder / "stats.json", format_json(run_statistics(result)));
  if (const MigrationAgent* agent = result.platform.agent()) {
    write_file(folder / "passes.csv", passes_csv(*agent));
  }
}

}  // namespace

ExitCode simulate(const RunRequest& request, std::FILE* out) {
  const CapturedGuest guest = open_captured_guest(request.guest);
  Progress progress(stderr);
  CapturedEvents events(InputFile(guest.events), [&](std::uint64_t count) {
    progress.update({count, 0, sc_core::sc_time_stamp().value()});
  });
  Partition partition = make_partition(guest, request.config);
  HptImage image = load_table(guest, guest.hpt_start, partition, request.config);
  Platform platform("platform", request.config,
                    {std::move(image), std::move(partition), {{&events, initial_state(guest, request.config)}}},
                    request.job, request.stepping);

  const auto began = std::chrono::steady_clock::now();
  platform.simulate();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  events.rethrow_if_damaged();

  RunResult result{request, platform, {}, took.count()};
  if (GuestMachine* destination = platform.destination()) {
    result.destination =
        compare_tables(platform.source().memory().image(), destination->memory().image());
  }
  fmt::print(out, "{}", run_summary(result));
  write_results(result);
  return result.holds() ? ExitCode::kSuccess : ExitCode::kRefuted;
}

}  // namespace htabsim
