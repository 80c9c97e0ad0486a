// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "htabsim/model/base/described.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/config/parameters.h"

namespace htabsim {

/// What is said of a parameter in its row of the table, by the type of its member.
template <class Member>
struct ParameterRow;

template <>
struct ParameterRow<std::uint64_t> {
  std::string_view unit;
  std::uint64_t minimum = 0;
  std::uint64_t maximum = 0;
  std::string_view meaning;
  std::string_view source;
  Confidence confidence = Confidence::knob;
  Multiples multiples = Multiples::kAny;
};

template <>
struct ParameterRow<bool> {
  std::string_view meaning;
  std::string_view source;
  Confidence confidence = Confidence::knob;
};

template <>
struct ParameterRow<std::string> {
  std::string_view meaning;
  std::string_view source;
  Confidence confidence = Confidence::knob;
};

template <DescribedEnum E>
struct ParameterRow<E> {
  std::string_view meaning;
  std::string_view source;
  Confidence confidence = Confidence::knob;
  E last = *enumerator_from_name<E>(enumerator_names<E>().back());  ///< of those allowed
};

template <class Struct, class Member>
using MemberPointer = Member Struct::*;

template <class Struct, class Member>
Member member_of(MemberPointer<Struct, Member>);
template <class Struct, class Member>
Struct struct_of(MemberPointer<Struct, Member>);

/// The name of a described member; the program is ill-formed if it is not described.
template <auto kPointer>
consteval std::string_view described_name() {
  using Struct = decltype(struct_of(kPointer));
  std::string_view name;
  boost::mp11::mp_for_each<boost::describe::describe_members<Struct, boost::describe::mod_public>>(
      [&](auto member) {
        if constexpr (std::is_same_v<std::remove_const_t<decltype(member.pointer)>,
                                     std::remove_const_t<decltype(kPointer)>>) {
          if (member.pointer == kPointer) name = member.name;
        }
      });
  if (name.empty()) throw "the member is not described";
  return name;
}

/// "SECTION.MEMBER"
template <auto kSection, auto kMember>
constexpr auto kParameterKey = [] {
  constexpr std::string_view kFirst = described_name<kSection>();
  constexpr std::string_view kSecond = described_name<kMember>();
  std::array<char, kFirst.size() + 1 + kSecond.size()> key{};
  auto* end = std::ranges::copy(kFirst, key.data()).out;
  *end++ = '.';
  std::ranges::copy(kSecond, end);
  return key;
}();

template <auto kSection, auto kMember>
constexpr std::string_view parameter_key() {
  return {kParameterKey<kSection, kMember>.data(), kParameterKey<kSection, kMember>.size()};
}

template <DescribedEnum E>
constexpr auto kEnumeratorNames = enumerator_names<E>();

template <auto kSection, auto kMember>
ParameterState read_member(const Config& config) {
  const auto& member = config.*kSection.*kMember;
  if constexpr (DescribedEnum<std::remove_cvref_t<decltype(member)>>) {
    return enumerator_name(member);
  } else {
    return member;
  }
}

template <auto kSection, auto kMember>
void write_member(Config& config, const ParameterState& state) {
  auto& member = config.*kSection.*kMember;
  using Member = std::remove_cvref_t<decltype(member)>;
  if constexpr (DescribedEnum<Member>) {
    member = *enumerator_from_name<Member>(std::get<std::string_view>(state));
  } else {
    member = std::get<Member>(state);
  }
}

/// A warm-up takes no time, so no time or rate can shape what it leaves.
constexpr Shapes shapes_by_unit(std::string_view unit) {
  constexpr std::string_view kTimes[] = {"ps", "cycles", "us", "bytes/s"};
  return std::ranges::find(kTimes, unit) != std::end(kTimes) ? Shapes::kTimeOnly
                                                             : Shapes::kWarmState;
}

/// The row of one that is no time, and still does not shape what a warm-up leaves.
constexpr ParameterInfo only_in_time(ParameterInfo row) {
  row.shapes = Shapes::kTimeOnly;
  return row;
}

/// The row of `Config::SECTION.MEMBER`, whose key is the members' own names.
template <auto kSection, auto kMember>
constexpr ParameterInfo parameter(const ParameterRow<decltype(member_of(kMember))>& row) {
  using Member = decltype(member_of(kMember));
  ParameterInfo info;
  info.key = parameter_key<kSection, kMember>();
  info.meaning = row.meaning;
  info.source = row.source;
  info.confidence = row.confidence;
  info.read = read_member<kSection, kMember>;
  info.write = write_member<kSection, kMember>;
  if constexpr (DescribedEnum<Member>) {
    const std::span all = kEnumeratorNames<Member>;
    info.names = all.first(static_cast<std::size_t>(row.last) + 1);
  } else if constexpr (std::is_same_v<Member, std::uint64_t>) {
    info.unit = row.unit;
    info.shapes = shapes_by_unit(row.unit);
    info.minimum = row.minimum;
    info.maximum = row.maximum;
    info.multiples = row.multiples;
  }
  return info;
}

/// Whether `table` has one row for each described member of Config, in their order, and no other.
constexpr bool follows_config(std::span<const ParameterInfo> table) {
  using boost::describe::describe_members, boost::describe::mod_public, boost::mp11::mp_for_each;
  bool follows = true;
  std::size_t row = 0;
  mp_for_each<describe_members<Config, mod_public>>([&](auto section) {
    using Section = decltype(member_of(section.pointer));
    mp_for_each<describe_members<Section, mod_public>>([&](auto member) {
      constexpr std::string_view kKey =
          parameter_key<decltype(section)::pointer, decltype(member)::pointer>();
      follows = follows && row < table.size() && table[row].key == kKey;
      ++row;
    });
  });
  return follows && row == table.size();
}

}  // namespace htabsim
