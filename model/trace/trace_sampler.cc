// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_sampler.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/trace/native_trace.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kMostAccesses = 4096;
/// Each may touch two pages.
constexpr std::uint64_t kMostPassedOver = 4 * native_trace::kAccessesPerBlock;
constexpr std::uint64_t kWholeTrace = std::numeric_limits<std::uint64_t>::max();

/// Where to stop on the way: where a block of a native trace ends, so that none is decoded.
std::uint64_t next_stop(std::uint64_t position) {
  return (position / kMostPassedOver + 1) * kMostPassedOver;
}

std::uint64_t before(std::uint64_t number, std::uint64_t distance) {
  return number - std::min(number, distance);
}

}  // namespace

TraceSampler::TraceSampler(std::unique_ptr<TraceReader> reader, std::optional<SamplePlan> plan)
    : reader_(std::move(reader)), plan_(std::move(plan)) {}

void TraceSampler::read(TraceStretch& stretch) {
  if (between_) return stretch.add_between(*std::exchange(between_, std::nullopt));
  if (plan_) {
    while (stretch.empty() && !at_end_ && !between_) read_planned(*plan_, stretch);
  } else {
    read_to(kWholeTrace, AccessTiming::kMeasured, stretch);
  }
  if (between_ && plan_) {
    throw reader_->refusal(between_->line, "is of several processes, and samples are taken of one");
  }
  if (between_ && stretch.empty()) return read(stretch);
  if (!stretch.empty() || (position_ == 0 && reader_->may_be_empty())) return;
  if (position_ == 0) refuse_empty(*reader_);
  if (plan_ && sample_ == 0) refuse_without_sample(*plan_);
}

void TraceSampler::pass_over(std::uint64_t accesses) {
  while (position_ < accesses) {
    PassedTouches touches;
    const std::uint64_t wanted = std::min(accesses, next_stop(position_)) - position_;
    const std::uint64_t passed = reader_->skip(wanted, touches);
    position_ += passed;
    if (const auto process = reader_->take_skipped_process()) begin_process(*process);
    if (passed == wanted) continue;
    throw InputError(reader_->file_name(), InputError::kNoLine,
                     fmt::format("has {} accesses, and {} were to be passed over",
                                 grouped(position_), grouped(accesses)));
  }
}

void TraceSampler::begin_process(std::uint32_t number) {
  between_.emplace();
  between_->kind = PlainAccessKind::kProcess;
  between_->ea = Ea(number);
}

void TraceSampler::read_planned(const SamplePlan& plan, TraceStretch& stretch) {
  if (position_ < plan.beginning()) {
    return read_to(plan.beginning(), AccessTiming::kBeginning, stretch);
  }
  const auto region = plan.region(sample_);
  if (!region) return pass_to(kWholeTrace, stretch);
  const std::uint64_t end = region->first + plan.length;
  const std::uint64_t settling = before(region->first, SamplePlan::kSettlingAccesses);
  const std::uint64_t warming = plan.passes_over(sample_) ? before(settling, *plan.warmup) : 0;
  if (position_ < warming) return pass_to(warming, stretch);
  if (!touches_.last.empty()) return touch_last(stretch);
  if (position_ < settling) return read_to(settling, AccessTiming::kUntimed, stretch);
  if (position_ < region->first) return read_to(region->first, AccessTiming::kSettling, stretch);
  read_to(end, AccessTiming::kMeasured, stretch);
  stretch.ends_sample = position_ == end;
  if (stretch.ends_sample) ++sample_;
}

void TraceSampler::pass_to(std::uint64_t end, TraceStretch& stretch) {
  touches_.first.clear();
  const std::uint64_t wanted = std::min(end, next_stop(position_)) - position_;
  const std::uint64_t passed = reader_->skip(wanted, touches_);
  at_end_ = passed < wanted;
  position_ += passed;
  if (const auto process = reader_->take_skipped_process()) begin_process(*process);
  stretch.timing = AccessTiming::kTouching;
  stretch.passed += passed;
  for (const PageTouch& touch : touches_.first) stretch.add(touch);
}

void TraceSampler::touch_last(TraceStretch& stretch) {
  stretch.timing = AccessTiming::kUntimed;
  for (const PageTouch& touch : touches_.last.take()) stretch.add(touch);
}

void TraceSampler::read_to(std::uint64_t end, AccessTiming timing, TraceStretch& stretch) {
  const std::uint64_t wanted = std::min(end - position_, kMostAccesses);
  stretch.timing = timing;
  const std::uint64_t before = stretch.passed;
  PlainAccess between;
  const auto why = stretch.read(*reader_, wanted, between);
  if (why == TraceStretch::ReadEnd::kBetween) between_ = between;
  at_end_ = why == TraceStretch::ReadEnd::kTraceEnd;
  position_ += stretch.passed - before;
}

void TraceSampler::refuse_without_sample(const SamplePlan& plan) const {
  throw InputError(reader_->file_name(), InputError::kNoLine,
                   fmt::format("has {} accesses, and its first sample would end behind {}",
                               grouped(position_), grouped(plan.region(0)->first + plan.length)));
}

}  // namespace htabsim
