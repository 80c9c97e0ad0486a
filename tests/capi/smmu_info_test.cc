// SPDX-License-Identifier: Apache-2.0
#include "tests/capi/guest_fixture.h"

namespace htabsim::capi_test {
namespace {

// kvm_vm_ioctl_get_smmu_info_hv and kvmppc_add_seg_page_size. SLB encodings: L 0x100, LP 0x30
// (facts B2, B3); entries': LP (facts D5).
kvm_ppc_smmu_info as_kvm_hv() {
  kvm_ppc_smmu_info info{};
  info.flags = KVM_PPC_PAGE_SIZES_REAL | KVM_PPC_1T_SEGMENTS;
  info.slb_size = 32;
  info.data_keys = 32;
  info.instr_keys = 32;
  info.sps[0] = {.page_shift = 12, .slb_enc = 0, .enc = {{12, 0}, {24, 0x38}}};
  info.sps[1] = {.page_shift = 16, .slb_enc = 0x110, .enc = {{16, 1}, {24, 8}}};
  info.sps[2] = {.page_shift = 24, .slb_enc = 0x100, .enc = {{24, 0}}};
  return info;
}

TEST(CapiSmmuInfo, IsThatOfKvmHvOnPower8J7) {
  const Vm vm = create();
  kvm_ppc_smmu_info info;
  std::memset(&info, 0xff, sizeof info);
  ASSERT_EQ(htabsim_vm_ioctl(vm.get(), KVM_PPC_GET_SMMU_INFO, &info), 0);
  const kvm_ppc_smmu_info expected = as_kvm_hv();
  EXPECT_EQ(std::memcmp(&info, &expected, sizeof info), 0);
}

TEST(CapiSmmuInfo, H_EnterKnowsWhatItNamesR44) {
  const Vm vm = create();
  const kvm_ppc_smmu_info info = as_kvm_hv();
  std::uint64_t index = 0;
  for (const auto& segment : std::span(info.sps).first(3)) {
    for (const auto& page : segment.enc) {
      if (page.page_shift == 0) continue;
      const std::uint64_t large = page.page_shift == 12 ? 0 : 0x4;
      const std::uint64_t r = std::uint64_t{page.pte_enc} << 12;
      EXPECT_EQ(hcall(vm, 0x08, {kExact, index++, kV | large, r}), 0) << page.page_shift;
    }
  }
}

}  // namespace
}  // namespace htabsim::capi_test
