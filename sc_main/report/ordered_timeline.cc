// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/ordered_timeline.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace htabsim {

namespace {

bool is_later(const TimelineRecord& a, const TimelineRecord& b) {
  return std::tie(a.at, a.track, a.number) > std::tie(b.at, b.track, b.number);
}

}  // namespace

std::uint32_t OrderedTimeline::add_track(std::string_view path, std::string_view title) {
  describe(TrackKind::kTrack, path, title);
  told_.push_back(0);
  return static_cast<std::uint32_t>(told_.size() - 1);
}

std::uint32_t OrderedTimeline::add_counter(std::string_view path, std::string_view title) {
  describe(TrackKind::kCounter, path, title);
  told_.push_back(0);
  return static_cast<std::uint32_t>(told_.size() - 1);
}

void OrderedTimeline::begin(std::uint32_t track, Cycles at, const TimelineEvent& event) {
  keep(TimelineRecord::Kind::kBegin, track, at, event);
}

void OrderedTimeline::end(std::uint32_t track, Cycles at, const TimelineEvent& event) {
  keep(TimelineRecord::Kind::kEnd, track, at, event);
}

void OrderedTimeline::instant(std::uint32_t track, Cycles at, const TimelineEvent& event) {
  keep(TimelineRecord::Kind::kInstant, track, at, event);
}

void OrderedTimeline::change(std::uint32_t counter, Cycles at, std::int64_t by) {
  if (by == 0) return;
  keep(counter, {.at = at, .kind = TimelineRecord::Kind::kChange, .by = by});
}

void OrderedTimeline::keep(TimelineRecord::Kind kind, std::uint32_t track, Cycles at,
                           const TimelineEvent& event) {
  keep(track, {.at = at,
               .kind = kind,
               .what = event.what,
               .flow = event.flow,
               .role = event.role,
               .table = event.table,
               .first = event.first,
               .count = event.count,
               .details = event.details});
}

void OrderedTimeline::keep(std::uint32_t track, TimelineRecord record) {
  const Cycles at = record.at;
  record.track = track;
  record.number = told_[track]++;
  records_.push_back(std::move(record));
  std::ranges::push_heap(records_, is_later);
  on_kept(at);
}

void OrderedTimeline::take_before(Cycles cycle,
                                  const std::function<void(const TimelineRecord&)>& take) {
  while (!records_.empty() && records_.front().at < cycle) {
    std::ranges::pop_heap(records_, is_later);
    const TimelineRecord record = std::move(records_.back());
    records_.pop_back();
    take(record);
  }
}

}  // namespace htabsim
