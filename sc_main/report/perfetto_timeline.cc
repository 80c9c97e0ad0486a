// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/perfetto_timeline.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace htabsim {

namespace {

// What events take at most, flows apart.
constexpr std::uint64_t kBytesOfBegin = 512;
constexpr std::uint64_t kBytesOfEnd = 256;
constexpr std::uint64_t kBytesOfFlow = 10;

/// What a part is below of: "source.core0" of "platform.source.core0.lookup_unit".
std::string path_above(const std::string& path) {
  const std::size_t first = path.find('.');
  const std::size_t last = path.rfind('.');
  return first == last ? "" : path.substr(first + 1, last - first - 1);
}

}  // namespace

void PerfettoTimeline::describe(TrackKind kind, std::string_view path, std::string_view title) {
  described_.push_back({kind, std::string(path), std::string(title)});
}

void PerfettoTimeline::start(std::ostream& out) {
  writer_.emplace(out);
  std::map<std::string, TrackUuid> groups{{"", TrackUuid::kNone}};
  for (const Described& track : described_) {
    const TrackUuid group = group_of(path_above(track.path), groups);
    const TrackUuid uuid = track.kind == TrackKind::kTrack
                               ? writer_->add_track(track.title, group)
                               : writer_->add_counter(track.title, group);
    tracks_.push_back({uuid, {}, 0});
  }
}

TrackUuid PerfettoTimeline::group_of(const std::string& path,
                                     std::map<std::string, TrackUuid>& groups) {
  const auto known = groups.find(path);
  if (known != groups.end()) return known->second;
  const std::size_t dot = path.rfind('.');
  const bool is_top = dot == std::string::npos;
  const TrackUuid above = is_top ? TrackUuid::kNone : group_of(path.substr(0, dot), groups);
  const TrackUuid group = writer_->add_track(is_top ? path : path.substr(dot + 1), above);
  groups.emplace(path, group);
  return group;
}

void PerfettoTimeline::on_kept(Cycles /*at*/) {
  if (kept() < most_kept_) return;
  take_before(clock_.now(), [this](const TimelineRecord& record) { take(record); });
  most_kept_ = std::max(kKept, 2 * kept());
}

void PerfettoTimeline::finish() {
  take_before(kNever, [this](const TimelineRecord& record) { take(record); });
  write_counters(kNever);
}

void PerfettoTimeline::take(const TimelineRecord& record) {
  if (record.at != cycle_) write_counters(record.at);
  cycle_ = record.at;
  EntryFlows::Flows flows = entry_flows_.of(record);
  switch (record.kind) {
    case TimelineRecord::Kind::kBegin:
      return take_begin(record, std::move(flows));
    case TimelineRecord::Kind::kEnd:
      return take_end(record);
    case TimelineRecord::Kind::kInstant:
      return take_instant(record, flows);
    case TimelineRecord::Kind::kChange:
      tracks_[record.track].value += record.by;
      changed_.insert(record.track);
  }
}

void PerfettoTimeline::take_begin(const TimelineRecord& record, EntryFlows::Flows flows) {
  Track& track = tracks_[record.track];
  track.open.push_back({record, std::move(flows)});
  if (is_in_window(record.at)) write_open(track);
}

void PerfettoTimeline::take_end(const TimelineRecord& record) {
  Track& track = tracks_[record.track];
  assert(!track.open.empty());
  if (record.at >= request_.from) write_open(track);
  if (track.open.back().is_written) {
    writer_->end(event_of(record, {}));
    --written_open_;
  }
  track.open.pop_back();
}

void PerfettoTimeline::take_instant(const TimelineRecord& record, const EntryFlows::Flows& flows) {
  if (!is_in_window(record.at)) return;
  write_open(tracks_[record.track]);
  if (!has_room(record.at, flows)) return;
  writer_->instant(event_of(record, flows));
  ++events_;
}

// What goes on around the window's events has begun before them.
void PerfettoTimeline::write_open(Track& track) {
  for (Open& open : track.open) {
    if (open.is_written) continue;
    if (open.record.at >= request_.until || !has_room(open.record.at, open.flows)) return;
    writer_->begin(event_of(open.record, open.flows));
    open.is_written = true;
    ++written_open_;
    ++events_;
  }
}

void PerfettoTimeline::write_counters(Cycles next) {
  if (next <= request_.from) return;
  const Cycles at = std::max(cycle_, request_.from);
  for (const std::uint32_t counter : changed_) {
    if (at >= request_.until || !has_room(at, {})) break;
    writer_->count(tracks_[counter].uuid, ns(at), tracks_[counter].value);
    ++events_;
  }
  changed_.clear();
}

bool PerfettoTimeline::has_room(Cycles at, const EntryFlows::Flows& flows) {
  if (cut_at_) return false;
  const std::uint64_t needed = kBytesOfBegin + kBytesOfEnd * (written_open_ + 1) +
                               kBytesOfFlow * (flows.through.size() + flows.ending.size());
  if (writer_->bytes() + needed <= request_.limit) return true;
  cut_at_ = at;
  return false;
}

TrackEvent PerfettoTimeline::event_of(const TimelineRecord& record,
                                      const EntryFlows::Flows& flows) {
  notes_.clear();
  for (const TimelineDetail& detail : record.details) {
    notes_.push_back({detail.name, detail.number, detail.text});
  }
  return {.track = tracks_[record.track].uuid,
          .ns = ns(record.at),
          .name = record.what,
          .notes = notes_,
          .flows = {flows.through, flows.ending}};
}

}  // namespace htabsim
