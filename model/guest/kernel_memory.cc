// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/kernel_memory.h"

#include <cassert>

#include "htabsim/model/guest/address_space.h"
#include "htabsim/model/guest/guest_hash_table.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kKernelSpace = 0;
constexpr std::uint64_t kPrivilegedOnly = 0b00;  ///< PP (facts E1)

/// The kernel before the guest's processors run: its hcalls take no time.
class BootPort final : public HcallPort {
 public:
  BootPort(HptImage& image, Partition& partition) : port_(image), partition_(partition) {}

  HcallResult hcall(const HcallFrame& frame) override {
    return execute_hcall(port_, partition_, frame);
  }

 private:
  FunctionalHptPort port_;
  Partition& partition_;
};

Segment linear_segment(AddressSpace& space, Ea ea) {
  Segment segment = space.segment(ea);
  segment.supervisor_key = false;
  segment.class_one = false;
  return segment;
}

AddressSpace kernel_space(const KernelMemory& kernel) {
  return {kKernelSpace,     kernel.address_spaces,  kernel.segment_size,
          kernel.page_size, kernel.vsid_allocation, kernel.seed};
}

}  // namespace

SlbEntry bolted_segment(const KernelMemory& kernel) {
  AddressSpace space = kernel_space(kernel);
  return {kLinearMap.value() | slb_esid::kValid, encode_segment(linear_segment(space, kLinearMap))};
}

void enter_kernel_memory(HptImage& image, Partition& partition, const KernelMemory& kernel) {
  std::mt19937_64 nothing_is_evicted;
  GuestOsCounters not_counted;
  GuestHashTable table(image.geometry(), nothing_is_evicted, not_counted);
  BootPort port(image, partition);
  AddressSpace space = kernel_space(kernel);
  for (std::uint64_t page = 0; page < kernel.pages; ++page) {
    const std::uint64_t real = page << shift(kernel.page_size);
    const Ea ea = kLinearMap + real;
    const VirtualPage name{virtual_address(linear_segment(space, ea), ea),
                           {kernel.page_size, kernel.page_size}};
    [[maybe_unused]] const auto slot = table.enter(
        port, name, hpte_v::kBolted, real | hpte_r::kRc | hpte_r::kMemory | kPrivilegedOnly);
    assert(slot);
  }
}

}  // namespace htabsim
