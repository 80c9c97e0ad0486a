// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "tests/capi/guest_fixture.h"

namespace htabsim::capi_test {
namespace {

bool creates(const htabsim_vm_options& options) {
  errno = 0;
  const Vm vm = create(options);
  EXPECT_EQ(errno, vm ? 0 : EINVAL);
  return vm != nullptr;
}

TEST(CapiVm, TablesOf2To18To2To46Bytes) {
  htabsim_vm_options options = kOptions;
  for (const std::uint32_t order : {18U, 24U, 46U}) {
    options.table_order = order;
    EXPECT_TRUE(creates(options)) << order;
  }
  for (const std::uint32_t order : {0U, 17U, 47U, 64U}) {
    options.table_order = order;
    EXPECT_FALSE(creates(options)) << order;
  }
}

TEST(CapiVm, MemoryOfWholeHostPages) {
  htabsim_vm_options options = kOptions;
  for (const std::uint32_t mib : {16U, 0xffff'fff0U}) {
    options.memory_mib = mib;
    EXPECT_TRUE(creates(options)) << mib;
  }
  for (const std::uint32_t mib : {0U, 8U, 17U}) {
    options.memory_mib = mib;
    EXPECT_FALSE(creates(options)) << mib;
  }
}

TEST(CapiVm, UnknownChoicesAreRefused) {
  htabsim_vm_options options = kOptions;
  options.header_order = HTABSIM_HEADERS_LITTLE + 1;
  EXPECT_FALSE(creates(options));
  options = kOptions;
  options.write_parsing = HTABSIM_WRITE_AS_KERNEL + 1;
  EXPECT_FALSE(creates(options));
}

TEST(CapiVm, NullPointersAreEfault) {
  const Vm vm = create();
  htabsim_hcall call{};
  const kvm_get_htab_fd what{};
  errno = 0;
  EXPECT_EQ(htabsim_vm_create(nullptr), nullptr);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(error_of(htabsim_vm_ioctl(vm.get(), KVM_PPC_GET_HTAB_FD, nullptr)), EFAULT);  // R1
  EXPECT_EQ(error_of(htabsim_vm_ioctl(nullptr, KVM_PPC_GET_HTAB_FD, &what)), EFAULT);
  for (const unsigned long request : {KVM_PPC_ALLOCATE_HTAB, KVM_PPC_GET_SMMU_INFO,
                                      KVM_PPC_RESIZE_HPT_PREPARE, KVM_PPC_RESIZE_HPT_COMMIT}) {
    std::array<std::byte, sizeof(kvm_ppc_smmu_info)> argument{};
    EXPECT_EQ(error_of(htabsim_vm_ioctl(vm.get(), request, nullptr)), EFAULT);
    EXPECT_EQ(error_of(htabsim_vm_ioctl(nullptr, request, argument.data())), EFAULT);
  }
  EXPECT_EQ(error_of(htabsim_vm_hcall(vm.get(), nullptr)), EFAULT);
  EXPECT_EQ(error_of(htabsim_vm_hcall(nullptr, &call)), EFAULT);
  EXPECT_EQ(error_of(htabsim_vm_touch(nullptr, 0, HTABSIM_LOAD)), EFAULT);
  EXPECT_EQ(error_of(htabsim_vm_set_running(nullptr, 0)), EFAULT);
  htabsim_vm_destroy(nullptr);
}

TEST(CapiVm, CheckExtensionKnowsTheCapabilitiesOfItsRequestsOnlyJ7) {
  const Vm vm = create();
  for (const int capability : {KVM_CAP_PPC_HTAB_FD, KVM_CAP_PPC_ALLOC_HTAB,
                               KVM_CAP_PPC_GET_SMMU_INFO, KVM_CAP_SPAPR_RESIZE_HPT}) {
    EXPECT_EQ(htabsim_vm_ioctl(vm.get(), KVM_CHECK_EXTENSION, capability), 1) << capability;
  }
  EXPECT_EQ(htabsim_vm_ioctl(vm.get(), KVM_CHECK_EXTENSION, KVM_CAP_PPC_RMA), 0);
  EXPECT_EQ(htabsim_vm_ioctl(vm.get(), KVM_CHECK_EXTENSION, 0), 0);
}

TEST(CapiVm, OtherRequestsAreEnotty) {
  const Vm vm = create();
  kvm_ppc_pvinfo info;
  EXPECT_EQ(error_of(htabsim_vm_ioctl(vm.get(), KVM_PPC_GET_PVINFO, &info)), ENOTTY);
  EXPECT_EQ(error_of(htabsim_vm_ioctl(vm.get(), 0)), ENOTTY);
}

TEST(CapiVm, ARequestPassedAsIntIsTheSame) {
  const Vm vm = create();
  const kvm_get_htab_fd what{};
  const unsigned long sign_extended = KVM_PPC_GET_HTAB_FD | 0xffff'ffff'0000'0000;
  const int htab = htabsim_vm_ioctl(vm.get(), sign_extended, &what);
  EXPECT_GE(htab, 0);
  EXPECT_EQ(::close(htab), 0);
}

TEST(CapiVm, HcallReturnsItsValuesInR4On) {
  const Vm vm = create();
  htabsim_hcall call{.number = 0x08, .status = 5, .args = {0, 43, kV, page_r(9), 1, 2, 3, 4, 5}};
  ASSERT_EQ(htabsim_vm_hcall(vm.get(), &call), 0);
  EXPECT_EQ(call.status, 0);
  const std::uint64_t entered[] = {40, 43, kV, page_r(9), 1, 2, 3, 4, 5};  // group 5 begins at 40
  EXPECT_TRUE(std::ranges::equal(call.args, entered));

  call = {.number = 0x04, .status = 5, .args = {0, 40, 0, 7}};
  ASSERT_EQ(htabsim_vm_hcall(vm.get(), &call), 0);
  EXPECT_EQ(call.status, 0);
  EXPECT_EQ(call.args[0], kV);
  EXPECT_EQ(call.args[1], page_r(9));
  EXPECT_EQ(call.args[3], 7U);
}

TEST(CapiVm, HcallsThatFailSaySoInR3) {
  const Vm vm = create();
  EXPECT_EQ(hcall(vm, 0x04, {0, 40, 0, 0}), -7);        // H_REMOVE: H_NOT_FOUND
  EXPECT_EQ(hcall(vm, 0x04, {0, kEntries, 0, 0}), -4);  // H_PARAMETER
  EXPECT_EQ(hcall(vm, 0xf00, {0, 0, 0, 0}), -2);        // H_FUNCTION
  enter(vm, 40);
  EXPECT_EQ(hcall(vm, 0x08, {kExact, 40, kV, 0}), -6);  // H_ENTER: H_PTEG_FULL
}

TEST(CapiVm, TouchNeedsAnEntryThatHardwareSees) {
  const Vm vm = create();
  EXPECT_EQ(error_of(htabsim_vm_touch(vm.get(), 3, HTABSIM_LOAD)), ENOENT);
  EXPECT_EQ(error_of(htabsim_vm_touch(vm.get(), kEntries, HTABSIM_LOAD)), ENOENT);
  enter(vm, 3);
  EXPECT_EQ(htabsim_vm_touch(vm.get(), 3, HTABSIM_LOAD), 0);
  EXPECT_EQ(error_of(htabsim_vm_touch(vm.get(), 3, HTABSIM_STORE + 1)), EINVAL);

  constexpr std::uint64_t kBeyondMemory = 64 << 20;  // so emulated MMIO, which is ABSENT (R27)
  ASSERT_EQ(hcall(vm, 0x08, {kExact, 4, kV, kBeyondMemory}), 0);
  EXPECT_EQ(error_of(htabsim_vm_touch(vm.get(), 4, HTABSIM_LOAD)), ENOENT);
}

}  // namespace
}  // namespace htabsim::capi_test
