// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_page_init.h"

#include <gtest/gtest.h>

#include "htabsim/model/papr/reverse_map.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using papr_test::kMmio;

class PaprPageInit : public testing::Test {
 protected:
  HcallStatus init(std::uint64_t flags, std::uint64_t destination, std::uint64_t source = 0) {
    return h_page_init(world.port, world.partition, flags, GuestReal(destination),
                       GuestReal(source));
  }
  papr_test::PaprWorld world;
};

TEST_F(PaprPageInit, ZeroesAndCopiesMemoryPagesI8) {
  EXPECT_EQ(init(hcall_flag::kZeroPage, 0x1d00'0000), HcallStatus::kSuccess);
  EXPECT_EQ(init(hcall_flag::kCopyPage, 0x1d00'1000, 0x1d00'2000), HcallStatus::kSuccess);
  EXPECT_EQ(init(0, 0x1d00'0000), HcallStatus::kSuccess);
}

TEST_F(PaprPageInit, AddressesMustBeAlignedI8) {
  EXPECT_EQ(init(hcall_flag::kZeroPage, 0x1d00'0800), HcallStatus::kParameter);
  EXPECT_EQ(init(hcall_flag::kCopyPage, 0x1d00'1000, 0x1d00'2008), HcallStatus::kParameter);
  EXPECT_EQ(init(hcall_flag::kZeroPage, 0x1d00'1000, 0x1d00'2008), HcallStatus::kSuccess);
}

TEST_F(PaprPageInit, AddressesMustBeMemoryI8) {
  EXPECT_EQ(init(hcall_flag::kZeroPage, kMmio), HcallStatus::kParameter);
  EXPECT_EQ(init(hcall_flag::kCopyPage, 0x1d00'1000, kMmio), HcallStatus::kParameter);
}

// kvmppc_rm_h_page_init: with neither flag no slot is looked for.
TEST_F(PaprPageInit, WithNeitherZeroNorCopyNoAddressIsLookedAtI8) {
  EXPECT_EQ(init(0, kMmio, kMmio), HcallStatus::kSuccess);
  EXPECT_EQ(init(hcall_flag::kIcacheSync, kMmio), HcallStatus::kSuccess);
  EXPECT_EQ(init(0, kMmio + 8), HcallStatus::kParameter) << "pg_mask comes first";
  world.partition.flavour = PaprFlavour::qemu;
  EXPECT_EQ(init(0, kMmio), HcallStatus::kParameter);
}

// kvmppc_do_h_page_init_zero and _copy: kvmppc_update_dirty_map.
TEST_F(PaprPageInit, ZeroedAndCopiedPagesAreDirtyI8) {
  init(hcall_flag::kZeroPage, 0x1d00'0000);
  init(hcall_flag::kCopyPage, 0x1d00'1000, 0x1d00'2000);
  init(hcall_flag::kIcacheSync, 0x1d00'3000);
  EXPECT_EQ(world.image.page_rc(GuestReal(0x1d00'0000)), kDirtyPage);
  EXPECT_EQ(world.image.page_rc(GuestReal(0x1d00'1000)), kDirtyPage);
  EXPECT_EQ(world.image.page_rc(GuestReal(0x1d00'2000)), 0U) << "the source";
  EXPECT_EQ(world.image.page_rc(GuestReal(0x1d00'3000)), 0U);
}

TEST_F(PaprPageInit, CacheAndPageStateFlagsAreAcceptedAndOthersAreNotI8) {
  EXPECT_EQ(init(hcall_flag::kIcacheInvalidate | hcall_flag::kIcacheSync, 0x1d00'0000),
            HcallStatus::kSuccess);
  EXPECT_EQ(init(hcall_flag::kPageState, 0x1d00'0000), HcallStatus::kSuccess);
  EXPECT_EQ(init(1, 0x1d00'0000), HcallStatus::kParameter);
  EXPECT_EQ(init(hcall_flag::kExact | hcall_flag::kZeroPage, 0x1d00'0000), HcallStatus::kParameter);
}

}  // namespace
}  // namespace htabsim
