// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <ranges>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "htabsim/model/base/described.h"

namespace htabsim {

/// A strong type around one number: Cycles, HpteIndex, ...
template <class T>
concept StrongNumber = requires(const T& quantity) {
  { quantity.value() } -> std::same_as<std::uint64_t>;
};

/// As JSON: numbers, booleans and text as they are, enumerators by name, a struct as an object of
/// its members in order of declaration, a range as an array.
template <class T>
boost::json::value to_json(const T& source) {
  if constexpr (std::same_as<T, bool> || std::floating_point<T>) {
    return source;
  } else if constexpr (std::unsigned_integral<T>) {
    return std::uint64_t{source};
  } else if constexpr (std::signed_integral<T>) {
    return std::int64_t{source};
  } else if constexpr (StrongNumber<T>) {
    return source.value();
  } else if constexpr (DescribedEnum<T>) {
    return boost::json::value(enumerator_name(source));
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    return boost::json::value(std::string_view(source));
  } else if constexpr (DescribedStruct<T>) {
    boost::json::object object;
    for_each_member(source, [&](std::string_view name, const auto& member) {
      object.emplace(name, to_json(member));
    });
    return object;
  } else {
    static_assert(std::ranges::input_range<T>, "describe the type to have it as JSON");
    boost::json::array array;
    for (const auto& element : source) array.push_back(to_json(element));
    return array;
  }
}

}  // namespace htabsim
