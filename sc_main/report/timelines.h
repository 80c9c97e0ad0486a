// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/timeline.h"
#include "sc_main/report/perfetto_timeline.h"
#include "sc_main/report/vcd_timeline.h"
#include "sc_main/setup/timeline_request.h"

namespace htabsim {

/// The timelines that a run is to record, if any. To be made before the parts.
class Timelines final : public Timeline {
 public:
  /// Tries that they can be written; InputError if not.
  Timelines(const TimelineRequest& request, std::uint64_t period_ps);
  ~Timelines() override;

  /// What parts are to tell of themselves; null: nothing.
  [[nodiscard]] Timeline* wanted();
  /// Does `work`, during which parts tell what they are at, and writes the files: whole, or not at
  /// all if it throws. InputError if one cannot be written.
  void record(const std::function<void()>& work);
  /// What there is to say of what was recorded, one line each.
  [[nodiscard]] std::vector<std::string> notes() const;

  std::uint32_t add_track(std::string_view path, std::string_view title) override;
  std::uint32_t add_counter(std::string_view path, std::string_view title) override;
  void begin(std::uint32_t track, Cycles at, const TimelineEvent& event) override;
  void end(std::uint32_t track, Cycles at, const TimelineEvent& event) override;
  void instant(std::uint32_t track, Cycles at, const TimelineEvent& event) override;
  void change(std::uint32_t counter, Cycles at, std::int64_t by) override;

 private:
  const TimelineRequest& request_;
  Clock clock_;
  std::unique_ptr<PerfettoTimeline> perfetto_;
  std::unique_ptr<VcdTimeline> vcd_;
  std::vector<OrderedTimeline*> all_;  // their numbers of tracks are the same
};

}  // namespace htabsim
