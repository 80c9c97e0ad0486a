// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "htabsim/model/guest/plain_access_source.h"
#include "htabsim/model/trace/trace_sampler.h"
#include "sc_main/setup/batch_listener.h"
#include "sc_main/setup/deferred_damage.h"
#include "sc_main/setup/read_ahead.h"

namespace htabsim {

/// The accesses of a plain trace's file for a simulated processor, or samples of them.
class PlainAccesses final : public PlainAccessSource {
 public:
  /// `on_batch`, if any, is told how many of the trace's accesses each batch stands for.
  PlainAccesses(std::unique_ptr<TraceReader> reader, const std::optional<SamplePlan>& plan,
                BatchListener on_batch);

  std::span<const PlainAccess> next_batch() override;
  [[nodiscard]] bool is_between_samples() const override { return between_samples_; }
  [[nodiscard]] bool at_end() const override { return at_end_; }
  [[nodiscard]] std::uint64_t passed() const override { return passed_; }
  void pass_over(std::uint64_t accesses) override;
  void observe_stretches(StretchListener& listener) override { listener_ = &listener; }
  void refuse(std::uint64_t line, const std::string& why) override;
  /// InputError if the file turned out damaged while it was read, or an access of it was refused.
  void rethrow_if_damaged() const { damage_.rethrow_if_any(); }
  /// No more of it was wanted, and there may have been more.
  [[nodiscard]] bool is_cut_short() const { return is_cut_short_; }

 private:
  void fetch();
  /// Of accesses that are done with.
  void count(std::uint64_t accesses);
  void end_stretch();

  TraceSampler sampler_;
  BatchListener on_batch_;
  DeferredDamage damage_;
  ReadAhead<TraceStretch> stretches_;
  const TraceStretch* next_ = nullptr;  // the stretch that was read, and not given
  bool between_samples_;
  bool at_end_ = false;
  bool is_cut_short_ = false;
  std::uint64_t passed_ = 0;
  StretchListener* listener_ = nullptr;
  std::optional<AccessTiming> begun_;  // of the stretch that was begun, and has not ended
  bool sample_is_whole_ = false;       // with what was given
};

}  // namespace htabsim
