// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace htabsim {

/// Why a call on an HTAB descriptor failed; the values are Linux's.
enum class HtabErrno : std::uint8_t {
  kIo = 5,             ///< EIO: H_ENTER refused an entry (R43, R46)
  kBadFd = 9,          ///< EBADF: no such descriptor, or it is open for the other direction (R4)
  kFault = 14,         ///< EFAULT: the caller's buffer is not accessible (R20, R40)
  kBusy = 16,          ///< EBUSY: a guest processor is running (R37)
  kInvalid = 22,       ///< EINVAL: unknown flags, range, or entry (R2, R42, R43)
  kTooManyFiles = 24,  ///< EMFILE: the process has no descriptor left (R3)
};

/// The name as in errno.h.
std::string_view name(HtabErrno error);

}  // namespace htabsim
