// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/event_rates.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace htabsim {

namespace {

struct Rate {
  std::string_view name;
  std::string_view unit;
  std::string_view part;
  std::string_view whole;
  double scale = 1;
};

constexpr std::array<Rate, 4> kRates = {{
    {"data table-walk cycles per data TLB miss", "cycles", "PM_DATA_TABLEWALK_CYC", "PM_DTLB_MISS"},
    {"table-walk cycles per TLB miss", "cycles", "PM_TABLEWALK_CYC", "PM_TLB_MISS"},
    {"TLB misses per 1,000 run cycles", "", "PM_TLB_MISS", "PM_RUN_CYC", 1000},
    {"D-ERAT reloads per TLB miss", "", "PM_LSU_DERAT_MISS", "PM_TLB_MISS"},
}};

/// Events that say where the PTEG of a TLB miss came from, by their beginning.
struct Source {
  std::string_view prefix;
  std::string_view misses;
};
constexpr std::array<Source, 2> kSources = {
    {{"PM_DPTEG_FROM_", "PM_DTLB_MISS"}, {"PM_IPTEG_FROM_", "PM_ITLB_MISS"}}};

std::optional<double> quotient(const EventCounts& counts, std::string_view part,
                               std::string_view whole) {
  const auto dividend = counts.find(part);
  const auto divisor = counts.find(whole);
  if (dividend == counts.end() || divisor == counts.end() || divisor->second == 0) return {};
  return dividend->second / divisor->second;
}

}  // namespace

bool is_event_count(const Figure& figure) {
  return figure.name.starts_with("PM_") && figure.unit.empty();
}

bool is_event_rate(std::string_view name) {
  const bool share = std::ranges::any_of(kSources, [name](const Source& source) {
    return name.starts_with(source.prefix) && name.ends_with(source.misses);
  });
  return share || std::ranges::find(kRates, name, &Rate::name) != kRates.end();
}

std::vector<Figure> event_rates(const EventCounts& counts) {
  std::vector<Figure> figures;
  for (const Rate& rate : kRates) {
    const auto value = quotient(counts, rate.part, rate.whole);
    if (!value) continue;
    figures.push_back({std::string(rate.name), std::string(rate.unit), *value * rate.scale, ""});
  }
  for (const Source& source : kSources) {
    for (auto event = counts.lower_bound(source.prefix);
         event != counts.end() && event->first.starts_with(source.prefix); ++event) {
      const auto share = quotient(counts, event->first, source.misses);
      if (!share) continue;
      figures.push_back(
          {fmt::format("{} / {}", event->first, source.misses), "%", *share * 100, ""});
    }
  }
  return figures;
}

}  // namespace htabsim
