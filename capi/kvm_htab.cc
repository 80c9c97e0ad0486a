// SPDX-License-Identifier: Apache-2.0
#include "htabsim/kvm_htab.h"

#include <algorithm>
#include <bit>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "capi/descriptors.h"
#include "capi/errors.h"
#include "capi/functional_guest.h"
#include "htabsim/model/htab/smmu_info.h"

struct htabsim_vm {
  std::shared_ptr<htabsim::FunctionalGuest> guest;
};

namespace htabsim {

namespace {

constexpr std::uint32_t kHostPageMib = FunctionalGuest::kHostPageBytes >> 20;

HeaderOrder header_order(std::uint32_t order) {
  switch (order) {
    case HTABSIM_HEADERS_NATIVE:
      return std::endian::native == std::endian::big ? HeaderOrder::kBig : HeaderOrder::kLittle;
    case HTABSIM_HEADERS_BIG:
      return HeaderOrder::kBig;
    case HTABSIM_HEADERS_LITTLE:
      return HeaderOrder::kLittle;
    default:
      fail(EINVAL);
  }
}

HtabWriteParsing write_parsing(std::uint32_t parsing) {
  switch (parsing) {
    case HTABSIM_WRITE_BY_FORMAT:
      return HtabWriteParsing::safe;
    case HTABSIM_WRITE_AS_KERNEL:
      return HtabWriteParsing::reference;
    default:
      fail(EINVAL);
  }
}

std::uint64_t rc_of(unsigned access) {
  switch (access) {
    case HTABSIM_LOAD:
      return hpte_r::kReferenced;
    case HTABSIM_STORE:
      return hpte_r::kRc;
    default:
      fail(EINVAL);
  }
}

FunctionalGuestOptions guest_options(const htabsim_vm_options& options) {
  const std::uint32_t order = options.table_order;
  const std::uint32_t mib = options.memory_mib;
  if (!HptGeometry::order_exists(order)) fail(EINVAL);
  if (mib == 0 || mib % kHostPageMib != 0) fail(EINVAL);
  return {.table = HptGeometry(order),
          .memory_bytes = std::uint64_t{mib} << 20,
          .header_order = header_order(options.header_order),
          .write_parsing = write_parsing(options.write_parsing)};
}

template <class... Pointers>
void require(Pointers... pointers) {
  if (((pointers == nullptr) || ...)) fail(EFAULT);
}

int open_htab(const htabsim_vm* vm, const kvm_get_htab_fd* what) {
  require(vm, what);
  return Descriptors::add(std::make_shared<OpenHtab>(vm->guest, what->flags, what->start_index));
}

int allocate_htab(const htabsim_vm* vm, const __u32* order) {
  require(vm, order);
  fail_if(vm->guest->allocate_table(*order));
  return 0;
}

/// `to` is all zero.
void fill_in(const SmmuSegment& segment, kvm_ppc_one_seg_page_size& to) {
  to.page_shift = shift(segment.base);
  to.slb_enc = segment.slb_encoding;
  for (std::size_t i = 0; i < segment.pages.size(); ++i) {
    to.enc[i] = {shift(segment.pages[i].actual), segment.pages[i].pte_encoding};
  }
}

int get_smmu_info(const htabsim_vm* vm, kvm_ppc_smmu_info* to) {
  require(vm, to);
  const SmmuInfo info = smmu_info();
  *to = {};
  to->flags = info.flags;
  to->slb_size = info.slb_entries;
  to->data_keys = info.data_keys;
  to->instr_keys = info.instruction_keys;
  for (std::size_t i = 0; i < info.segments.size(); ++i) fill_in(info.segments[i], to->sps[i]);
  return 0;
}

int value_of(const IoctlResult& result) {
  fail_if(result.error);
  return result.value;
}

int prepare_resize(const htabsim_vm* vm, const kvm_ppc_resize_hpt* resize) {
  require(vm, resize);
  return value_of(vm->guest->prepare_resize(resize->flags, resize->shift));
}

int commit_resize(const htabsim_vm* vm, const kvm_ppc_resize_hpt* resize) {
  require(vm, resize);
  return value_of(vm->guest->commit_resize(resize->flags, resize->shift));
}

int check_extension(int capability) {
  switch (capability) {
    case KVM_CAP_PPC_HTAB_FD:
    case KVM_CAP_PPC_ALLOC_HTAB:
    case KVM_CAP_PPC_GET_SMMU_INFO:
    case KVM_CAP_SPAPR_RESIZE_HPT:
      return 1;
    default:
      return 0;
  }
}

int vm_ioctl(const htabsim_vm* vm, std::uint32_t request, std::va_list arguments) {
  switch (request) {
    case KVM_CHECK_EXTENSION:
      return check_extension(va_arg(arguments, int));
    case KVM_PPC_GET_HTAB_FD:
      return open_htab(vm, va_arg(arguments, const kvm_get_htab_fd*));
    case KVM_PPC_ALLOCATE_HTAB:
      return allocate_htab(vm, va_arg(arguments, const __u32*));
    case KVM_PPC_GET_SMMU_INFO:
      return get_smmu_info(vm, va_arg(arguments, kvm_ppc_smmu_info*));
    case KVM_PPC_RESIZE_HPT_PREPARE:
      return prepare_resize(vm, va_arg(arguments, const kvm_ppc_resize_hpt*));
    case KVM_PPC_RESIZE_HPT_COMMIT:
      return commit_resize(vm, va_arg(arguments, const kvm_ppc_resize_hpt*));
    default:
      fail(ENOTTY);
  }
}

void make_hcall(const htabsim_vm* vm, htabsim_hcall* call) {
  require(vm, call);
  HcallFrame frame{.token = HcallToken{call->number}};
  std::ranges::copy(call->args, frame.args.begin());
  const HcallResult result = vm->guest->hcall(frame);
  call->status = static_cast<std::int64_t>(result.status);
  std::ranges::copy(result.values, call->args);
}

void touch(const htabsim_vm* vm, HpteIndex index, unsigned access) {
  require(vm);
  if (!vm->guest->set_rc(index, rc_of(access))) fail(ENOENT);
}

}  // namespace

}  // namespace htabsim

using htabsim::or_errno;

extern "C" {

htabsim_vm* htabsim_vm_create(const htabsim_vm_options* options) {
  htabsim_vm* vm = nullptr;
  or_errno([&] {
    htabsim::require(options);
    auto guest = std::make_shared<htabsim::FunctionalGuest>(htabsim::guest_options(*options));
    vm = new htabsim_vm{std::move(guest)};
    return 0;
  });
  return vm;
}

void htabsim_vm_destroy(htabsim_vm* vm) { delete vm; }

int htabsim_vm_ioctl(htabsim_vm* vm, unsigned long request, ...) {
  std::va_list arguments;
  va_start(arguments, request);
  const int result = or_errno([&] {
    // The kernel sees 32 bits: programs pass requests as int, too.
    return htabsim::vm_ioctl(vm, static_cast<std::uint32_t>(request), arguments);
  });
  va_end(arguments);
  return result;
}

int htabsim_vm_hcall(htabsim_vm* vm, htabsim_hcall* call) {
  return or_errno([&] {
    htabsim::make_hcall(vm, call);
    return 0;
  });
}

int htabsim_vm_touch(htabsim_vm* vm, std::uint64_t index, unsigned access) {
  return or_errno([&] {
    htabsim::touch(vm, htabsim::HpteIndex(index), access);
    return 0;
  });
}

int htabsim_vm_set_running(htabsim_vm* vm, unsigned vcpus) {
  return or_errno([&] {
    htabsim::require(vm);
    vm->guest->set_running_vcpus(vcpus);
    return 0;
  });
}

}  // extern "C"
