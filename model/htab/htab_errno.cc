// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/htab_errno.h"

namespace htabsim {

std::string_view name(HtabErrno error) {
  switch (error) {
    case HtabErrno::kIo:
      return "EIO";
    case HtabErrno::kNoDevice:
      return "ENXIO";
    case HtabErrno::kBadFd:
      return "EBADF";
    case HtabErrno::kFault:
      return "EFAULT";
    case HtabErrno::kBusy:
      return "EBUSY";
    case HtabErrno::kInvalid:
      return "EINVAL";
    case HtabErrno::kTooManyFiles:
      return "EMFILE";
    case HtabErrno::kNoSpace:
      return "ENOSPC";
  }
  return "";
}

}  // namespace htabsim
