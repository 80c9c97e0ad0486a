// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/timelines.h"

#include <fmt/format.h>

#include "htabsim/model/base/compressed_output.h"
#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/text_table.h"

namespace htabsim {

Timelines::Timelines(const TimelineRequest& request, std::uint64_t period_ps)
    : request_(request), clock_(period_ps) {
  if (!request.file.empty()) {
    try_writing(request.file);
    perfetto_ = std::make_unique<PerfettoTimeline>(request, clock_);
    all_.push_back(perfetto_.get());
  }
  if (!request.vcd.empty()) {
    vcd_ = std::make_unique<VcdTimeline>("vcd", request.vcd, clock_);
    all_.push_back(vcd_.get());
  }
}

Timelines::~Timelines() = default;

Timeline* Timelines::wanted() {
  if (all_.empty()) return nullptr;
  return all_.size() == 1 ? static_cast<Timeline*>(all_.front()) : this;
}

void Timelines::record(const std::function<void()>& work) {
  if (perfetto_) {
    write_compressed_file(request_.file, [&](std::ostream& out) {
      perfetto_->start(out);
      work();
      perfetto_->finish();
    });
  } else {
    work();
  }
  if (vcd_) vcd_->finish();
}

std::vector<std::string> Timelines::notes() const {
  if (!perfetto_) return {};
  std::string note =
      fmt::format("{}: {} events", request_.file.string(), grouped(perfetto_->events()));
  if (const auto cut = perfetto_->cut_at()) {
    note += fmt::format("; ends at cycle {}, where --timeline-limit {} was reached",
                        grouped(cut->value()), grouped(request_.limit));
  }
  return {note};
}

std::uint32_t Timelines::add_track(std::string_view path, std::string_view title) {
  std::uint32_t number = 0;
  for (OrderedTimeline* timeline : all_) number = timeline->add_track(path, title);
  return number;
}

std::uint32_t Timelines::add_counter(std::string_view path, std::string_view title) {
  std::uint32_t number = 0;
  for (OrderedTimeline* timeline : all_) number = timeline->add_counter(path, title);
  return number;
}

void Timelines::begin(std::uint32_t track, Cycles at, const TimelineEvent& event) {
  for (OrderedTimeline* timeline : all_) timeline->begin(track, at, event);
}

void Timelines::end(std::uint32_t track, Cycles at, const TimelineEvent& event) {
  for (OrderedTimeline* timeline : all_) timeline->end(track, at, event);
}

void Timelines::instant(std::uint32_t track, Cycles at, const TimelineEvent& event) {
  for (OrderedTimeline* timeline : all_) timeline->instant(track, at, event);
}

void Timelines::change(std::uint32_t counter, Cycles at, std::int64_t by) {
  for (OrderedTimeline* timeline : all_) timeline->change(counter, at, by);
}

}  // namespace htabsim
