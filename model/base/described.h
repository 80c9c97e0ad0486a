// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <type_traits>

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace htabsim {

/// A struct with BOOST_DESCRIBE_STRUCT.
template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

/// An enum with BOOST_DESCRIBE_ENUM.
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

/// Calls `visit(name, member)` for each public member, in order of declaration.
template <class Struct, class Visitor>
requires DescribedStruct<std::remove_const_t<Struct>>
void for_each_member(Struct& object, Visitor&& visit) {
  using Members =
      boost::describe::describe_members<std::remove_const_t<Struct>, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>(
      [&](auto member) { visit(std::string_view(member.name), object.*member.pointer); });
}

/// Adds the members of a struct of counts, all of one type, to those of a sum.
template <DescribedStruct Counts>
void add_members(Counts& sum, const Counts& other) {
  using Members = boost::describe::describe_members<Counts, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>(
      [&](auto member) { sum.*member.pointer += other.*member.pointer; });
}

/// What such counts have become from one time to another.
template <DescribedStruct Counts>
Counts members_between(const Counts& from, const Counts& until) {
  using Members = boost::describe::describe_members<Counts, boost::describe::mod_public>;
  Counts between = until;
  boost::mp11::mp_for_each<Members>(
      [&](auto member) { between.*member.pointer -= from.*member.pointer; });
  return between;
}

template <DescribedEnum E>
constexpr auto enumerator_names() {
  using Enumerators = boost::describe::describe_enumerators<E>;
  std::array<std::string_view, boost::mp11::mp_size<Enumerators>::value> names;
  std::size_t count = 0;
  boost::mp11::mp_for_each<Enumerators>([&](auto enumerator) { names[count++] = enumerator.name; });
  return names;
}

/// The name of an enumerator as it is declared. The value must be one of those described.
template <DescribedEnum E>
std::string_view enumerator_name(E value) {
  return boost::describe::enum_to_string(value, "");
}

template <DescribedEnum E>
constexpr std::optional<E> enumerator_from_name(std::string_view name) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
    if (name == enumerator.name) found = enumerator.value;
  });
  return found;
}

}  // namespace htabsim
