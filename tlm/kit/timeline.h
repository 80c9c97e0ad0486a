// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/kit/sim.h"

namespace htabsim {

/// Links what one thing leads to across tracks; 0: nothing.
enum class TimelineFlow : std::uint64_t {};

/// What is told beside a name: a number, or a text if there is one. Texts outlive the timeline.
struct TimelineDetail {
  std::string_view name;
  std::uint64_t number = 0;
  std::string_view text = {};
};

/// What an event means for the flows of entries, from who changes one to the write that it ends in.
enum class TimelineRole : std::uint8_t {
  kNone,
  kChangesEntry,   ///< the flow goes on in the entry `first` of `table`
  kCarriesGroup,   ///< a group of the stream has the `count` entries from `first` on
  kWritesGroups,   ///< the next `count` groups that were carried arrive
  kForgetsGroups,  ///< those on their way never arrive
  kForgetsTable,   ///< the entries of `table` are others from now on
};

struct TimelineEvent {
  std::string_view what = {};  ///< outlives the timeline
  TimelineFlow flow{};
  TimelineRole role = TimelineRole::kNone;
  std::uint64_t table = 0;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::initializer_list<TimelineDetail> details = {};
};

/// Hears what parts are at, track by track; passive: nothing runs differently because of it. What
/// runs ahead of the simulated time tells of the future, never of a cycle that has passed. Of one
/// track and cycle, events come in their order.
class Timeline {
 public:
  virtual ~Timeline() = default;

  /// Before time begins. `path` is the SystemC name of the part, which is of the part above it.
  virtual std::uint32_t add_track(std::string_view path, std::string_view title) = 0;
  virtual std::uint32_t add_counter(std::string_view path, std::string_view title) = 0;
  /// Something begins inside of what is under way.
  virtual void begin(std::uint32_t track, Cycles at, const TimelineEvent& event) = 0;
  /// What has begun last ends.
  virtual void end(std::uint32_t track, Cycles at, const TimelineEvent& event) = 0;
  virtual void instant(std::uint32_t track, Cycles at, const TimelineEvent& event) = 0;
  virtual void change(std::uint32_t counter, Cycles at, std::int64_t by) = 0;
};

/// A track of the timeline. Without a timeline all that is told to it is nobody's.
class TimelineTrack {
 public:
  TimelineTrack() = default;
  TimelineTrack(const Sim& sim, std::string_view path, std::string_view title)
      : timeline_(sim.timeline) {
    if (timeline_ != nullptr) number_ = timeline_->add_track(path, title);
  }

  explicit operator bool() const { return timeline_ != nullptr; }
  void begin(Cycles at, const TimelineEvent& event) const { timeline_->begin(number_, at, event); }
  void end(Cycles at, const TimelineEvent& event = {}) const { timeline_->end(number_, at, event); }
  void instant(Cycles at, const TimelineEvent& event) const {
    timeline_->instant(number_, at, event);
  }
  /// One that begins here; the same in each run, whoever is ahead.
  TimelineFlow new_flow() {
    constexpr unsigned kFlowsOfATrack = 40;  // bits
    return TimelineFlow{(std::uint64_t{number_} + 1) << kFlowsOfATrack | ++flows_};
  }

 private:
  Timeline* timeline_ = nullptr;
  std::uint32_t number_ = 0;
  std::uint64_t flows_ = 0;
};

/// A number that goes up and down on the timeline, if there is one.
class TimelineCounter {
 public:
  TimelineCounter() = default;
  TimelineCounter(const Sim& sim, std::string_view path, std::string_view title)
      : timeline_(sim.timeline) {
    if (timeline_ != nullptr) number_ = timeline_->add_counter(path, title);
  }

  void change(Cycles at, std::int64_t by) const {
    if (timeline_ != nullptr) [[unlikely]]
      timeline_->change(number_, at, by);
  }

 private:
  Timeline* timeline_ = nullptr;
  std::uint32_t number_ = 0;
};

}  // namespace htabsim
