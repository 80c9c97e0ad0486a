// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace htabsim {

/// What became of an event in a row of perf.
enum class PerfCount : std::uint8_t { kCounted, kNotCounted, kNotSupported };

/// One count of `perf stat -x,`.
struct PerfRow {
  std::string interval;  ///< the time column of -I; nothing for a count of the whole run
  std::string place;     ///< processor, core, socket, node or thread, if counts are split by it
  std::string event;     ///< as it was asked for: "cpu/PM_DTLB_MISS/u"
  std::string unit;
  std::string cgroup;
  PerfCount state = PerfCount::kCounted;
  double count = 0;  ///< already scaled by perf if the counter was shared
  std::optional<double> run_ns;
  std::optional<double> percent;  ///< of the time in which the event really was counted
};

/// Takes over a count as perf writes it: a number, "<not counted>" or "<not supported>".
void take_count(PerfRow& row, std::string_view text);

/// Takes a line apart, telling the columns by their shape, as their number depends on perf's
/// options, and what separates them (-x); nothing for a comment, a blank line, and a line that has
/// a metric only. Throws FieldError if the line is none of these.
std::optional<PerfRow> parse_perf_row(std::string_view line);

/// The name of an event however it was asked for: without PMU and modifiers, POWER's own names in
/// capitals. "cpu/pm_dtlb_miss/u", "PM_DTLB_MISS:u" and "cpu/event=0x3c,name=PM_DTLB_MISS/" are all
/// "PM_DTLB_MISS".
std::string event_name(std::string_view event);

}  // namespace htabsim
