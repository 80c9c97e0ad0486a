// SPDX-License-Identifier: Apache-2.0
#include "tests/capi/guest_fixture.h"

namespace htabsim::capi_test {
namespace {

class CapiResizeTest : public ::testing::Test {
 protected:
  int prepare(std::uint32_t shift, std::uint64_t flags = 0) {
    return request(KVM_PPC_RESIZE_HPT_PREPARE, shift, flags);
  }
  int commit(std::uint32_t shift, std::uint64_t flags = 0) {
    return request(KVM_PPC_RESIZE_HPT_COMMIT, shift, flags);
  }
  void make_ready(std::uint32_t shift) {
    EXPECT_EQ(prepare(shift), 100);
    EXPECT_EQ(prepare(shift), 0);
  }

  Vm vm_ = create();

 private:
  int request(unsigned long number, std::uint32_t shift, std::uint64_t flags) {
    const kvm_ppc_resize_hpt resize{.flags = flags, .shift = shift, .pad = 0};
    return htabsim_vm_ioctl(vm_.get(), number, &resize);
  }
};

TEST_F(CapiResizeTest, PrepareGives100MsThen0J7) {
  make_ready(20);
  EXPECT_EQ(prepare(20), 0);
  EXPECT_EQ(prepare(21), 100);
  EXPECT_EQ(prepare(0), 0);
  EXPECT_EQ(prepare(21), 100) << "as 0 gave it up";
}

TEST_F(CapiResizeTest, TheGuestsHcallIsTheSameResizeI9J7) {
  EXPECT_EQ(hcall(vm_, 0x36c, {0, 20, 0, 0}), 9902);  // H_RESIZE_HPT_PREPARE: H_LONG_BUSY, 100 ms
  EXPECT_EQ(prepare(20), 0);
  EXPECT_EQ(hcall(vm_, 0x370, {0, 20, 0, 0}), 0);  // H_RESIZE_HPT_COMMIT
  EXPECT_EQ(error_of(commit(20)), ENXIO);
}

// 4 KB pages at the start of 256 MB segments 0x801 and 0x002, whose hashes are their VSIDs (facts
// C2). Of 2^18 / 128 = 0x800 PTEGs they select 1 and 2, of twice as many 0x801 and 2. AVPN is
// VSID << 5, from bit 7 on.
TEST_F(CapiResizeTest, CommitMovesBoltedEntriesAndTheirChangesUnderADescriptorR56) {
  const int changes = open_htab(vm_, 0, kEntries);
  EXPECT_TRUE(read_bytes(changes).empty());  // its first pass (R36)
  ASSERT_EQ(hcall(vm_, 0x08, {kExact, 8 * 1 + 3, 0x80'1011, page_r(9)}), 0);
  ASSERT_EQ(hcall(vm_, 0x08, {kExact, 8 * 2 + 4, 0x2001, page_r(8)}), 0);
  make_ready(19);
  ASSERT_EQ(commit(19), 0);
  EXPECT_EQ(read_bytes(changes), group(8 * 0x801 + 3, 0x80'1051, page_r(9)));  // lock bit (R29)
  EXPECT_TRUE(read_bytes(changes).empty()) << "the other one is gone without a trace";
  EXPECT_EQ(error_of(commit(19)), ENXIO);
  ::close(changes);
}

TEST_F(CapiResizeTest, RefusalsAndWhichGiveTheTableUpJ7) {
  EXPECT_EQ(error_of(commit(20)), ENXIO);
  EXPECT_EQ(prepare(20), 100);
  EXPECT_EQ(error_of(prepare(17)), EINVAL);
  EXPECT_EQ(error_of(prepare(20, 1)), EINVAL);
  EXPECT_EQ(error_of(commit(47)), EINVAL);
  EXPECT_EQ(error_of(commit(20, 1)), EINVAL);
  EXPECT_EQ(prepare(20), 0) << "still prepared";
  EXPECT_EQ(error_of(commit(21)), ENXIO);
  EXPECT_EQ(prepare(20), 100) << "was given up";
  EXPECT_EQ(error_of(commit(20)), EBUSY);
  EXPECT_EQ(prepare(20), 100) << "was given up";
}

TEST_F(CapiResizeTest, CommitWithoutARealModeAreaIsEioJ7) {
  std::uint32_t order = 18;
  make_ready(20);
  ASSERT_EQ(htabsim_vm_ioctl(vm_.get(), KVM_PPC_ALLOCATE_HTAB, &order), 0);
  EXPECT_EQ(prepare(20), 0) << "the prepared table has stayed";
  EXPECT_EQ(error_of(commit(20)), EIO);
  EXPECT_EQ(prepare(20), 100) << "was given up";
  EXPECT_EQ(prepare(20), 0);
  ASSERT_EQ(htabsim_vm_set_running(vm_.get(), 1), 0);
  EXPECT_EQ(commit(20), 0);
}

// Segments 0x001 and 0x801 share a PTEG in the smaller table.
TEST_F(CapiResizeTest, TwoBoltedEntriesOnOneSlotAreEnospcJ7) {
  htabsim_vm_options options = kOptions;
  options.table_order = 19;
  vm_ = create(options);
  ASSERT_EQ(hcall(vm_, 0x08, {kExact, 8 * 0x001, 0x1011, page_r(1)}), 0);
  ASSERT_EQ(hcall(vm_, 0x08, {kExact, 8 * 0x801, 0x80'1011, page_r(2)}), 0);
  make_ready(18);
  EXPECT_EQ(error_of(commit(18)), ENOSPC);
  EXPECT_EQ(hcall(vm_, 0x04, {0, 8 * 0x801, 0, 0}), 0) << "the old table has stayed";
}

}  // namespace
}  // namespace htabsim::capi_test
