// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/page_regions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

using enum PageSize;
using enum SegmentSize;

constexpr std::uint64_t kTerabyte = std::uint64_t{1} << 40;

PageRegion region(std::uint64_t first, std::uint64_t last, PageSize size) {
  return {Ea(first), Ea(last), size};
}

HptePageSize sizes(const PageRegions& regions, std::uint64_t ea) {
  return regions.sizes_at(Ea(ea));
}

std::string error_of(PageSize elsewhere, SegmentSize segments, std::vector<PageRegion> regions) {
  try {
    const PageRegions made(elsewhere, segments, std::move(regions));
  } catch (const PageRegionError& error) {
    return error.what();
  }
  return "no error";
}

TEST(GuestPageRegions, WithoutAnyAllPagesAreOfOneSize) {
  const PageRegions regions(page_64k, segment_1t, {});
  EXPECT_EQ(sizes(regions, 0), (HptePageSize{page_64k, page_64k}));
  EXPECT_EQ(sizes(regions, 5 * kTerabyte), (HptePageSize{page_64k, page_64k}));
}

TEST(GuestPageRegions, ARegionIsMixedIntoASegmentOfSmallerPagesD8) {
  const PageRegions regions(page_4k, segment_1t, {region(0x1000'0000, 0x1fff'ffff, page_64k)});
  EXPECT_EQ(sizes(regions, 0x0fff'ffff), (HptePageSize{page_4k, page_4k}));
  EXPECT_EQ(sizes(regions, 0x1000'0000), (HptePageSize{page_4k, page_64k}));
  EXPECT_EQ(sizes(regions, 0x1fff'ffff), (HptePageSize{page_4k, page_64k}));
  EXPECT_EQ(sizes(regions, 0x2000'0000), (HptePageSize{page_4k, page_4k}));
}

// 256 MB segments: the region is all of the second one, so nothing is mixed.
TEST(GuestPageRegions, ASegmentThatARegionFillsHasItsSizeAsBaseB3) {
  const PageRegions regions(page_4k, segment_256m, {region(0x1000'0000, 0x1fff'ffff, page_64k)});
  EXPECT_EQ(sizes(regions, 0x0fff'ffff), (HptePageSize{page_4k, page_4k}));
  EXPECT_EQ(sizes(regions, 0x1000'0000), (HptePageSize{page_64k, page_64k}));
  EXPECT_EQ(sizes(regions, 0x2000'0000), (HptePageSize{page_4k, page_4k}));
}

TEST(GuestPageRegions, TheSmallestRegionOfASegmentIsTheBaseOfAllOfItD8) {
  const PageRegions regions(page_16m, segment_1t,
                            {region(0x200'0000, 0x2ff'ffff, page_4k),
                             region(kTerabyte, kTerabyte + 0xff'ffff, page_64k)});
  EXPECT_EQ(sizes(regions, 0x200'0000), (HptePageSize{page_4k, page_4k}));
  EXPECT_EQ(sizes(regions, 0), (HptePageSize{page_4k, page_16m}));
  EXPECT_EQ(sizes(regions, kTerabyte), (HptePageSize{page_64k, page_64k}));
  EXPECT_EQ(sizes(regions, 2 * kTerabyte - 1), (HptePageSize{page_64k, page_16m}));
  EXPECT_EQ(sizes(regions, 2 * kTerabyte), (HptePageSize{page_16m, page_16m}));
}

// From the middle of one segment over all of the next to the middle of the third.
TEST(GuestPageRegions, ARegionOverSeveralSegmentsIsMixedWhereTheyHaveMoreB3D8) {
  const PageRegions regions(page_4k, segment_1t,
                            {region(kTerabyte / 2, 2 * kTerabyte + kTerabyte / 2 - 1, page_16m)});
  EXPECT_EQ(sizes(regions, kTerabyte - 1), (HptePageSize{page_4k, page_16m}));
  EXPECT_EQ(sizes(regions, kTerabyte), (HptePageSize{page_16m, page_16m}));
  EXPECT_EQ(sizes(regions, 2 * kTerabyte), (HptePageSize{page_4k, page_16m}));
}

TEST(GuestPageRegions, RegionsThatTogetherFillASegmentLeaveNothingElseInItB3) {
  const PageRegions regions(
      page_4k, segment_256m,
      {region(0x800'0000, 0xfff'ffff, page_16m), region(0, 0x7ff'ffff, page_64k)});
  EXPECT_EQ(sizes(regions, 0), (HptePageSize{page_64k, page_64k}));
  EXPECT_EQ(sizes(regions, 0x800'0000), (HptePageSize{page_64k, page_16m}));
}

// D5 has no entry of 16 GB but those of segments of that base page size.
TEST(GuestPageRegions, SizesThatNoSegmentCanHaveTogetherAreRefusedD5) {
  const std::uint64_t gigabytes16 = std::uint64_t{1} << 34;
  EXPECT_EQ(
      error_of(page_64k, segment_1t, {region(kTerabyte, kTerabyte + gigabytes16 - 1, page_16g)}),
      "the segment of 1T at 10000000000 has pages of 64K, and a segment of that base page size "
      "can have none of 16G");
  EXPECT_EQ(error_of(page_4k, segment_1t, {region(kTerabyte, 2 * kTerabyte - 1, page_16g)}),
            "no error");
}

TEST(GuestPageRegions, RegionsThatNoProgramCanHaveAreRefused) {
  EXPECT_EQ(error_of(page_4k, segment_1t, {region(0x2000, 0x1fff, page_4k)}),
            "2000-1fff:4K ends before it begins");
  EXPECT_EQ(error_of(page_4k, segment_1t, {region(0x1000, 0x10fff, page_64k)}),
            "1000-10fff:64K does not begin and end where pages of 64K do");
  EXPECT_EQ(error_of(page_4k, segment_1t, {region(0x10000, 0x1fffe, page_64k)}),
            "10000-1fffe:64K does not begin and end where pages of 64K do");
  EXPECT_EQ(error_of(page_4k, segment_1t,
                     {region(0x2000, 0x4fff, page_4k), region(0x1000, 0x2fff, page_4k)}),
            "1000-2fff:4K and 2000-4fff:4K overlap");
  EXPECT_EQ(error_of(page_4k, segment_1t,
                     {region(0xbfff'ffff'ffff'f000, 0xc000'0000'0000'0fff, page_4k)}),
            "bffffffffffff000-c000000000000fff:4K has addresses of the kernel");
  EXPECT_EQ(error_of(page_4k, segment_256m, {region(0, 0x3'ffff'ffff, page_16g)}),
            "0-3ffffffff:16G: a segment of 256M has no page of 16G");
}

// A page of 64 KB at 10000 would lie over the region's first page.
TEST(GuestPageRegions, ARegionAmidLargerPagesBeginsAndEndsWhereTheyDo) {
  EXPECT_EQ(error_of(page_64k, segment_1t, {region(0x11000, 0x1ffff, page_4k)}),
            "11000-1ffff:4K does not begin and end where pages of 64K do");
  EXPECT_EQ(error_of(page_64k, segment_1t,
                     {region(0x10000, 0x10fff, page_4k), region(0x11000, 0x1ffff, page_4k)}),
            "no error");
}

}  // namespace
}  // namespace htabsim
