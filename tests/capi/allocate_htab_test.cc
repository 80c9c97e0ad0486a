// SPDX-License-Identifier: Apache-2.0
#include "tests/capi/guest_fixture.h"

namespace htabsim::capi_test {
namespace {

/// An entry of the virtual real mode area: 1 TB segment 0x1ffffff, page of 16 MB at 0.
constexpr std::uint64_t kVrmaV = 0x4001'ffff'ff00'0005;

class CapiAllocateHtabTest : public GuestTest {
 protected:
  int allocate(std::uint32_t order) {
    return htabsim_vm_ioctl(vm_.get(), KVM_PPC_ALLOCATE_HTAB, &order);
  }
  /// Indexes of all valid entries, in order, as a new descriptor reads them.
  std::vector<std::uint64_t> valid_entries() {
    std::vector<std::uint64_t> indexes;
    const int htab = opened();
    for (auto bytes = read_bytes(htab); !bytes.empty(); bytes = read_bytes(htab)) {
      append_valid(indexes, bytes);
    }
    ::close(htab);
    return indexes;
  }

 private:
  static void append_valid(std::vector<std::uint64_t>& indexes, std::span<const std::byte> groups) {
    while (!groups.empty()) {
      kvm_get_htab_header fields;
      std::memcpy(&fields, groups.data(), sizeof fields);
      for (unsigned i = 0; i < fields.n_valid; ++i) indexes.push_back(fields.index + i);
      groups = groups.subspan(sizeof fields + fields.n_valid * std::size_t{16});
    }
  }
};

using Indexes = std::vector<std::uint64_t>;

TEST_F(CapiAllocateHtabTest, LeavesTheOrderAsItIsJ1) {
  for (std::uint32_t order : {18U, 20U, 46U}) {
    const std::uint32_t asked = order;
    EXPECT_EQ(htabsim_vm_ioctl(vm_.get(), KVM_PPC_ALLOCATE_HTAB, &order), 0) << asked;
    EXPECT_EQ(order, asked);
  }
}

TEST_F(CapiAllocateHtabTest, OfTheSameOrderClearsEntriesButNotModifiedR55) {
  const int changes = opened_for_changes();
  enter(vm_, 5);
  EXPECT_EQ(read_bytes(changes), group(5, kReadV, page_r(5)));
  enter(vm_, 6);
  EXPECT_EQ(allocate(18), 0);
  EXPECT_EQ(read_bytes(changes), header(6, 0, 1)) << "its change was not read yet";
  EXPECT_TRUE(read_bytes(changes).empty()) << "that 5 is gone is no change";
  EXPECT_EQ(valid_entries(), Indexes{});
  ::close(changes);
}

TEST_F(CapiAllocateHtabTest, OfTheSameOrderLeavesCursorAndPassR55) {
  for (std::uint64_t index = 0; index < 4; ++index) enter(vm_, index);
  const int htab = opened();
  EXPECT_EQ(read_bytes(htab, 25), group(0, kReadV, page_r(0)));  // room for one entry (R13)
  EXPECT_EQ(allocate(18), 0);
  EXPECT_EQ(read_bytes(htab), header(1, 0, kEntries - 1)) << "the first pass goes on at 1";
  ::close(htab);
}

TEST_F(CapiAllocateHtabTest, OfAnotherOrderIsANewTableForOpenDescriptorsToo) {
  const int writer = opened(KVM_GET_HTAB_WRITE);
  const int changes = opened_for_changes();
  enter(vm_, 5);
  EXPECT_EQ(allocate(19), 0);
  EXPECT_TRUE(read_bytes(changes).empty()) << "its reverse map is new";
  enter(vm_, 2 * kEntries - 1);
  EXPECT_EQ(read_bytes(changes), group(2 * kEntries - 1, kReadV, page_r(2 * kEntries - 1)));
  EXPECT_EQ(write_bytes(writer, group(2 * kEntries - 2, kV, 0)), 24);
  EXPECT_EQ(valid_entries(), (Indexes{2 * kEntries - 2, 2 * kEntries - 1}));
  ::close(changes);
  ::close(writer);
}

TEST_F(CapiAllocateHtabTest, ACursorBeyondASmallerTableEndsThePassR36) {
  EXPECT_EQ(allocate(19), 0);
  const int htab = opened(0, kEntries + 1);
  EXPECT_EQ(allocate(18), 0);
  EXPECT_TRUE(read_bytes(htab).empty());
  enter(vm_, 3);
  EXPECT_EQ(read_bytes(htab), group(3, kReadV, page_r(3))) << "a later pass, from 0 on";
  ::close(htab);
}

TEST_F(CapiAllocateHtabTest, IsEbusyWhileTheGuestRunsJ1) {
  enter(vm_, 5);
  ASSERT_EQ(htabsim_vm_set_running(vm_.get(), 1), 0);
  for (const std::uint32_t order : {18U, 20U, 17U}) {
    EXPECT_EQ(error_of(allocate(order)), EBUSY) << order;
  }
  EXPECT_EQ(valid_entries(), Indexes{5});
  ASSERT_EQ(htabsim_vm_set_running(vm_.get(), 0), 0);
  EXPECT_EQ(allocate(18), 0);
}

TEST_F(CapiAllocateHtabTest, OtherOrdersAreEinvalAndTheOldTableIsGoneJ1) {
  for (const std::uint32_t order : {0U, 17U, 47U}) {
    enter(vm_, 5);
    EXPECT_EQ(error_of(allocate(order)), EINVAL) << order;
    EXPECT_EQ(valid_entries(), Indexes{});
    const std::uint64_t last = (1 << 20) - 1;  // KVM's default of 2^24 bytes has 2^20 entries
    enter(vm_, last);
    EXPECT_EQ(hcall(vm_, 0x04, {0, last + 1, 0, 0}), -4);  // H_PARAMETER
  }
}

// 64 MiB are four pages of 16 MiB. Page i is in the last slot of PTEG 2047 - i (see
// setup_htab_rma_test.cc): 16383 - 8 * i.
TEST_F(CapiAllocateHtabTest, TheRealModeAreaIsEnteredWhenTheGuestRunsJ1) {
  EXPECT_EQ(allocate(18), 0);
  EXPECT_EQ(valid_entries(), Indexes{});
  ASSERT_EQ(htabsim_vm_set_running(vm_.get(), 1), 0);
  EXPECT_EQ(valid_entries(), (Indexes{16359, 16367, 16375, 16383}));
  const int writer = opened(KVM_GET_HTAB_WRITE);
  EXPECT_EQ(error_of(write_bytes(writer, group(0, kV, 0))), EBUSY) << "so the MMU is ready";
  ::close(writer);
}

TEST_F(CapiAllocateHtabTest, ARealModeAreaThatWasWrittenIsKeptR50) {
  EXPECT_EQ(allocate(18), 0);
  const int writer = opened(KVM_GET_HTAB_WRITE);
  EXPECT_EQ(write_bytes(writer, group(7, kVrmaV, 0x190)), 24);
  ::close(writer);
  ASSERT_EQ(htabsim_vm_set_running(vm_.get(), 1), 0);
  EXPECT_EQ(valid_entries(), Indexes{7});
}

}  // namespace
}  // namespace htabsim::capi_test
