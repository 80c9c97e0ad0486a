// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace htabsim {

/// What stands in stats.json at one place.
struct Statistic {
  std::string key;   ///< "migration.passes.0.bytes": names and, of arrays, indices from 0
  std::string text;  ///< a number as stats.json writes it, a text without its quotes; null: empty

  bool operator==(const Statistic&) const = default;
};

/// All that stats.json says of a run, in its order.
using StatisticsRow = std::vector<Statistic>;

/// Without the member `host`, which says what depends on the machine.
StatisticsRow statistics_row(const boost::json::object& stats);

/// `text` as a field of CSV by RFC 4180: within quotes if it needs them.
std::string csv_field(std::string_view text);

/// The contents of stats.csv: the keys, then a line for each run. A column for each key that any
/// run has, in the order in which they are seen first; empty where a run has none.
std::string statistics_csv(std::span<const StatisticsRow> runs);

}  // namespace htabsim
