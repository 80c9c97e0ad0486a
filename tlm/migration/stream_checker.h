// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <boost/describe/class.hpp>

#include "htabsim/model/hpt/table_fill.h"
#include "htabsim/model/htab/stream_promises.h"
#include "htabsim/tlm/host/htab_fd.h"
#include "htabsim/tlm/kit/race_counters.h"
#include "htabsim/tlm/memory/hpt_memory.h"
#include "htabsim/tlm/migration/entry_events.h"

namespace htabsim {

/// What happens to a stream in an interval of simulated time.
struct StreamIntervalCounts {
  std::uint64_t reads = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t entries_sent = 0;            ///< valid and invalid ones
  std::uint64_t changed_while_streamed = 0;  ///< changes of the guest's view of the table
};
BOOST_DESCRIBE_STRUCT(StreamIntervalCounts, (),
                      (reads, bytes_sent, entries_sent, changed_while_streamed))

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

  /// Changes of the guest's view while a descriptor was open, by bucket of the table.
  [[nodiscard]] const TableBuckets& changes_by_bucket() const { return changes_by_bucket_; }

  /// By interval of Sim::interval, as far as anything happened; empty if that is 0.
  [[nodiscard]] const std::vector<StreamIntervalCounts>& intervals() const { return intervals_; }

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
  void count_race(HpteIndex index, EntryEventKind part, Cycles cycle);
  void count_read(std::span<const std::byte> data, Cycles cycle);
  /// Calls `count` with the counts of the interval that has `cycle`, if there are intervals.
  template <class Count>
  void count_in_interval(Cycles cycle, const Count& count);
  void note_reports(std::span<const std::byte> data, Cycles cycle);
  void keep_events_of_violations();

  const HptMemory& memory_;
  const HptImage& image_;
  InitiatorId reader_;
  unsigned open_ = 0;
  RaceCounters races_;
  TableBuckets changes_by_bucket_{};
  std::vector<StreamIntervalCounts> intervals_;
  StreamPromises promises_;
  EntryEvents events_;
  std::vector<std::vector<EntryEvent>> events_around_;
};

}  // namespace htabsim
