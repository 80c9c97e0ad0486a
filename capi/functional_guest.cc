// SPDX-License-Identifier: Apache-2.0
#include "capi/functional_guest.h"

#include <limits>

#include "htabsim/model/htab/alloc_reset_hpt.h"
#include "htabsim/model/htab/setup_htab_rma.h"

namespace htabsim {

namespace {

/// The guest's memory is elsewhere in the host's, so that a host address in the stream would show.
constexpr HostReal kHostBase(std::uint64_t{1} << 56);

Partition guest_partition(std::uint64_t memory_bytes) {
  Partition partition;
  partition.slots.add({.base = GuestReal(0),
                       .bytes = memory_bytes,
                       .host_base = kHostBase,
                       .host_page_shift = shift(FunctionalGuest::kHostPage)});
  return partition;
}

HtabFilesOptions files_options(const FunctionalGuestOptions& options) {
  return {.header_order = options.header_order,
          .write_parsing = options.write_parsing,
          .most_open = std::numeric_limits<unsigned>::max()};
}

}  // namespace

FunctionalGuest::FunctionalGuest(const FunctionalGuestOptions& options)
    : image_(options.table),
      partition_(guest_partition(options.memory_bytes)),
      port_(image_),
      files_(partition_, files_options(options)) {}

OpenResult FunctionalGuest::open(std::uint64_t flags, std::uint64_t start_index) {
  const std::lock_guard lock(mutex_);
  return files_.open(flags, start_index);
}

IoResult FunctionalGuest::read(HtabFd descriptor, std::span<std::byte> buffer) {
  const std::lock_guard lock(mutex_);
  return files_.read(port_, descriptor, buffer);
}

IoResult FunctionalGuest::write(HtabFd descriptor, std::span<const std::byte> bytes) {
  const std::lock_guard lock(mutex_);
  return files_.write(port_, descriptor, bytes);
}

std::optional<HtabErrno> FunctionalGuest::close(HtabFd descriptor) {
  const std::lock_guard lock(mutex_);
  return files_.close(descriptor);
}

std::optional<HtabErrno> FunctionalGuest::allocate_table(std::uint32_t order) {
  const std::lock_guard lock(mutex_);
  return alloc_reset_hpt(port_, partition_, order);
}

IoctlResult FunctionalGuest::prepare_resize(std::uint64_t flags, std::uint32_t order) {
  const std::lock_guard lock(mutex_);
  return resize_hpt_prepare(port_, partition_, flags, order);
}

IoctlResult FunctionalGuest::commit_resize(std::uint64_t flags, std::uint32_t order) {
  const std::lock_guard lock(mutex_);
  return resize_hpt_commit(port_, partition_, flags, order);
}

HcallResult FunctionalGuest::hcall(const HcallFrame& frame) {
  const std::lock_guard lock(mutex_);
  return execute_hcall(port_, partition_, frame);
}

bool FunctionalGuest::set_rc(HpteIndex index, std::uint64_t rc) {
  const std::lock_guard lock(mutex_);
  const Hpte memory = image_.read(index);
  if (!any(memory.v, hpte_v::kValid)) return false;
  const std::uint64_t r = memory.r | rc;
  if (any(rc, hpte_r::kReferenced)) {
    port_.store_rc_byte(index, RcByte::kReferenced, static_cast<std::uint8_t>(r >> 8));
  }
  if (any(rc, hpte_r::kChanged)) {
    port_.store_rc_byte(index, RcByte::kChanged, static_cast<std::uint8_t>(r));
  }
  return true;
}

void FunctionalGuest::set_running_vcpus(unsigned vcpus) {
  const std::lock_guard lock(mutex_);
  if (vcpus != 0) setup_htab_rma(port_, partition_);
  partition_.running_vcpus = vcpus;
}

}  // namespace htabsim
