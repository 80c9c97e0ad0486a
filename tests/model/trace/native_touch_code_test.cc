// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_touch_code.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/trace/first_touches.h"

namespace htabsim::native_trace {
namespace {

using enum PlainAccessKind;
using namespace std::string_view_literals;

constexpr std::uint64_t kLastPage = (std::uint64_t{1} << 52) - 1;

TEST(NativeTouchCode, TakesAByteForAPageNearby) {
  // (2 * 1) << 2 | 0; distance 0: 0 << 2 | 1; distance -1: (2 * 1 - 1) << 2 | 2.
  EXPECT_EQ(encode_touches({{{1, kFetch}, {1, kLoad}, {0, kStore}}, {}}), "\x08\x01\x06"sv);
}

TEST(NativeTouchCode, HasTheLowBitsOfALongNumberFirst) {
  // (2 * 0x1000) << 2 | 1 = 0x8001: bits 0 to 6 are 1, 7 to 13 are 0, 14 and 15 are 2.
  EXPECT_EQ(encode_touches({{{0x1000, kLoad}}, {}}), "\x81\x80\x02"sv);
}

TEST(NativeTouchCode, BeginsAnewFromPage0WithTheLastTouches) {
  // Between them a byte with the way 3 and no distance.
  EXPECT_EQ(encode_touches({{{1, kFetch}}, {{1, kLoad}, {0, kLoad}}}), "\x08\x03\x09\x05"sv);
}

TEST(NativeTouchCode, HoldsTheLongestWaysBetweenPages) {
  const BlockTouches touches{{{kLastPage, kStore}, {0, kStore}, {kLastPage, kFetch}}, {}};
  const std::string bytes = encode_touches(touches);
  // Distances of 52 bits, a sign and the way are 55 bits: eight bytes of seven.
  EXPECT_EQ(bytes.size(), 3u * 8);
  EXPECT_EQ(decode_touches(bytes), touches);
}

RC_GTEST_PROP(NativeTouchCode, IsReadAsItWasWritten, ()) {
  const auto any_touch = rc::gen::build<PageTouch>(
      rc::gen::set(&PageTouch::page, rc::gen::map<std::uint64_t>(
                                         [](std::uint64_t page) { return page & kLastPage; })),
      rc::gen::set(&PageTouch::way, rc::gen::element(kFetch, kLoad, kStore)));
  const auto any_touches = rc::gen::container<std::vector<PageTouch>>(any_touch);
  const BlockTouches touches{*any_touches, *any_touches};
  RC_ASSERT(decode_touches(encode_touches(touches)) == touches);
}

std::string touch_fault(std::string_view bytes) {
  try {
    decode_touches(bytes);
  } catch (const std::domain_error& fault) {
    return fault.what();
  }
  return "";
}

TEST(NativeTouchCode, HasNoFourthWay) {
  // Distance 1 and way 3; then the second beginning of last touches.
  EXPECT_EQ(touch_fault("\x08\x0b"sv), "a page is touched in no way");
  EXPECT_EQ(touch_fault("\x08\x03\x03"sv), "a page is touched in no way");
}

TEST(NativeTouchCode, CutShortIsAnError) {
  EXPECT_EQ(touch_fault("\x08\x81\x80"sv), "a touched page is cut short");
}

TEST(NativeTouchCode, OfMoreThanEightBytesIsAnError) {
  EXPECT_EQ(touch_fault("\x81\x80\x80\x80\x80\x80\x80\x80\x00"sv),
            "a touched page has more bytes than this version has");
  EXPECT_EQ(touch_fault("\x81\x80\x80\x80\x80\x80\x80\x00"sv), "") << "page 0 in eight bytes";
}

TEST(NativeTouchCode, HasNoPageBeyondTheLastOrBeforeTheFirst) {
  // From page 0 by -1: (2 * 1 - 1) << 2 | 1.
  EXPECT_EQ(touch_fault("\x05"sv), "a touched page has more than 52 bits");
  // From the last page by 1: (2 * 1) << 2 | 1.
  EXPECT_EQ(touch_fault(encode_touches({{{kLastPage, kLoad}}, {}}) + "\x09"),
            "a touched page has more than 52 bits");
}

}  // namespace
}  // namespace htabsim::native_trace
