// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/scheduled_trace.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/trace/drmemtrace_reader.h"

namespace htabsim {

ScheduledTrace::ScheduledTrace(std::shared_ptr<const DrmemtraceRecording> recording,
                               std::size_t processor)
    : recording_(std::move(recording)),
      processor_(processor),
      file_name_(recording_->schedule.string()) {}

// A line says also which file it is of, so that refusal() need not know what was read since.
bool ScheduledTrace::next(PlainAccess& access) {
  for (; at_ != stretches().size(); end_stretch()) {
    if (running_ == nullptr) begin_stretch();
    if (running_->instructions.next(access, stretches()[at_].end)) {
      access.line = access.line * recording_->threads.size() + running_->number;
      return true;
    }
  }
  return false;
}

const std::vector<DrmemtraceStretch>& ScheduledTrace::stretches() const {
  return recording_->processors[processor_].stretches;
}

ScheduledTrace::OpenThread& ScheduledTrace::opened(std::uint64_t thread) {
  if (const auto found = threads_.find(thread); found != threads_.end()) return found->second;
  const auto file = recording_->threads.find(thread);
  auto reader = std::make_unique<DrmemtraceReader>(FileCursor(InputFile(file->second)));
  const auto left = std::ranges::count(stretches(), thread, &DrmemtraceStretch::thread);
  const auto number = std::distance(recording_->threads.begin(), file);
  return threads_
      .emplace(thread,
               OpenThread{ThreadInstructions(std::move(reader)), static_cast<std::size_t>(left),
                          static_cast<std::uint64_t>(number)})
      .first->second;
}

void ScheduledTrace::begin_stretch() {
  const DrmemtraceStretch& stretch = stretches()[at_];
  if (at_ != 0 && stretches()[at_ - 1].thread != stretch.thread) ++changes_;
  running_ = &opened(stretch.thread);
  running_->instructions.skip_to(stretch.first);
  require(stretch.first);
}

void ScheduledTrace::end_stretch() {
  const DrmemtraceStretch& stretch = stretches()[at_];
  if (stretch.end != DrmemtraceStretch::kThreadEnd) require(stretch.end);
  if (--running_->stretches_left == 0) threads_.erase(stretch.thread);
  running_ = nullptr;
  ++at_;
}

void ScheduledTrace::require(std::uint64_t instructions) const {
  const std::uint64_t count = running_->instructions.count();
  if (count >= instructions) return;
  const std::uint64_t thread = stretches()[at_].thread;
  throw InputError(
      recording_->threads.at(thread).string(), InputError::kNoLine,
      fmt::format("ends after {} instructions, but {} has a stretch of thread {} from {} on", count,
                  recording_->schedule.filename().string(), thread, instructions));
}

std::vector<TraceRemark> ScheduledTrace::remarks() const {
  const std::uint64_t begun = at_ + (running_ == nullptr ? 0 : 1);
  return occurred({{"stretches", begun}, {"thread changes", changes_}});
}

InputError ScheduledTrace::refusal(std::uint64_t line, const std::string& why) const {
  const std::uint64_t files = recording_->threads.size();
  const auto file =
      std::next(recording_->threads.begin(), static_cast<std::ptrdiff_t>(line % files));
  return {file->second.string(), line / files, why};
}

}  // namespace htabsim
