// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/user_accesses.h"

namespace htabsim {

bool UserAccesses::next(PlainAccess& access) {
  while (all_->next(access)) {
    if (access.ea < kFirstKernelAddress || !is_access(access.kind)) return true;
    ++of_kernel_;
  }
  return false;
}

std::vector<TraceRemark> UserAccesses::remarks() const {
  auto found = all_->remarks();
  if (of_kernel_ != 0) found.push_back({"accesses to a kernel's addresses", of_kernel_});
  return found;
}

}  // namespace htabsim
