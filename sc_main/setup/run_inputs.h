// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sc_main/setup/batch_listener.h"
#include "sc_main/setup/guest_inputs.h"
#include "sc_main/setup/run_request.h"

namespace htabsim {

/// The files that a run works off, open as long as it runs.
class RunInputs {
 public:
  /// Opens them. InputError for what cannot be used. `on_batch` is told of each batch of events.
  RunInputs(const RunRequest& request, const BatchListener& on_batch);

  /// The guests as they stand before the run, each one's memory behind that of the one before.
  std::vector<MachineSetup> machine_setups();

  /// The address space of each trace of the first guest, by number.
  [[nodiscard]] std::vector<std::size_t> trace_spaces() const {
    return guests_.front().trace_spaces();
  }

  /// What there is to say of the files of all guests.
  [[nodiscard]] std::vector<std::string> notes() const;

  /// InputError if a file turned out damaged while it was read.
  void rethrow_if_damaged() const;
  /// How much of all files has been read; nothing if that is not known of one.
  [[nodiscard]] std::optional<double> share_read() const;
  /// No more of a file was wanted, and there may have been more.
  [[nodiscard]] bool is_cut_short() const;

 private:
  const RunRequest& request_;
  std::deque<GuestInputs> guests_;
};

}  // namespace htabsim
