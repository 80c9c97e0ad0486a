// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/touched_ranges.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

using enum PageSize;

TEST(GuestTouchedRanges, CountPagesInAllLargerRangesThatTheyLieIn) {
  TouchedRanges touched;
  touched.add(Ea(0x1'1000), page_4k);
  touched.add(Ea(0x1'f000), page_4k);
  touched.add(Ea(0x4'0000), page_64k);
  EXPECT_EQ(touched.bytes_in(Ea(0x1'0000), page_64k), 0x2000);
  EXPECT_EQ(touched.bytes_in(Ea(0x1'ffff), page_64k), 0x2000);
  EXPECT_EQ(touched.bytes_in(Ea(0x2'0000), page_64k), 0);
  EXPECT_EQ(touched.bytes_in(Ea(0x4'0000), page_64k), 0);  // no smaller page
  EXPECT_EQ(touched.bytes_in(Ea(0xff'ffff), page_16m), 0x1'2000);
  EXPECT_EQ(touched.bytes_in(Ea(0x100'0000), page_16m), 0);
  EXPECT_EQ(touched.bytes_in(Ea(0x1'1000), page_4k), 0);
}

TEST(GuestTouchedRanges, APageThatIsNoMoreIsNotCounted) {
  TouchedRanges touched;
  touched.add(Ea(0x1'1000), page_4k);
  touched.add(Ea(0x4'0000), page_64k);
  touched.remove(Ea(0x4'0000), page_64k);
  EXPECT_EQ(touched.bytes_in(Ea(0), page_16m), 0x1000);
  touched.remove(Ea(0x1'1000), page_4k);
  EXPECT_EQ(touched.bytes_in(Ea(0), page_16m), 0);
}

}  // namespace
}  // namespace htabsim
