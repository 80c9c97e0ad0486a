// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/smmu_info.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(SmmuInfo, HasPower8sSlbKeysAndSegmentsJ7) {
  const SmmuInfo info = smmu_info();
  EXPECT_EQ(info.flags, 3U);  // KVM_PPC_PAGE_SIZES_REAL, KVM_PPC_1T_SEGMENTS
  EXPECT_EQ(info.slb_entries, 32U);
  EXPECT_EQ(info.data_keys, 32U);
  EXPECT_EQ(info.instruction_keys, 32U);
}

// SLB: L is 0x100, LP 0x30 (facts B2, B3). LP of entries: facts D5.
TEST(SmmuInfo, HasKvmsPageSizesJ7B3D5) {
  const SmmuSegment in_4k{
      PageSize::page_4k, 0x000, {{PageSize::page_4k, 0x00}, {PageSize::page_16m, 0x38}}};
  const SmmuSegment in_64k{
      PageSize::page_64k, 0x110, {{PageSize::page_64k, 0x01}, {PageSize::page_16m, 0x08}}};
  const SmmuSegment in_16m{PageSize::page_16m, 0x100, {{PageSize::page_16m, 0x00}}};
  EXPECT_EQ(smmu_info().segments, (std::vector{in_4k, in_64k, in_16m}));
}

}  // namespace
}  // namespace htabsim
