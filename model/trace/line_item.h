// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace htabsim {

/// What a step of a line is.
enum class LineItem : std::uint8_t {
  kAddress,  ///< of an access of the kind that the line says
  kFetch,    ///< address of a fetch; so on to kModify
  kLoad,
  kStore,
  kModify,
  kKind,
  kSize,
  kThread,
  kProcessor,
  kReal,      ///< the guest real address of the access
  kPhys,      ///< the same; 0 if it is not known
  kPage,      ///< size of its page, as in 65536, 64K or N/A
  kDevice,    ///< a word that says that the address before it is a physical one
  kRegister,  ///< a field with -> in it; not kept
  kPc,        ///< a number of the addresses' base; not kept
  kNumber,    ///< not kept
  kSkip,      ///< anything, quoted or not; not kept
  kRest,      ///< all that is left of the line; not kept
  kLiteral,
  kOptional,  ///< the steps until `end`, once or not at all
  kRepeated,  ///< the steps until `end`, as often as they fit
};

struct LineItemName {
  std::string_view name;
  LineItem item;
};

/// The names that descriptions have for items.
inline constexpr LineItemName kLineItemNames[] = {
    {"address", LineItem::kAddress}, {"kind", LineItem::kKind},           {"size", LineItem::kSize},
    {"thread", LineItem::kThread},   {"processor", LineItem::kProcessor}, {"real", LineItem::kReal},
    {"page", LineItem::kPage},       {"fetch", LineItem::kFetch},         {"load", LineItem::kLoad},
    {"store", LineItem::kStore},     {"modify", LineItem::kModify},       {"pc", LineItem::kPc},
    {"number", LineItem::kNumber},   {"skip", LineItem::kSkip},           {"rest", LineItem::kRest},
    {"device", LineItem::kDevice},   {"register", LineItem::kRegister},   {"phys", LineItem::kPhys},
};

/// Empty for a literal or a group, which have none.
constexpr std::string_view name(LineItem item) {
  const auto* const found =
      std::find_if(std::begin(kLineItemNames), std::end(kLineItemNames),
                   [item](const LineItemName& row) { return row.item == item; });
  return found == std::end(kLineItemNames) ? std::string_view() : found->name;
}

constexpr bool is_group(LineItem item) {
  return item == LineItem::kOptional || item == LineItem::kRepeated;
}

/// Whether the item makes an access.
constexpr bool is_access(LineItem item) {
  return item == LineItem::kAddress || item == LineItem::kFetch || item == LineItem::kLoad ||
         item == LineItem::kStore || item == LineItem::kModify;
}

/// Whether the base of addresses is that of the item.
constexpr bool is_address(LineItem item) {
  return is_access(item) || item == LineItem::kReal || item == LineItem::kPhys ||
         item == LineItem::kPc;
}

}  // namespace htabsim
