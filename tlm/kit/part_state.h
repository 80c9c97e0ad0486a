// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "htabsim/model/base/described.h"

namespace htabsim {

/// One thing that a part says of its state: a number, a name or a text.
struct StateItem {
  std::string_view name;
  std::variant<std::uint64_t, bool, std::string> value;
};

using PartState = std::vector<StateItem>;

/// The members of a described struct; empty texts are left out.
template <DescribedStruct State>
PartState described_state(const State& state) {
  PartState items;
  for_each_member(state, [&items](std::string_view name, const auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (DescribedEnum<Member>) {
      items.emplace_back(name, std::string(enumerator_name(member)));
    } else if constexpr (std::is_same_v<Member, std::string>) {
      if (!member.empty()) items.emplace_back(name, member);
    } else {
      items.emplace_back(name, member);
    }
  });
  return items;
}

}  // namespace htabsim
