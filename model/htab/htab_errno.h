// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace htabsim {

/// Why a call on an HTAB descriptor, or an ioctl about the table, failed; the values are Linux's.
enum class HtabErrno : std::uint8_t {
  kIo = 5,             ///< EIO: H_ENTER refused an entry (R43, R46); no MMU to resize for (J7)
  kNoDevice = 6,       ///< ENXIO: no table of that order was prepared (J7)
  kBadFd = 9,          ///< EBADF: no such descriptor, or it is open for the other direction (R4)
  kFault = 14,         ///< EFAULT: the caller's buffer is not accessible (R20, R40)
  kBusy = 16,          ///< EBUSY: a guest processor is running (R37, J1); not ready (J7)
  kInvalid = 22,       ///< EINVAL: unknown flags, range, entry, or order (R2, R42, R43, J1, J7)
  kTooManyFiles = 24,  ///< EMFILE: the process has no descriptor left (R3)
  kNoSpace = 28,       ///< ENOSPC: two bolted entries fall on one slot (J7)
};

/// The name as in errno.h.
std::string_view name(HtabErrno error);

}  // namespace htabsim
