// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace htabsim {

/// What is known of a key of stats.json, or of all keys that differ from it in numbers or names.
struct DescribedStatistic {
  std::string key;   ///< "cpu*.tlb.misses": a "*" is a number or a name, without a dot
  std::string unit;  ///< "count", "cycles", "bytes", ...; empty of texts and of plain numbers
  std::string meaning;
};

/// What may stand before the key of a part: "guest*." and "destination.".
struct DescribedPrefix {
  std::string_view prefix;
  std::string_view meaning;
};

/// All keys that the statistics of a run may have, in their order.
std::vector<DescribedStatistic> described_statistics();
std::vector<DescribedPrefix> described_prefixes();

/// Of those, what a dotted key of stats.json is described by; null if by none. A prefix of a part
/// does not count.
const DescribedStatistic* find_described(const std::vector<DescribedStatistic>& all,
                                         std::string_view key);

/// Those that `key` stands for: itself, or all below it. "cpu0.tlb" stands for three. InputError,
/// naming the nearest, if there is none.
std::vector<DescribedStatistic> described_under(std::string_view key);

/// The same as a JSON object: "properties" has unit and description of each key.
boost::json::object description_json(const std::vector<DescribedStatistic>& statistics);

}  // namespace htabsim
