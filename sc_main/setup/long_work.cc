// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/long_work.h"

#include <algorithm>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"

namespace htabsim {

namespace {

/// Of all passes of a migration together: a few looks at each entry of an empty table.
constexpr double kSecondsAnEntry = 0.5e-6;
constexpr std::uint64_t kEntryBytes = 16;
constexpr double kLongSeconds = 3'600;

/// Log2 of the bytes of the table that is migrated, if its size is the configuration's.
std::optional<std::uint64_t> configured_order(const RunRequest& request) {
  const GuestFiles& guest = request.guests.front();
  if (!guest.guest.empty() || !guest.table.empty()) return std::nullopt;
  return request.config.guest.hpt_order;
}

std::string hours_text(double seconds) {
  const double hours = seconds / 3'600;
  constexpr double kHoursADay = 24;
  return hours < 2 * kHoursADay ? fmt::format("about {:.0f} hours", std::max(1.0, hours))
                                : fmt::format("about {:.0f} days", hours / kHoursADay);
}

}  // namespace

std::optional<std::string> long_work(const RunRequest& request) {
  if (request.job != Job::kMigrate) return std::nullopt;
  const auto order = configured_order(request);
  if (!order) return std::nullopt;
  const std::uint64_t entries = (std::uint64_t{1} << *order) / kEntryBytes;
  const double seconds = kSecondsAnEntry * static_cast<double>(entries);
  if (seconds < kLongSeconds) return std::nullopt;
  return fmt::format(
      "the table of guest.hpt_order={} has {} entries, and each pass looks at all: {}", *order,
      grouped(entries), hours_text(seconds));
}

}  // namespace htabsim
