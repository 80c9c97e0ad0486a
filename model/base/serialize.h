// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace htabsim {

// What members named serialize() need beyond Boost.Serialization's own. Each writes to an archive
// that saves, and reads from one that loads.

template <class Archive, class T>
void serialize_optional(Archive& archive, std::optional<T>& value) {
  bool is_there = value.has_value();
  archive& is_there;
  if constexpr (Archive::is_loading::value) {
    value.reset();
    if (is_there) value.emplace();
  }
  if (is_there) archive&* value;
}

/// What can be assigned of an entry of a container.
template <class Key, class Value>
std::pair<Key, Value> copy_of_entry(const std::pair<const Key, Value>& entry) {
  return entry;
}
template <class Key>
Key copy_of_entry(const Key& entry) {
  return entry;
}

/// An unordered set or map, in the order of its keys, so that equal ones are written equally.
template <class Archive, class Container>
void serialize_sorted(Archive& archive, Container& container) {
  std::vector<decltype(copy_of_entry(*container.begin()))> sorted;
  if constexpr (Archive::is_saving::value) {
    for (const auto& entry : container) sorted.push_back(copy_of_entry(entry));
    std::ranges::sort(sorted);
  }
  archive& sorted;
  if constexpr (Archive::is_loading::value) container = Container(sorted.begin(), sorted.end());
}

/// A map whose values are no plain data, in the order of its keys.
template <class Archive, class Map, class Value>
void serialize_values(Archive& archive, Map& map, const Value& value_of) {
  std::vector<typename Map::key_type> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  archive& keys;
  for (const auto& key : keys) archive& value_of(key);
}

template <class Archive>
void serialize_random(Archive& archive, std::mt19937_64& random) {
  std::stringstream text;
  if constexpr (Archive::is_saving::value) text << random;
  std::string state = text.str();
  archive& state;
  if constexpr (Archive::is_loading::value) {
    text.str(state);
    text >> random;
  }
}

}  // namespace htabsim
