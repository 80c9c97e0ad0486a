// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/tlm/host/machine_setup.h"
#include "sc_main/setup/plain_accesses.h"
#include "sc_main/setup/recording.h"
#include "sc_main/setup/run_request.h"
#include "sc_main/setup/stream_input.h"

namespace htabsim {

/// The files that a run works off, open as long as it runs: those of a captured guest or the table
/// of one that stands still, plain traces, or both.
class RunInputs {
 public:
  /// Opens them. InputError for what cannot be used. `on_batch` is told of each batch of events.
  RunInputs(const RunRequest& request, const std::function<void(std::uint64_t)>& on_batch);

  /// The guest as it stands before the run: the captured guest's processors, then one for each
  /// trace. A captured guest brings its table and its kernel's entries, and so does a table that is
  /// given; otherwise the table holds just those of a kernel of our own.
  MachineSetup machine_setup();

  /// InputError if a file turned out damaged while it was read.
  void rethrow_if_damaged() const;

 private:
  MachineSetup recorded_setup();
  MachineSetup table_setup();
  MachineSetup kernel_setup();
  void add_programs(MachineSetup& setup, GuestReal first_free);

  const RunRequest& request_;
  std::optional<CapturedGuest> guest_;
  std::optional<Recording> recording_;
  std::optional<StreamInput> table_;
  std::deque<PlainAccesses> traces_;
};

}  // namespace htabsim
