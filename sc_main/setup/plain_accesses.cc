// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/plain_accesses.h"

#include <algorithm>
#include <utility>

namespace htabsim {

namespace {

/// Takes some hundredths of a second.
constexpr std::uint64_t kPassedAtOnce = 1 << 20;

}  // namespace

PlainAccesses::PlainAccesses(std::unique_ptr<TraceReader> reader,
                             const std::optional<SamplePlan>& plan, BatchListener on_batch)
    : sampler_(std::move(reader), plan),
      on_batch_(std::move(on_batch)),
      stretches_(sampler_.reader().file_name(),
                 [this](TraceStretch& stretch) { sampler_.read(stretch); }),
      between_samples_(plan.has_value()) {}

std::span<const PlainAccess> PlainAccesses::next_batch() {
  if (next_ == nullptr) fetch();
  if (at_end_) return {};
  const bool is_untimed = next_->timing == AccessTiming::kUntimed;
  if (is_untimed != between_samples_) {
    between_samples_ = is_untimed;
    return {};
  }
  const TraceStretch& stretch = *std::exchange(next_, nullptr);
  if (!begun_ && listener_ != nullptr) listener_->stretch_begins(stretch.timing);
  begun_ = stretch.timing;
  sample_is_whole_ = stretch.ends_sample;
  return stretch.accesses();
}

void PlainAccesses::fetch() {
  const bool is_good =
      !is_cut_short_ && damage_.is_none_after([this] { next_ = &stretches_.next(); });
  at_end_ = !is_good || next_->empty();
  if (at_end_) between_samples_ = false;
  if (begun_ && (at_end_ || sample_is_whole_ || next_->timing != *begun_)) end_stretch();
  if (!is_good) return;
  count(next_->passed);
}

void PlainAccesses::count(std::uint64_t accesses) {
  passed_ += accesses;
  if (on_batch_) is_cut_short_ = on_batch_(accesses) == Wanted::kNoMore;
}

void PlainAccesses::end_stretch() {
  const bool is_cut = begun_ == AccessTiming::kMeasured && !sample_is_whole_;
  if (listener_ != nullptr) listener_->stretch_ends(is_cut ? StretchEnd::kCut : StretchEnd::kWhole);
  begun_.reset();
}

void PlainAccesses::pass_over(std::uint64_t accesses) {
  while (passed_ < accesses && !is_cut_short_) {
    const std::uint64_t next = std::min(accesses, passed_ + kPassedAtOnce);
    sampler_.pass_over(next);
    count(next - passed_);
  }
}

void PlainAccesses::refuse(std::uint64_t line, const std::string& why) {
  damage_.is_none_after([&] { throw sampler_.reader().refusal(line, why); });
}

}  // namespace htabsim
