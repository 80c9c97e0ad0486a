// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/resize_hpt_ioctl.h"

#include "htabsim/model/papr/h_resize_hpt.h"

namespace htabsim {

namespace {

constexpr int kEstimatedMs = 100;

constexpr IoctlResult failure(HtabErrno error) { return {0, error}; }

IoctlResult ioctl_result(HcallStatus status) {
  switch (status) {
    case HcallStatus::kSuccess:
      return {};
    case HcallStatus::kLongBusy100Ms:
      return {kEstimatedMs, {}};
    case HcallStatus::kClosed:
      return failure(HtabErrno::kNoDevice);
    case HcallStatus::kBusy:
      return failure(HtabErrno::kBusy);
    case HcallStatus::kPtegFull:
      return failure(HtabErrno::kNoSpace);
    default:
      return failure(HtabErrno::kIo);
  }
}

bool arguments_fit(const Partition& partition, std::uint64_t flags, std::uint32_t order) {
  return flags == 0 && partition.translation == GuestTranslation::kHash &&
         (order == 0 || HptGeometry::order_exists(order));
}

}  // namespace

IoctlResult resize_hpt_prepare(HptPort& port, Partition& partition, std::uint64_t flags,
                               std::uint32_t order) {
  if (!arguments_fit(partition, flags, order)) return failure(HtabErrno::kInvalid);
  return ioctl_result(h_resize_hpt_prepare(port, partition, flags, order));
}

IoctlResult resize_hpt_commit(HptPort& port, Partition& partition, std::uint64_t flags,
                              std::uint32_t order) {
  if (!arguments_fit(partition, flags, order)) return failure(HtabErrno::kInvalid);
  if (!partition.mmu_ready) {
    partition.pending_table.reset();
    return failure(HtabErrno::kIo);
  }
  return ioctl_result(h_resize_hpt_commit(port, partition, flags, order));
}

}  // namespace htabsim
