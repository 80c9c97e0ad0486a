// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/tlm/kit/clock.h"
#include "sc_main/report/ordered_timeline.h"

namespace htabsim {

/// Traces what parts are at as signals, by SystemC's own tracing: of a track the number of what has
/// begun there last and goes on, 0 for nothing; of a counter its value. A signal changes in the
/// middle of the cycle. To be made before the parts.
class VcdTimeline final : public sc_core::sc_module, public OrderedTimeline {
 public:
  /// SystemC's file becomes `file` in the end. InputError if that cannot be written.
  VcdTimeline(const sc_core::sc_module_name& name, std::filesystem::path file, const Clock& clock);
  ~VcdTimeline() override;

  /// The simulation is over: replaces the file, without the date, and with the meanings of the
  /// numbers. InputError if it cannot be written whole.
  void finish();

 private:
  struct Signal {
    std::uint32_t value = 0;
    std::vector<std::uint32_t> open;  // of a track: what is under way
  };

  void describe(TrackKind kind, std::string_view path, std::string_view title) override;
  void on_kept(Cycles at) override;
  void wake(Cycles at);
  void follow();
  void take(const TimelineRecord& record);
  std::uint32_t number_of(std::string_view what);
  /// Whether all until the simulation's `end`, in picoseconds, was there.
  [[nodiscard]] bool copy_to(std::ostream& out, std::uint64_t end) const;
  void write_meanings(std::ostream& out) const;
  [[nodiscard]] std::filesystem::path temporary() const;

  std::filesystem::path file_;
  const Clock& clock_;
  sc_core::sc_trace_file* trace_;
  std::deque<Signal> signals_;  // SystemC keeps their places
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  sc_core::sc_event due_;
};

}  // namespace htabsim
