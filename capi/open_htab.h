// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "capi/functional_guest.h"

namespace htabsim {

/// A guest's HTAB descriptor while it is open. It keeps the guest (R7). Errors are thrown as
/// std::system_error.
class OpenHtab {
 public:
  /// Arguments are those of KVM_PPC_GET_HTAB_FD.
  OpenHtab(std::shared_ptr<FunctionalGuest> guest, std::uint64_t flags, std::uint64_t start_index);
  ~OpenHtab();
  OpenHtab(const OpenHtab&) = delete;
  OpenHtab& operator=(const OpenHtab&) = delete;

  /// The bytes read or written.
  std::size_t read(std::span<std::byte> buffer);
  std::size_t write(std::span<const std::byte> bytes);

 private:
  std::shared_ptr<FunctionalGuest> guest_;
  HtabFd descriptor_;
};

}  // namespace htabsim
