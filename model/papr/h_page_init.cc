// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_page_init.h"

#include "htabsim/model/isa/page_size.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kQemusFlags = hcall_flag::kIcacheInvalidate | hcall_flag::kIcacheSync |
                                      hcall_flag::kZeroPage | hcall_flag::kCopyPage;

/// LoPAR lets undefined flags be ignored (facts I1).
std::uint64_t allowed_flags(PaprFlavour flavour) {
  switch (flavour) {
    case PaprFlavour::kvm:
      return kQemusFlags | hcall_flag::kPageState;
    case PaprFlavour::qemu:
      return kQemusFlags;
    case PaprFlavour::lopar:
      break;
  }
  return ~std::uint64_t{0};
}

bool is_memory_page(const Partition& partition, GuestReal address) {
  return !any(address.value(), low_mask(shift(PageSize::page_4k))) && partition.slots.find(address);
}

}  // namespace

HcallStatus h_page_init(const Partition& partition, std::uint64_t flags, GuestReal destination,
                        GuestReal source) {
  if (any(flags, ~allowed_flags(partition.flavour))) return HcallStatus::kParameter;
  if (!is_memory_page(partition, destination)) return HcallStatus::kParameter;
  if (any(flags, hcall_flag::kCopyPage) && !is_memory_page(partition, source)) {
    return HcallStatus::kParameter;
  }
  return HcallStatus::kSuccess;
}

}  // namespace htabsim
