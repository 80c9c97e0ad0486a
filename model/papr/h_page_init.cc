// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_page_init.h"

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/papr/reverse_map.h"

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

bool is_boundary(GuestReal address) {
  return !any(address.value(), low_mask(shift(PageSize::page_4k)));
}

bool is_memory_page(const Partition& partition, GuestReal address) {
  return is_boundary(address) && partition.slots.find(address);
}

}  // namespace

HcallStatus h_page_init(HptPort& port, const Partition& partition, std::uint64_t flags,
                        GuestReal destination, GuestReal source) {
  if (any(flags, ~allowed_flags(partition.flavour))) return HcallStatus::kParameter;
  const bool copies = any(flags, hcall_flag::kCopyPage);
  const bool looks =
      partition.flavour != PaprFlavour::kvm || copies || any(flags, hcall_flag::kZeroPage);
  if (!looks) {
    return is_boundary(destination) ? HcallStatus::kSuccess : HcallStatus::kParameter;
  }
  if (!is_memory_page(partition, destination)) return HcallStatus::kParameter;
  if (copies && !is_memory_page(partition, source)) return HcallStatus::kParameter;
  if (partition.flavour == PaprFlavour::kvm) mark_page_dirty(port, partition, destination);
  return HcallStatus::kSuccess;
}

}  // namespace htabsim
