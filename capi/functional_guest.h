// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/htab/htab_files.h"
#include "htabsim/model/htab/resize_hpt_ioctl.h"
#include "htabsim/model/papr/hcall.h"

namespace htabsim {

struct FunctionalGuestOptions {
  HptGeometry table;
  std::uint64_t memory_bytes = 0;  ///< from address 0; a multiple of kHostPageBytes
  HeaderOrder header_order = HeaderOrder::kBig;
  HtabWriteParsing write_parsing = HtabWriteParsing::safe;
};

/// A guest without time, and the host's side of its page table. Threads take turns.
class FunctionalGuest {
 public:
  static constexpr PageSize kHostPage = PageSize::page_16m;
  static constexpr std::uint64_t kHostPageBytes = std::uint64_t{1} << shift(kHostPage);

  explicit FunctionalGuest(const FunctionalGuestOptions& options);

  /// As those of HtabFiles, but without a limit of its own on open descriptors.
  OpenResult open(std::uint64_t flags, std::uint64_t start_index);
  IoResult read(HtabFd descriptor, std::span<std::byte> buffer);
  IoResult write(HtabFd descriptor, std::span<const std::byte> bytes);
  std::optional<HtabErrno> close(HtabFd descriptor);

  /// As alloc_reset_hpt(), resize_hpt_prepare() and resize_hpt_commit().
  std::optional<HtabErrno> allocate_table(std::uint32_t order);
  IoctlResult prepare_resize(std::uint64_t flags, std::uint32_t order);
  IoctlResult commit_resize(std::uint64_t flags, std::uint32_t order);

  HcallResult hcall(const HcallFrame& frame);
  /// The hardware sets `rc`, bits of hpte_r::kRc, in an entry. False, and nothing is set, if there
  /// is none that is VALID.
  bool set_rc(HpteIndex index, std::uint64_t rc);
  /// Sets up the real mode area first if processors are to run without one.
  void set_running_vcpus(unsigned vcpus);

 private:
  std::mutex mutex_;
  HptImage image_;
  Partition partition_;
  FunctionalHptPort port_;
  HtabFiles files_;
};

}  // namespace htabsim
