// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "htabsim/tlm/kit/timeline.h"

namespace htabsim {

/// What a part has told.
struct TimelineRecord {
  enum class Kind : std::uint8_t { kBegin, kEnd, kInstant, kChange };

  Cycles at{};
  std::uint32_t track = 0;   ///< or counter
  std::uint64_t number = 0;  ///< of what was told of the track
  Kind kind = Kind::kInstant;
  std::string_view what = {};
  TimelineFlow flow{};
  TimelineRole role = TimelineRole::kNone;
  std::uint64_t table = 0;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::int64_t by = 0;
  std::vector<TimelineDetail> details = {};
};

/// Puts what parts tell into the order of its times, in which it is the same whoever ran ahead:
/// by cycle, then by track, then as it was told of the track. Tracks and counters share their
/// numbers, from 0 on.
class OrderedTimeline : public Timeline {
 public:
  std::uint32_t add_track(std::string_view path, std::string_view title) final;
  std::uint32_t add_counter(std::string_view path, std::string_view title) final;
  void begin(std::uint32_t track, Cycles at, const TimelineEvent& event) final;
  void end(std::uint32_t track, Cycles at, const TimelineEvent& event) final;
  void instant(std::uint32_t track, Cycles at, const TimelineEvent& event) final;
  void change(std::uint32_t counter, Cycles at, std::int64_t by) final;

 protected:
  enum class TrackKind : std::uint8_t { kTrack, kCounter };
  virtual void describe(TrackKind kind, std::string_view path, std::string_view title) = 0;
  /// Something is kept that happens then.
  virtual void on_kept(Cycles at) = 0;

  [[nodiscard]] std::size_t kept() const { return records_.size(); }
  /// Of what is kept, the first.
  [[nodiscard]] Cycles first_kept() const { return records_.front().at; }
  /// Gives `take` what happened before `cycle`, and keeps it no longer.
  void take_before(Cycles cycle, const std::function<void(const TimelineRecord&)>& take);

 private:
  void keep(std::uint32_t track, TimelineRecord record);
  void keep(TimelineRecord::Kind kind, std::uint32_t track, Cycles at, const TimelineEvent& event);

  std::vector<TimelineRecord> records_;  // a heap, the first on top
  std::vector<std::uint64_t> told_;      // by track
};

}  // namespace htabsim
