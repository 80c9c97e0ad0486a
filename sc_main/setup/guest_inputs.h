// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/model/trace/trace_format.h"
#include "htabsim/tlm/host/machine_setup.h"
#include "sc_main/setup/address_spaces.h"
#include "sc_main/setup/batch_listener.h"
#include "sc_main/setup/guest_files.h"
#include "sc_main/setup/plain_accesses.h"
#include "sc_main/setup/recording.h"
#include "sc_main/setup/stream_input.h"

namespace htabsim {

/// The files of one guest, open as long as it runs.
class GuestInputs {
 public:
  /// Opens them. InputError for what cannot be used. `samples` are taken of the plain traces.
  /// `on_batch` is told of each batch of events.
  GuestInputs(const GuestFiles& files, const TraceReading& reading,
              const std::optional<SamplePlan>& samples, const BatchListener& on_batch);
  GuestInputs(const GuestInputs&) = delete;
  GuestInputs& operator=(const GuestInputs&) = delete;

  /// The guest as it stands before the run: the captured guest's processors, then those of the
  /// traces. UsageError if there are more of these than traces. A captured guest brings its table
  /// and its kernel's entries, and so does a table that is given; otherwise the table holds just
  /// those of a kernel of our own. `config` has the host's base address of this guest's memory.
  MachineSetup machine_setup(const Config& config, std::uint64_t seed);

  /// The address space of each trace, by number.
  [[nodiscard]] std::vector<std::size_t> trace_spaces() const;

  /// What there is to say of the files.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  /// InputError if a file turned out damaged while it was read.
  void rethrow_if_damaged() const;
  /// How much of each file has been read that is worked off; null where that is not known.
  [[nodiscard]] const std::vector<std::shared_ptr<const ReadShare>>& shares() const {
    return shares_;
  }
  /// No more of a file was wanted, and there may have been more.
  [[nodiscard]] bool is_cut_short() const;

 private:
  MachineSetup recorded_setup(const Config& config, std::uint64_t seed);
  MachineSetup table_setup(const Config& config, std::uint64_t seed);
  MachineSetup kernel_setup(const Config& config, std::uint64_t seed);
  void add_programs(MachineSetup& setup, const Config& config, std::uint64_t seed,
                    GuestReal first_free);

  std::string name_;
  std::optional<CapturedGuest> guest_;
  std::optional<Recording> recording_;
  std::optional<StreamInput> table_;
  std::deque<PlainAccesses> traces_;
  std::vector<std::shared_ptr<const ReadShare>> shares_;
  AddressSpaces spaces_;  // of the traces
  std::vector<std::string> notes_;
};

}  // namespace htabsim
