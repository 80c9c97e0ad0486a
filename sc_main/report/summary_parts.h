// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/guest/guest_resize.h"
#include "htabsim/model/guest/replay_report.h"
#include "sc_main/report/run_result.h"

namespace htabsim {

/// What a short summary has as well as a detailed one.

/// The counts that are not 0, each with its name.
template <class Counters>
std::string counts_text(const Counters& counters) {
  std::string text;
  for_each_member(counters, [&](std::string_view what, std::uint64_t count) {
    if (count != 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), what);
  });
  return text.empty() ? "none" : text;
}

/// How a recording compares; `different` is what to call what is different.
std::string replay_text(const ReplayReport& report, std::string_view different);
/// What to call it if a guest does not do what was recorded of it.
std::string_view name_of_differences(const RunResult& result, const Guest& guest);
/// What has become of a guest's wish for another table.
std::string resize_text(const GuestResizeCounters& resize, const Clock& clock);
/// Several guests beside each other; empty for one.
std::string guests_text(const Host& host, const Clock& clock);
/// What the host did to the guests' pages, if anything.
std::string agents_text(Host& host);

}  // namespace htabsim
