// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/hcall_counters.h"

namespace htabsim {

void HcallCounters::count(HcallToken token, HcallStatus status) {
  switch (token) {
    case HcallToken::kEnter:
      ++enter;
      break;
    case HcallToken::kRemove:
      ++remove;
      break;
    case HcallToken::kBulkRemove:
      ++bulk_remove;
      break;
    case HcallToken::kProtect:
      ++protect;
      break;
    case HcallToken::kRead:
      ++read;
      break;
    case HcallToken::kClearRef:
      ++clear_ref;
      break;
    case HcallToken::kClearMod:
      ++clear_mod;
      break;
    case HcallToken::kResizeHptPrepare:
      ++resize_prepare;
      break;
    case HcallToken::kResizeHptCommit:
      ++resize_commit;
      break;
    default:
      ++other;
  }
  if (token == HcallToken::kEnter && status == HcallStatus::kPtegFull) ++pteg_full;
  if (status == HcallStatus::kNotFound) ++not_found;
}

}  // namespace htabsim
