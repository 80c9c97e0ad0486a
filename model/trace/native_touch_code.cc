// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_touch_code.h"

#include <cstdint>
#include <stdexcept>

#include <fmt/format.h>

namespace htabsim::native_trace {

namespace {

// A touch is a number: the way in the low bits, above it the distance of the page.
constexpr unsigned kWayBits = 2;
constexpr unsigned kWayMask = (1U << kWayBits) - 1;
constexpr unsigned kPageBits = 64 - PageTouch::kPageShift;
/// Stands before the last touches: the way that there is none of, and no distance.
constexpr std::uint64_t kLastTouches = kWayMask;

// Of a number, seven bits a byte, the low ones first; the top bit says that more follow.
constexpr unsigned kBitsPerByte = 7;
constexpr unsigned kMore = 1U << kBitsPerByte;
/// A distance has a sign more than a page: eight bytes hold it and the way.
constexpr unsigned kMostBits = 8 * kBitsPerByte;
static_assert(kPageBits + 1 + kWayBits <= kMostBits);

/// Small for small distances of either sign: 0, -1, 1, -2, 2 are 0, 1, 2, 3, 4.
constexpr std::uint64_t zigzag(std::uint64_t distance) { return distance << 1 ^ -(distance >> 63); }
constexpr std::uint64_t unzigzag(std::uint64_t code) { return code >> 1 ^ -(code & 1); }

void put_number(std::uint64_t number, std::string& to) {
  for (; number >= kMore; number >>= kBitsPerByte) to += static_cast<char>(number | kMore);
  to += static_cast<char>(number);
}

std::uint64_t take_number(std::string_view& from) {
  std::uint64_t number = 0;
  for (unsigned bit = 0; bit != kMostBits; bit += kBitsPerByte) {
    if (from.empty()) throw std::domain_error("a touched page is cut short");
    const auto byte = static_cast<std::uint8_t>(from.front());
    from.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte % kMore) << bit;
    if (byte < kMore) return number;
  }
  throw std::domain_error("a touched page has more bytes than this version has");
}

void put_touches(const std::vector<PageTouch>& touches, std::string& to) {
  std::uint64_t before = 0;
  for (const PageTouch& touch : touches) {
    put_number(zigzag(touch.page - before) << kWayBits | static_cast<std::uint64_t>(touch.way), to);
    before = touch.page;
  }
}

}  // namespace

std::string encode_touches(const BlockTouches& touches) {
  std::string bytes;
  put_touches(touches.first, bytes);
  if (touches.last.empty()) return bytes;
  put_number(kLastTouches, bytes);
  put_touches(touches.last, bytes);
  return bytes;
}

BlockTouches decode_touches(std::string_view bytes) {
  BlockTouches touches;
  std::vector<PageTouch>* into = &touches.first;
  std::uint64_t page = 0;
  while (!bytes.empty()) {
    const std::uint64_t number = take_number(bytes);
    if (number == kLastTouches && into == &touches.first) {
      into = &touches.last;
      page = 0;
      continue;
    }
    page += unzigzag(number >> kWayBits);
    const auto way = static_cast<PlainAccessKind>(number & kWayMask);
    if (page >> kPageBits != 0) {
      throw std::domain_error(fmt::format("a touched page has more than {} bits", kPageBits));
    }
    if (way > PlainAccessKind::kStore) throw std::domain_error("a page is touched in no way");
    into->push_back({page, way});
  }
  return touches;
}

}  // namespace htabsim::native_trace
