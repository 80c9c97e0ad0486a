// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "htabsim/model/base/track_event_writer.h"
#include "htabsim/tlm/kit/clock.h"
#include "sc_main/report/entry_flows.h"
#include "sc_main/report/ordered_timeline.h"
#include "sc_main/setup/timeline_request.h"

namespace htabsim {

/// Writes a timeline for Perfetto while the simulation goes on: all that begins, goes on or ends in
/// the window, until the limit is reached.
class PerfettoTimeline final : public OrderedTimeline {
 public:
  PerfettoTimeline(const TimelineRequest& request, const Clock& clock)
      : request_(request), clock_(clock) {}

  /// From now on it is written to `out`, with all tracks that there are. All are there.
  void start(std::ostream& out);
  /// Writes what is kept; nothing will be told any more.
  void finish();

  /// Events that were written.
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t bytes() const { return writer_ ? writer_->bytes() : 0; }
  /// Where the limit was reached.
  [[nodiscard]] std::optional<Cycles> cut_at() const { return cut_at_; }

 private:
  struct Described {
    TrackKind kind;
    std::string path;
    std::string title;
  };
  /// Something that is under way.
  struct Open {
    TimelineRecord record;
    EntryFlows::Flows flows;
    bool is_written = false;
  };
  struct Track {
    TrackUuid uuid{};
    std::vector<Open> open;  // each inside of the one before
    std::int64_t value = 0;  // of a counter
  };

  void describe(TrackKind kind, std::string_view path, std::string_view title) override;
  void on_kept(Cycles at) override;
  TrackUuid group_of(const std::string& path, std::map<std::string, TrackUuid>& groups);
  void take(const TimelineRecord& record);
  void take_begin(const TimelineRecord& record, EntryFlows::Flows flows);
  void take_end(const TimelineRecord& record);
  void take_instant(const TimelineRecord& record, const EntryFlows::Flows& flows);
  void write_open(Track& track);
  /// Writes counters as they are before `next`.
  void write_counters(Cycles next);
  [[nodiscard]] TrackEvent event_of(const TimelineRecord& record, const EntryFlows::Flows& flows);
  [[nodiscard]] bool is_in_window(Cycles at) const {
    return at >= request_.from && at < request_.until;
  }
  /// Whether one more event fits below the limit; if not, none does from now on.
  bool has_room(Cycles at, const EntryFlows::Flows& flows);
  [[nodiscard]] std::uint64_t ns(Cycles at) const {
    constexpr std::uint64_t kPicosecondsOfNanosecond = 1000;
    return at.value() * clock_.period_ps() / kPicosecondsOfNanosecond;
  }

  const TimelineRequest& request_;
  const Clock& clock_;
  std::vector<Described> described_;
  std::vector<Track> tracks_;
  std::optional<TrackEventWriter> writer_;
  EntryFlows entry_flows_;
  std::vector<TrackNote> notes_;
  std::set<std::uint32_t> changed_;  // counters, since they were written last
  Cycles cycle_;                     // that is being written
  std::uint64_t written_open_ = 0;   // that are to be ended
  std::uint64_t events_ = 0;
  std::size_t most_kept_ = kKept;
  std::optional<Cycles> cut_at_;

  static constexpr std::size_t kKept = 16384;
};

}  // namespace htabsim
