// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/htab/stream_promises.h"
#include "htabsim/tlm/host/htab_fd.h"
#include "htabsim/tlm/kit/race_counters.h"
#include "htabsim/tlm/memory/hpt_memory.h"
#include "htabsim/tlm/migration/entry_events.h"

namespace htabsim {

/// Watches a table and its HTAB descriptor in time and holds them to the stream's promises. It is
/// passive: nothing runs differently because of it.
class StreamChecker final : public Part, public HptObserver, public HtabFdObserver {
 public:
  /// Watches a guest's table and descriptor from now on.
  StreamChecker(const sc_core::sc_module_name& name, const Sim& sim, HptMemory& memory,
                const GuestTable& table, HtabFdTarget& descriptor);
  ~StreamChecker() override;

  [[nodiscard]] StreamPromises& promises() { return promises_; }
  [[nodiscard]] const StreamPromises& promises() const { return promises_; }
  /// StreamPromises::check_receiver().
  void check_receiver(Cycles cycle);
  /// For each of promises().first_violations(): what had happened to its entry last.
  [[nodiscard]] const std::vector<std::vector<EntryEvent>>& events_around() const {
    return events_around_;
  }

  [[nodiscard]] std::string title() const override { return "stream checker"; }
  /// The races between the guest's updates and the readers' position.
  void report(Report& report) const override { report.races(races_); }

  void on_change(HpteIndex index, EntryEventKind part, InitiatorId initiator,
                 Cycles cycle) override;
  void on_table_switched(Cycles cycle) override;
  void on_open(int descriptor, std::uint64_t flags, std::uint64_t start_index) override;
  void on_close(int descriptor) override;
  void on_read_begin(int descriptor) override;
  void on_read_end(int descriptor, std::span<const std::byte> data, std::size_t count,
                   Cycles cycle) override;

 private:
  [[nodiscard]] StreamPromises::Author author(EntryEventKind part, InitiatorId initiator) const;
  void count_race(HpteIndex index, EntryEventKind part);
  void note_reports(std::span<const std::byte> data, Cycles cycle);
  void keep_events_of_violations();

  const HptMemory& memory_;
  InitiatorId reader_;
  unsigned open_ = 0;
  RaceCounters races_;
  StreamPromises promises_;
  EntryEvents events_;
  std::vector<std::vector<EntryEvent>> events_around_;
};

}  // namespace htabsim
